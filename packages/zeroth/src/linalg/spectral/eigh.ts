import { type ArrayLike, asArray, bind, bindOne, type NDArray, type Primitive } from '../../array/index.js';
import { showShape } from '../../array/shape.js';
import { ZerothError } from '../../errors.js';
import { choleskyInPlace } from '../dense/cholesky.js';
import { symmetricEigen, symmetricEigenvalues } from '../symmetric-eigen.js';
import { matricesPrimitive, matrixPrimitive } from './matrix-primitive.js';
import { transposed } from './transpose.js';

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface Eigh {
  /** Ascending, shape [n]. */
  readonly values: NDArray;
  /** Shape [n, n]; column k is the eigenvector of `values` k. */
  readonly vectors: NDArray;
}

/** Options of {@link eigh} and {@link eigvalsh}. */
export interface EighOptions {
  /**
   * A symmetric positive definite matrix: the problem is then A v = λ B v, and the vectors are orthonormal in the
   * product of B, Vᵀ B V = I. Default: the identity.
   */
  readonly b?: ArrayLike;
}

/** Symmetric eigenvalues and eigenvectors; only the lower triangle is read. */
export const eighPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'eigh',
  square: true,
  results: (_, n) => [[n], [n, n]],
  compute(a, _, n) {
    const { values, vectors } = symmetricEigen(a, n);
    return [values, transposed(vectors, n, n)];
  },
});

/** Symmetric eigenvalues; only the lower triangle is read. */
export const eigvalshPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'eigvalsh',
  square: true,
  results: (_, n) => [[n]],
  compute: (a, _, n) => [symmetricEigenvalues(a, n)],
});

/** Eigenvalues and eigenvectors of A v = λ B v for symmetric A and positive definite B; lower triangles are read. */
export const generalizedEighPrimitive: Primitive<Record<never, never>> = matricesPrimitive({
  name: 'generalizedEigh',
  results([a, b]) {
    const n = a![0]!;
    if (a![1] !== n || b![0] !== n || b![1] !== n)
      throw new ZerothError(
        'shape-mismatch',
        `eigh takes two square matrices of one order, not shapes ${showShape(a!)} and ${showShape(b!)}.`,
      );
    return [[n], [n, n]];
  },
  compute([a, b], [shape]) {
    const n = shape![0]!;
    const failed = choleskyInPlace(b!, n);
    if (failed >= 0)
      throw new ZerothError(
        'not-positive-definite',
        `b of eigh must be positive definite, but its leading minor of order ${failed + 1} is not.`,
        failed,
      );
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) a![i * n + j] = a![j * n + i]!;
    // C = L⁻¹ A L⁻ᵀ, both times by solving with L for rows.
    solveLowerRows(b!, a!, n);
    const half = transposed(a!, n, n);
    solveLowerRows(b!, half, n);
    const { values, vectors } = symmetricEigen(half, n);
    return [values, solveUpperRows(b!, transposed(vectors, n, n), n)];
  },
});

/** X ← L⁻¹ X. */
function solveLowerRows(l: Float64Array, x: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = x.subarray(i * n, (i + 1) * n);
    for (let k = 0; k < i; k++) subtractMultiple(row, l[i * n + k]!, x, k * n);
    const pivot = l[i * n + i]!;
    for (let j = 0; j < n; j++) row[j]! /= pivot;
  }
}

/** L⁻ᵀ X, in place. */
function solveUpperRows(l: Float64Array, x: Float64Array, n: number): Float64Array {
  for (let i = n - 1; i >= 0; i--) {
    const row = x.subarray(i * n, (i + 1) * n);
    for (let k = i + 1; k < n; k++) subtractMultiple(row, l[k * n + i]!, x, k * n);
    const pivot = l[i * n + i]!;
    for (let j = 0; j < n; j++) row[j]! /= pivot;
  }
  return x;
}

function subtractMultiple(row: Float64Array, factor: number, x: Float64Array, at: number): void {
  if (factor === 0) return;
  for (let j = 0; j < row.length; j++) row[j]! -= factor * x[at + j]!;
}

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix: A = V diag(values) Vᵀ. Backward stable: exact for a matrix
 * that differs from A by a small multiple of n ε ‖A‖; V is orthogonal to rounding.
 *
 * @param a shape [n, n] or a stack of them; only the lower triangle, with the diagonal, is read
 * @throws ZerothError `shape-mismatch`, `not-finite`, and `not-positive-definite` for `b`
 */
export function eigh(a: ArrayLike, { b }: EighOptions = {}): Eigh {
  const [values, vectors] =
    b === undefined
      ? bind(eighPrimitive, [asArray(a)], {})
      : bind(generalizedEighPrimitive, [asArray(a), asArray(b)], {});
  return { values: values!, vectors: vectors! };
}

/** The eigenvalues that {@link eigh} gives, ascending; faster without the vectors. */
export function eigvalsh(a: ArrayLike, { b }: EighOptions = {}): NDArray {
  if (b !== undefined) return eigh(a, { b }).values;
  return bindOne(eigvalshPrimitive, [asArray(a)], {});
}
