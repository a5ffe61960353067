import { type ArrayLike, expandDims, matmul, matrixTranspose, multiply, type NDArray } from '../../array/index.js';
import { svd } from '../spectral/svd.js';

/** A = U P. */
export interface Polar {
  /** Shape [m, n]: orthonormal columns if m ≥ n, orthonormal rows otherwise. The nearest such matrix to A. */
  readonly u: NDArray;
  /** Shape [n, n], symmetric positive semidefinite: the square root of Aᵀ A. */
  readonly p: NDArray;
}

/**
 * Polar decomposition, from the singular value decomposition.
 *
 * @param a shape [m, n] or a stack of them
 * @throws ZerothError `shape-mismatch`, `not-finite`
 */
export function polar(a: ArrayLike): Polar {
  const { u, s, vt } = svd(a);
  const v = matrixTranspose(vt);
  return { u: matmul(u, vt), p: matmul(multiply(v, expandDims(s, -2)), vt) };
}
