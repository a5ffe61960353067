import { computeFor } from '../../kernels/compute.js';
import { exchangeRows } from './lu.js';
import { SMALL } from './small.js';

/**
 * A X = B by LU with partial pivoting, X overwriting B; A is overwritten where it is small, and must not be used again.
 *
 * @param a n x n, row by row
 * @param b n x columns, row by row
 * @returns −1, or the index of the first pivot that is zero; then B holds nothing of use
 */
export function solveInPlace(a: Float64Array, n: number, b: Float64Array, columns: number): number {
  if (n < SMALL) return eliminate(a, n, b, columns);
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

/** Elimination in plain loops, on A and B side by side, so that nothing is kept of the factors. */
function eliminate(a: Float64Array, n: number, b: Float64Array, columns: number): number {
  for (let j = 0; j < n; j++) {
    const row = j * n;
    let best = j;
    let largest = Math.abs(a[row + j]!);
    for (let i = j + 1, p = row + n + j; i < n; i++, p += n) {
      const size = Math.abs(a[p]!);
      if (size > largest) {
        largest = size;
        best = i;
      }
    }
    if (largest === 0) return j;
    if (best !== j) {
      for (let p = row + j, q = best * n + j, end = row + n; p < end; p++, q++) {
        const held = a[p]!;
        a[p] = a[q]!;
        a[q] = held;
      }
      for (let c = 0, p = j * columns, q = best * columns; c < columns; c++, p++, q++) {
        const held = b[p]!;
        b[p] = b[q]!;
        b[q] = held;
      }
    }
    const pivot = a[row + j]!;
    for (let i = j + 1; i < n; i++) {
      const other = i * n;
      const factor = a[other + j]! / pivot;
      if (factor === 0) continue;
      for (let c = j + 1; c < n; c++) a[other + c]! -= factor * a[row + c]!;
      for (let c = 0, p = i * columns, q = j * columns; c < columns; c++, p++, q++) b[p]! -= factor * b[q]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    const pivot = a[i * n + i]!;
    for (let c = 0; c < columns; c++) {
      let sum = b[i * columns + c]!;
      for (let k = i + 1, p = i * n + k, q = k * columns + c; k < n; k++, p++, q += columns) sum -= a[p]! * b[q]!;
      b[i * columns + c] = sum / pivot;
    }
  }
  return -1;
}
