import { describe, expect, test } from 'vitest';
import { matrixVector } from './matrix-vector.js';

const lengths = [2, 3, 5, 8, 17, 257, 515] as const;
/** Rows and columns of products that kernels make in several blocks, and in several parts of a line. */
const large = [
  [331, 103],
  [6, 8195],
  [8195, 6],
  [70_000, 2],
  [3, 20_001],
] as const;
const pairs = [...lengths.flatMap((m) => lengths.map((k) => [m, k] as const)), ...large];
const element = (i: number): number => Math.sin(1 + 0.7 * i);

type Memory = Float64ArrayConstructor | Float32ArrayConstructor;
const layouts = [Float64Array, Float32Array].flatMap((memory: Memory) =>
  [false, true].flatMap((transposed) => [3, 300, 20_005].map((gap) => ({ memory, transposed, gap }))),
);

/** A matrix with gaps between its rows or columns, and a vector, of which every second element counts. */
function problem(m: number, k: number, { memory, transposed, gap }: (typeof layouts)[number]) {
  const stride = (transposed ? m : k) + gap;
  const a = new memory(5 + (transposed ? k : m) * stride);
  for (let i = 0; i < a.length; i++) a[i] = element(i);
  const x = new memory(2 * k);
  for (let i = 0; i < x.length; i++) x[i] = element(-i);
  const [row, column] = transposed ? [1, stride] : [stride, 1];
  return { a, x, row, column };
}

describe.each(layouts)('products with a vector, $memory.name, transposed $transposed, gaps $gap', (layout) => {
  const sizes = pairs.filter(([m, k]) => (layout.transposed ? k : m) * layout.gap < 1e6);

  test('are within k eps Σ |a x| of the sum in order', () => {
    for (const [m, k] of sizes) {
      const { a, x, row, column } = problem(m, k, layout);
      const out = new layout.memory(m + 2).fill(7);
      matrixVector(m, k, a, 5, row, column, x, 1, 2, out, 1);
      let worst = 0;
      for (let i = 0; i < m; i++) {
        let sum = 0;
        let size = 0;
        for (let l = 0; l < k; l++) {
          const term = a[5 + i * row + l * column]! * x[1 + 2 * l]!;
          sum += term;
          size += Math.abs(term);
        }
        const rounding = layout.memory === Float32Array ? 2 ** -24 * Math.abs(sum) : 0;
        worst = Math.max(worst, Math.abs(out[1 + i]! - sum) / (2 * k * Number.EPSILON * size + rounding));
      }
      expect(worst).toBeLessThanOrEqual(1);
      expect([out[0], out[m + 1]]).toEqual([7, 7]);
    }
  });

  test('have the bits that each element has alone, by kernels and by loops', () => {
    for (const [m, k] of sizes) {
      const { a, x, row, column } = problem(m, k, layout);
      const [whole, alone] = [new Float64Array(m), new Float64Array(m)];
      matrixVector(m, k, a, 5, row, column, x, 0, 1, whole, 0);
      for (let i = 0; i < m; i++) matrixVector(1, k, a, 5 + i * row, row, column, x, 0, 1, alone, i);
      expect(whole.every((sum, i) => Object.is(sum, alone[i]))).toBe(true);
    }
  });
});
