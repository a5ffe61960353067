import { computeFor } from '../../kernels/compute.js';
import { SMALL } from './small.js';

/**
 * A = L Lᵀ in place for a symmetric positive definite matrix, of which the lower triangle is read. L replaces it, with
 * zeros above the diagonal.
 *
 * @param a n x n, row by row
 * @returns −1, or the index of the first pivot that is not positive; then `a` holds nothing of use
 * @source Golub and Van Loan, Matrix Computations (4th edition), section 4.2
 */
export function choleskyInPlace(a: Float64Array, n: number): number {
  if (n < SMALL) {
    const failed = smallCholesky(a, n);
    clearAbove(a, n);
    return failed;
  }
  const { memory, module, at } = computeFor([8 * n * n]);
  const copy = new Float64Array(memory.buffer, at[0], n * n);
  copy.set(a);
  const failed = module.cholesky(n, at[0], n);
  a.set(copy);
  clearAbove(a, n);
  return failed;
}

function clearAbove(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) a.fill(0, i * n + i + 1, (i + 1) * n);
}

function smallCholesky(a: Float64Array, n: number): number {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      let sum = a[row + j]!;
      for (let k = 0; k < j; k++) sum -= a[row + k]! * a[other + k]!;
      a[row + j] = sum / a[other + j]!;
    }
    let pivot = a[row + i]!;
    for (let k = 0; k < i; k++) pivot -= a[row + k]! * a[row + k]!;
    // Not the opposite comparison: a pivot that is not a number is no positive one.
    if (!(pivot > 0)) return i;
    a[row + i] = Math.sqrt(pivot);
  }
  return -1;
}
