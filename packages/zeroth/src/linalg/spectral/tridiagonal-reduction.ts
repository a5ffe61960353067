import type { Arena, Block } from './arena.js';
import { reflector } from './reflector.js';
import type { Reflectors } from './reflectors.js';

/** A symmetric matrix A as Q T Qᵀ, T tridiagonal and symmetric. */
export interface Tridiagonal {
  /** Diagonal of T, length n. */
  readonly diagonal: Float64Array;
  /** The n − 1 entries beside it, and a 0. */
  readonly offDiagonal: Float64Array;
  readonly q: Reflectors;
}

/** Lengths of the blocks that {@link tridiagonalize} takes beside the matrix. */
export function tridiagonalBlocks(n: number): number[] {
  return [n * n, n, n, n];
}

/**
 * Householder's reduction of a symmetric matrix to tridiagonal form. The update of rank two that a reflection makes
 * and the product with the next reflection's vector are one pass over the matrix.
 *
 * @param a n x n, row by row, entries of at most 1 in size; only the upper triangle is read; it is overwritten
 * @source Golub and Van Loan, Matrix Computations (4th edition), algorithm 8.3.1
 */
export function tridiagonalize(arena: Arena, a: Block, n: number): Tridiagonal {
  const { module } = arena;
  const vectors = arena.block(n * n);
  const w = arena.block(n);
  const product = arena.block(n);
  const zero = arena.block(n);
  zero.data.fill(0);
  w.data.fill(0);
  const rows = a.data;
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const factors = new Float64Array(Math.max(0, n - 1));
  let previous = zero.data;
  let toPrevious = zero.address;
  for (let k = 0; k < n; k++) {
    const row = rows.subarray(k * n, (k + 1) * n);
    const headV = previous[k]!;
    const headW = w.data[k]!;
    // The pass below left this row and column to be updated here.
    for (let j = k; j < n; j++) row[j]! -= headV * w.data[j]! + headW * previous[j]!;
    diagonal[k] = row[k]!;
    if (k === n - 1) break;
    const v = vectors.data.subarray(k * n, (k + 1) * n);
    v.fill(0, 0, k + 1);
    for (let j = k + 1; j < n; j++) v[j] = row[j]!;
    const { length, factor } = reflector(v, k + 1, n);
    offDiagonal[k] = length;
    factors[k] = factor;
    const offset = 8 * (k + 1);
    const corner = a.address + 8 * ((k + 1) * n + k + 1);
    const toV = vectors.address + 8 * k * n;
    module.symmetricPass(
      n - k - 1,
      corner,
      n,
      toPrevious + offset,
      w.address + offset,
      toV + offset,
      product.address + offset,
    );
    // A − v wᵀ − w vᵀ is H A H for w = factor A v − (factor² vᵀ A v / 2) v.
    let inner = 0;
    for (let j = k + 1; j < n; j++) inner += product.data[j]! * v[j]!;
    const half = (factor * factor * inner) / 2;
    for (let j = k + 1; j < n; j++) w.data[j] = factor * product.data[j]! - half * v[j]!;
    previous = v;
    toPrevious = toV;
  }
  return { diagonal, offDiagonal, q: { vectors, factors, count: Math.max(0, n - 1), n, shift: 1 } };
}
