import { expect, test } from 'vitest';
import { matrixVector } from './matrix-vector.js';

const lengths = [2, 3, 4, 5, 8, 9, 17, 257, 515] as const;
const element = (i: number): number => Math.sin(1 + 0.7 * i);

for (const memory of [Float64Array, Float32Array])
  for (const transposed of [false, true])
    test(`${memory.name}${transposed ? ', transposed' : ''}: each sum of k products is within k eps Σ |a x| of the sum in order`, () => {
      for (const m of lengths)
        for (const k of lengths) {
          const stride = (transposed ? m : k) + 3;
          const a = new memory(Array.from({ length: 5 + (transposed ? k : m) * stride }, (_, i) => element(i)));
          const x = new memory(Array.from({ length: 2 * k }, (_, i) => element(-i)));
          const [row, column] = transposed ? [1, stride] : [stride, 1];
          const out = new memory(m + 2).fill(7);
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
            const rounding = memory === Float32Array ? 2 ** -24 * Math.abs(sum) : 0;
            worst = Math.max(worst, Math.abs(out[1 + i]! - sum) / (2 * k * Number.EPSILON * size + rounding));
          }
          expect(worst).toBeLessThanOrEqual(1);
          expect([out[0], out[m + 1]]).toEqual([7, 7]);
        }
    });
