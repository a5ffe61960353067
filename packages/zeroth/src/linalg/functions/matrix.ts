import { gemm } from '../../kernels/gemm.js';
import { solveInPlace } from '../dense/solve.js';

/*
 * Small helpers on square matrices of order n, row by row.
 */

export function identity(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}

/** op(A) op(B), op being the identity or the transpose. */
export function multiply(a: Float64Array, b: Float64Array, n: number, transA = false, transB = false): Float64Array {
  const out = new Float64Array(n * n);
  gemm(n, n, n, 1, a, n, transA, b, n, transB, 0, out, n);
  return out;
}

/** Z T Zᵀ, from Zᵀ. */
export function turnedBack(t: Float64Array, zt: Float64Array, n: number): Float64Array {
  return multiply(multiply(zt, t, n, true), zt, n);
}

/** The largest column sum of sizes. */
export function oneNorm(a: Float64Array, n: number): number {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sums[j]! += Math.abs(a[i * n + j]!);
  return sums.reduce((largest, sum) => Math.max(largest, sum), 0);
}

/** A⁻¹ B with B overwritten, or undefined where A is exactly singular. A is overwritten, too. */
export function divide(a: Float64Array, b: Float64Array, n: number): Float64Array | undefined {
  return solveInPlace(a, n, b, n) >= 0 ? undefined : b;
}
