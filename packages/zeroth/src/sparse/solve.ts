import type { ArrayLike as ArrayInput, NDArray } from '../array/index.js';
import { ZerothError } from '../errors.js';
import type { SparseFactorization } from './factorization.js';
import { ldl } from './ldl.js';
import { lu } from './lu.js';
import { isSymmetric } from './norms.js';
import { diagonal } from './parts.js';
import type { SparseMatrix } from './types.js';

/**
 * Factors a square matrix by what it is: L D Lᵀ where it is positive definite, else L U with pivoting.
 *
 * @throws ZerothError `singular-matrix`, `shape-mismatch`, `not-finite`
 */
export function factorize(a: SparseMatrix): SparseFactorization {
  if (!isSymmetric(a) || !diagonal(a).every((value) => value > 0)) return lu(a);
  try {
    return ldl(a, { positiveDefinite: true });
  } catch (error) {
    if (error instanceof ZerothError && error.code === 'not-positive-definite') return lu(a);
    throw error;
  }
}

/**
 * x with A x = b: a vector for a vector, an array of shape [n, k] for k right-hand sides. To solve again with the same
 * matrix, keep {@link factorize}'s result.
 *
 * @throws ZerothError `singular-matrix`, `shape-mismatch`, `not-finite`
 */
export function solve(a: SparseMatrix, b: Float64Array): Float64Array;
export function solve(a: SparseMatrix, b: ArrayInput): NDArray;
export function solve(a: SparseMatrix, b: ArrayInput): Float64Array | NDArray {
  return factorize(a).solve(b);
}
