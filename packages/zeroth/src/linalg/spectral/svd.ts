import { type ArrayLike, asArray, bind, bindOne, type NDArray, type Primitive } from '../../array/index.js';
import { matrixPrimitive } from './matrix-primitive.js';
import { singularDecomposition, singularValues } from './singular-values.js';

/** A = U diag(s) Vᵀ; k is min(m, n). */
export interface Svd {
  /** Shape [m, k], or [m, m] when full; its columns are orthonormal. */
  readonly u: NDArray;
  /** Descending, none negative, shape [k]. */
  readonly s: NDArray;
  /** Shape [k, n], or [n, n] when full; its rows are orthonormal. */
  readonly vt: NDArray;
}

/** Options of {@link svd}. */
export interface SvdOptions {
  /** Whether U and V are to be square. Default false. */
  readonly full?: boolean;
}

/** Singular value decomposition. */
export const svdPrimitive: Primitive<{ readonly full: boolean }> = matrixPrimitive({
  name: 'svd',
  square: false,
  results(m, n, { full }) {
    const k = Math.min(m, n);
    return [[m, full ? m : k], [k], [full ? n : k, n]];
  },
  compute(a, m, n, { full }) {
    const { u, s, vt } = singularDecomposition(a, m, n, full);
    return [u, s, vt];
  },
});

/** Singular values. */
export const svdvalsPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'svdvals',
  square: false,
  results: (m, n) => [[Math.min(m, n)]],
  compute: (a, m, n) => [singularValues(a, m, n)],
});

/**
 * Singular value decomposition of a real matrix. Backward stable: exact for a matrix that differs from A by a small
 * multiple of n ε ‖A‖; U and V are orthogonal to rounding.
 *
 * @param a shape [m, n] or a stack of them
 * @throws ZerothError `shape-mismatch`, `not-finite`
 */
export function svd(a: ArrayLike, { full = false }: SvdOptions = {}): Svd {
  const [u, s, vt] = bind(svdPrimitive, [asArray(a)], { full });
  return { u: u!, s: s!, vt: vt! };
}

/** The singular values that {@link svd} gives, descending; faster without the vectors. */
export function svdvals(a: ArrayLike): NDArray {
  return bindOne(svdvalsPrimitive, [asArray(a)], {});
}
