import { expect, test } from 'vitest';
import { random } from '../random/index.js';
import { gemm } from './gemm.js';

const SIZES: readonly (readonly [number, number, number])[] = [
  [0, 3, 2],
  [1, 1, 1],
  [2, 3, 0],
  [3, 2, 4],
  [16, 16, 16],
  [17, 16, 16],
  [33, 41, 29],
  [4, 300, 5],
  [127, 9, 257],
  [128, 8, 256],
  [129, 17, 255],
  [5, 1025, 3],
  [130, 1030, 258],
];
const PRECISIONS = [
  { make: (x: Float64Array) => x, eps: 2 ** -52, name: 'float64' },
  {
    make: (x: Float64Array) => Float32Array.from(x),
    eps: 2 ** -23,
    name: 'float32',
  },
];

for (const { make, eps, name } of PRECISIONS)
  test(`${name}: every transpose, size and scale is within k eps |A| |B| of the sum by definition`, () => {
    const source = random(1);
    for (const [m, n, k] of SIZES)
      for (const [transA, transB, alpha, beta] of [
        [false, false, 1, 0],
        [true, false, -2, 1],
        [false, true, 0.5, -1],
        [true, true, 1, 0.25],
      ] as const) {
        const lda = (transA ? m : k) + 3;
        const ldb = (transB ? k : n) + 1;
        const ldc = n + 2;
        const normals = (length: number) => make(source.fillNormal(new Float64Array(length)));
        const a = normals((transA ? k : m) * lda);
        const b = normals((transB ? n : k) * ldb);
        const c = normals(m * ldc);
        const before = c.slice();
        if (beta === 0) for (let i = 0; i < m; i++) c.fill(Number.NaN, i * ldc, i * ldc + n);
        gemm(m, n, k, alpha, a, lda, transA, b, ldb, transB, beta, c, ldc);
        let worst = 0;
        for (let i = 0; i < m; i++)
          for (let j = 0; j < ldc; j++) {
            const at = i * ldc + j;
            if (j >= n) {
              if (c[at] !== before[at]) worst = Infinity;
              continue;
            }
            let exact = beta === 0 ? 0 : beta * before[at]!;
            let size = Math.abs(exact);
            for (let p = 0; p < k; p++) {
              const term = alpha * a[transA ? p * lda + i : i * lda + p]! * b[transB ? j * ldb + p : p * ldb + j]!;
              exact += term;
              size += Math.abs(term);
            }
            const error = Math.abs(c[at]! - exact) / ((k + 2) * eps * size || 1);
            if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
          }
        expect(worst, `${m} ${n} ${k} ${transA} ${transB}`).toBeLessThan(1);
      }
  });

test('an element has the same bits wherever it stands in the product', () => {
  const n = 40;
  const a = random(2).fillNormal(new Float64Array(n * n));
  const b = random(3).fillNormal(new Float64Array(n * n));
  const whole = new Float64Array(n * n);
  gemm(n, n, n, 1, a, n, false, b, n, false, 0, whole, n);
  const part = new Float64Array(33 * 37);
  gemm(33, 37, n, 1, a.subarray(7 * n), n, false, b.subarray(3), n, false, 0, part, 37);
  for (let i = 0; i < 33; i++)
    expect(part.subarray(37 * i, 37 * i + 37)).toEqual(whole.subarray((i + 7) * n + 3, (i + 7) * n + 40));
});

test('what is not finite goes where it belongs and nowhere else', () => {
  const n = 21;
  const a = new Float64Array(n * n).fill(1);
  const b = new Float64Array(n * n).fill(1);
  const c = new Float64Array(n * n);
  a[20 * n + 4] = Infinity;
  b[4 * n + 20] = Number.NaN;
  gemm(n, n, n, 1, a, n, false, b, n, false, 0, c, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) expect(c[i * n + j]).toBe(j === 20 ? Number.NaN : i === 20 ? Infinity : n);
});
