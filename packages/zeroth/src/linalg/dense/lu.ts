import { computeFor } from '../../kernels/compute.js';
import { SMALL } from './small.js';

/**
 * P A = L U in place with partial pivoting: U on and above the diagonal, the multipliers of L (whose diagonal is ones)
 * below.
 *
 * @param a m x n, row by row
 * @param pivots gets, for i < min(m, n), the row that was exchanged with row i at step i
 * @returns −1, or the index of the first pivot that is zero; the factors are right all the same
 * @source Golub and Van Loan, Matrix Computations (4th edition), section 3.4
 */
export function luInPlace(a: Float64Array, m: number, n: number, pivots: Int32Array): number {
  if (m < SMALL && n < SMALL) return smallLu(a, m, n, pivots);
  const count = Math.min(m, n);
  const { memory, module, at } = computeFor([8 * m * n, 4 * count]);
  const copy = new Float64Array(memory.buffer, at[0], m * n);
  copy.set(a);
  const singular = module.lu(m, n, at[0], n, at[1]);
  a.set(copy);
  pivots.set(new Int32Array(memory.buffer, at[1], count));
  return singular;
}

/** {@link luInPlace} in plain loops. */
export function smallLu(a: Float64Array, m: number, n: number, pivots: Int32Array): number {
  let singular = -1;
  const count = Math.min(m, n);
  for (let j = 0; j < count; j++) {
    let best = j;
    let largest = Math.abs(a[j * n + j]!);
    for (let i = j + 1; i < m; i++) {
      const size = Math.abs(a[i * n + j]!);
      if (size > largest) {
        largest = size;
        best = i;
      }
    }
    pivots[j] = best;
    const row = j * n;
    if (best !== j)
      for (let c = 0, p = row, q = best * n; c < n; c++, p++, q++) {
        const held = a[p]!;
        a[p] = a[q]!;
        a[q] = held;
      }
    const pivot = a[row + j]!;
    if (pivot === 0) {
      if (singular < 0) singular = j;
      continue;
    }
    for (let i = j + 1; i < m; i++) {
      const other = i * n;
      const factor = a[other + j]! / pivot;
      a[other + j] = factor;
      if (factor !== 0) for (let c = j + 1; c < n; c++) a[other + c]! -= factor * a[row + c]!;
    }
  }
  return singular;
}

/** Applies the exchanges of {@link luInPlace} to the rows of b, in order: b ← P b. */
export function exchangeRows(pivots: Int32Array, b: Float64Array, columns: number): void {
  for (let i = 0; i < pivots.length; i++) {
    const j = pivots[i]!;
    if (j !== i)
      for (let c = 0, p = i * columns, q = j * columns; c < columns; c++, p++, q++) {
        const held = b[p]!;
        b[p] = b[q]!;
        b[q] = held;
      }
  }
}

/** Undoes {@link exchangeRows}: b ← Pᵀ b. */
export function exchangeRowsBack(pivots: Int32Array, b: Float64Array, columns: number): void {
  for (let i = pivots.length - 1; i >= 0; i--) {
    const j = pivots[i]!;
    if (j !== i)
      for (let c = 0, p = i * columns, q = j * columns; c < columns; c++, p++, q++) {
        const held = b[p]!;
        b[p] = b[q]!;
        b[q] = held;
      }
  }
}

/** Row i of P A is row p[i] of A. */
export function permutationOf(pivots: Int32Array, m: number): Int32Array {
  const order = new Int32Array(m);
  for (let i = 0; i < m; i++) order[i] = i;
  for (let i = 0; i < pivots.length; i++) {
    const j = pivots[i]!;
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}
