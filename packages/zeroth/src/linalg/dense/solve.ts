import { computeFor } from '../../kernels/compute.js';
import { exchangeRows, smallLu } from './lu.js';
import { SMALL } from './small.js';
import { smallSolve } from './triangular.js';

/**
 * A X = B by LU with partial pivoting, X overwriting B; A is overwritten where it is small, and must not be used again.
 *
 * @param a n x n, row by row
 * @param b n x columns, row by row
 * @returns −1, or the index of the first pivot that is zero; then B holds nothing of use
 */
export function solveInPlace(a: Float64Array, n: number, b: Float64Array, columns: number): number {
  if (n < SMALL) {
    const pivots = new Int32Array(n);
    const singular = smallLu(a, n, n, pivots);
    if (singular >= 0) return singular;
    exchangeRows(pivots, b, columns);
    smallSolve(a, n, n, 1, b, columns, true, true);
    smallSolve(a, n, n, 1, b, columns, false, false);
    return -1;
  }
  const { memory, module, at } = computeFor([8 * n * n, 8 * n * columns, 4 * n]);
  new Float64Array(memory.buffer, at[0], n * n).set(a);
  const singular = module.lu(n, n, at[0], n, at[2]);
  if (singular >= 0) return singular;
  exchangeRows(new Int32Array(memory.buffer, at[2], n), b, columns);
  const copy = new Float64Array(memory.buffer, at[1], n * columns);
  copy.set(b);
  module.solveLower(n, columns, at[0], n, 1, true, at[1], columns);
  module.solveUpper(n, columns, at[0], n, 1, false, at[1], columns);
  b.set(copy);
  return -1;
}
