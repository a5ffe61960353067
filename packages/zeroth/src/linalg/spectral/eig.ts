import { type ArrayLike, asArray, bind, type NDArray, type Primitive } from '../../array/index.js';
import { generalEigen, generalEigenvalues } from './general-eigen.js';
import { matrixPrimitive } from './matrix-primitive.js';

/** A complex array as its real and imaginary parts. */
export interface ComplexPair {
  readonly re: NDArray;
  readonly im: NDArray;
}

/** A V = V diag(values). */
export interface Eig {
  /** Shape [n], in no order; of a complex pair the one with positive imaginary part comes first, then its conjugate. */
  readonly values: ComplexPair;
  /** Shape [n, n]; column k is the eigenvector of value k: of length 1, its largest component real. */
  readonly vectors: ComplexPair;
}

/** Eigenvalues (re, im) and eigenvectors (re, im) of a real matrix. */
export const eigPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'eig',
  square: true,
  results: (_, n) => [[n], [n], [n, n], [n, n]],
  compute(a, _, n) {
    const { re, im, vectorsRe, vectorsIm } = generalEigen(a, n);
    return [re, im, vectorsRe, vectorsIm];
  },
});

/** Eigenvalues (re, im) of a real matrix. */
export const eigvalsPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'eigvals',
  square: true,
  results: (_, n) => [[n], [n]],
  compute(a, _, n) {
    const { re, im } = generalEigenvalues(a, n);
    return [re, im];
  },
});

/**
 * Eigenvalues and right eigenvectors of a real matrix, which need not be symmetric. Backward stable for the balanced
 * matrix. A defective matrix has fewer vectors than n: some columns are then parallel to rounding.
 *
 * @param a shape [n, n] or a stack of them
 * @throws ZerothError `shape-mismatch`, `not-finite`, `no-convergence`
 */
export function eig(a: ArrayLike): Eig {
  const [re, im, vectorsRe, vectorsIm] = bind(eigPrimitive, [asArray(a)], {});
  return { values: { re: re!, im: im! }, vectors: { re: vectorsRe!, im: vectorsIm! } };
}

/** The eigenvalues that {@link eig} gives; faster without the vectors. Their order may differ. */
export function eigvals(a: ArrayLike): ComplexPair {
  const [re, im] = bind(eigvalsPrimitive, [asArray(a)], {});
  return { re: re!, im: im! };
}
