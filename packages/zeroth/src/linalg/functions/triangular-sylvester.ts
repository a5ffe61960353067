import { gemm } from '../../kernels/gemm.js';
import { smallSylvester } from './small-sylvester.js';

/**
 * Solves A X + X B = C for quasi-triangular A (m x m) and B (n x n), X overwriting C, by halving the larger of them: most
 * of the work is matrix products.
 *
 * @returns false where an eigenvalue of A is exactly the negative of one of B and no solution was found
 * @source Bartels and Stewart, Solution of the matrix equation AX + XB = C (1972); recursion by Jonsson and
 *   Kågström, Recursive blocked algorithms for solving triangular systems (2002)
 */
export function triangularSylvester(
  a: Float64Array,
  lda: number,
  m: number,
  b: Float64Array,
  ldb: number,
  n: number,
  c: Float64Array,
  ldc: number,
): boolean {
  if (m === 0 || n === 0) return true;
  const splitA = m >= n ? halfOf(a, lda, m) : 0;
  if (splitA > 0) {
    const k = splitA;
    const lower = c.subarray(k * ldc);
    if (!triangularSylvester(a.subarray(k * lda + k), lda, m - k, b, ldb, n, lower, ldc)) return false;
    gemm(k, n, m - k, -1, a.subarray(k), lda, false, lower, ldc, false, 1, c, ldc);
    return triangularSylvester(a, lda, k, b, ldb, n, c, ldc);
  }
  const k = halfOf(b, ldb, n);
  if (k > 0) {
    if (!triangularSylvester(a, lda, m, b, ldb, k, c, ldc)) return false;
    const right = c.subarray(k);
    gemm(m, n - k, k, -1, c, ldc, false, b.subarray(k), ldb, false, 1, right, ldc);
    return triangularSylvester(a, lda, m, b.subarray(k * ldb + k), ldb, n - k, right, ldc);
  }
  const rest = halfOf(a, lda, m);
  if (rest === 0) return smallSylvester(a, lda, m, b, ldb, n, c, ldc);
  const lower = c.subarray(rest * ldc);
  if (!triangularSylvester(a.subarray(rest * lda + rest), lda, m - rest, b, ldb, n, lower, ldc)) return false;
  gemm(rest, n, m - rest, -1, a.subarray(rest), lda, false, lower, ldc, false, 1, c, ldc);
  return triangularSylvester(a, lda, rest, b, ldb, n, c, ldc);
}

/** Where to split a quasi-triangular matrix: about in the middle, never within a 2 x 2 block; 0 where it is one block. */
export function halfOf(t: Float64Array, ld: number, n: number): number {
  if (n < 2) return 0;
  const half = n >> 1;
  if (t[half * ld + half - 1] === 0) return half;
  return half + 1 < n ? half + 1 : half - 1;
}
