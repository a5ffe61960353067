import { gemm } from '../kernels/gemm.js';
import { matrixVector } from './matrix-vector.js';

/** What products are computed in. */
export type Floats = Float64Array | Float32Array;

/** A matrix in memory: element (i, j) is `data[offset + i stride + j]`, or, transposed, `data[offset + j stride + i]`. */
export interface Matrix<T extends Floats> {
  readonly data: T;
  readonly offset: number;
  readonly stride: number;
  readonly transposed: boolean;
}

/** Up to this many multiplications, views of the operands would cost more than the product. */
const tinyProduct = 64;

/** out ← A B, A being m x k, B k x n and out m x n, row-major from index `at` on. Sums are made in float64. */
export function matrixProduct<T extends Floats>(
  m: number,
  n: number,
  k: number,
  a: Matrix<T>,
  b: Matrix<T>,
  out: T,
  at: number,
): void {
  const aRow = a.transposed ? 1 : a.stride;
  const aColumn = a.transposed ? a.stride : 1;
  const bRow = b.transposed ? 1 : b.stride;
  const bColumn = b.transposed ? b.stride : 1;
  if (m * n * k <= tinyProduct || k <= 1) {
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0, p = a.offset + i * aRow, q = b.offset + j * bColumn; l < k; l++, p += aColumn, q += bRow)
          sum += a.data[p]! * b.data[q]!;
        out[at + i * n + j] = sum;
      }
  } else if (n === 1) matrixVector(m, k, a.data, a.offset, aRow, aColumn, b.data, b.offset, bRow, out, at);
  else if (m === 1) matrixVector(n, k, b.data, b.offset, bColumn, bRow, a.data, a.offset, aColumn, out, at);
  else {
    const left: Floats = a.data.subarray(a.offset);
    const right: Floats = b.data.subarray(b.offset);
    const result: Floats = out.subarray(at, at + m * n);
    gemm(m, n, k, 1, left, a.stride, a.transposed, right, b.stride, b.transposed, 0, result, n);
  }
}
