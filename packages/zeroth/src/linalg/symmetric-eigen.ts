import { ZerothError } from '../errors.js';
import { createArena } from './spectral/arena.js';
import { divideAndConquer, divideAndConquerBlocks } from './spectral/divide-and-conquer.js';
import { reflectionScratch, timesTransposed } from './spectral/reflectors.js';
import { powerOfTwoNear } from './spectral/scale.js';
import { tridiagonalQr } from './spectral/tridiagonal-qr.js';
import { tridiagonalBlocks, tridiagonalize } from './spectral/tridiagonal-reduction.js';

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** Ascending, length n. */
  readonly values: Float64Array;
  /** n x n, row by row: row i is the unit eigenvector of `values[i]`. Rows are orthogonal to rounding. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix, by Householder's reduction to tridiagonal form and divide
 * and conquer. Backward stable: they are exact for a matrix that differs from `a` by a small multiple of n ε ‖a‖. O(n³)
 * time; the same bits on every platform.
 *
 * @param a n x n, row by row; only its lower triangle (diagonal included) is read, and it is not changed
 * @param n order, 0 or more
 * @throws ZerothError `shape-mismatch` unless `a` has n² entries, `not-finite` where one is not finite
 * @source Golub and Van Loan, Matrix Computations (4th edition), sections 8.3 and 8.4
 */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  const scale = powerOfTwoNear(largestEntry(a, n));
  const arena = createArena([n * n, ...tridiagonalBlocks(n), ...divideAndConquerBlocks(n), reflectionScratch(n)]);
  const upper = arena.block(n * n);
  scaleAndTurn(upper.data, a, n, scale);
  const { diagonal, offDiagonal, q } = tridiagonalize(arena, upper, n);
  const rows = divideAndConquer(arena, diagonal, offDiagonal);
  timesTransposed(arena.module, rows.address, n, n, q, arena.block(reflectionScratch(n)));
  for (let i = 0; i < n; i++) diagonal[i]! *= scale;
  return { values: diagonal, vectors: rows.data.slice() };
}

/**
 * Eigenvalues only, ascending: see {@link symmetricEigen}. About a third of its time.
 *
 * @throws ZerothError as {@link symmetricEigen}
 */
export function symmetricEigenvalues(a: Float64Array, n: number): Float64Array {
  const scale = powerOfTwoNear(largestEntry(a, n));
  const arena = createArena([n * n, ...tridiagonalBlocks(n)]);
  const upper = arena.block(n * n);
  scaleAndTurn(upper.data, a, n, scale);
  const { diagonal, offDiagonal } = tridiagonalize(arena, upper, n);
  tridiagonalQr(diagonal, offDiagonal, 0, n, new Float64Array(2 * n));
  diagonal.sort();
  for (let i = 0; i < n; i++) diagonal[i]! *= scale;
  return diagonal;
}

/** Writes the lower triangle of a / scale to the upper one. */
function scaleAndTurn(upper: Float64Array, a: Float64Array, n: number, scale: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) upper[j * n + i] = a[i * n + j]! / scale;
}

function largestEntry(a: Float64Array, n: number): number {
  if (!Number.isInteger(n) || n < 0 || a.length !== n * n) {
    throw new ZerothError(
      'shape-mismatch',
      `A matrix of order ${n} must have ${n} x ${n} entries, not ${a.length}.`,
      n,
    );
  }
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = Math.abs(a[i * n + j]!);
      if (!Number.isFinite(entry)) {
        throw new ZerothError('not-finite', `Entry (${i}, ${j}) of the matrix is ${a[i * n + j]}: it must be finite.`);
      }
      if (entry > largest) largest = entry;
    }
  }
  return largest;
}
