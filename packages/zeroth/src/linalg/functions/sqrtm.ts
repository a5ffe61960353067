import { type ArrayLike, asArray, bindOne, type NDArray, type Primitive } from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import { matrixPrimitive } from '../spectral/matrix-primitive.js';
import { quasiTriangularEigenvalues, realSchur } from '../spectral/real-schur.js';
import { largestOf, powerOfTwoNear } from '../spectral/scale.js';
import { turnedBack } from './matrix.js';
import { triangularSquareRoot } from './triangular-square-root.js';

/** The principal square root of a real matrix. */
export const sqrtmPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'sqrtm',
  square: true,
  results: (_, n) => [[n, n]],
  compute: (a, _, n) => [squareRoot(a, n)],
});

/** The principal square root, row by row. */
export function squareRoot(a: Float64Array, n: number): Float64Array {
  // The scale must be a square, so that its root is a power of two as well.
  const scale = 2 ** (2 * Math.ceil(Math.log2(powerOfTwoNear(largestOf(a))) / 2));
  const { t, zt } = realSchur(
    a.map((entry) => entry / scale),
    n,
  );
  checkNotNegative('sqrtm', 'square root', t, n);
  if (!triangularSquareRoot(t, n, n))
    throw new ZerothError(
      'singular-matrix',
      'The matrix has no square root: zero is an eigenvalue of it with too few eigenvectors.',
    );
  const root = Math.sqrt(scale);
  return turnedBack(t, zt, n).map((entry) => entry * root);
}

/** Throws `no-real-result` where a real eigenvalue of a quasi-triangular matrix is negative by more than rounding. */
export function checkNotNegative(name: string, what: string, t: Float64Array, n: number): void {
  const { re, im } = quasiTriangularEigenvalues(t, n);
  const rounding = n * Number.EPSILON * largestOf(t);
  for (let k = 0; k < n; k++) {
    if (im[k] !== 0 || re[k]! >= 0) continue;
    // Rounding may have made an eigenvalue 0 negative: such a matrix is as good as singular.
    if (-re[k]! <= rounding && isDecoupled(t, n, k, rounding)) {
      t[k * n + k] = 0;
      continue;
    }
    throw new ZerothError(
      'no-real-result',
      `The ${what} of this matrix is not real, because ${re[k]} is an eigenvalue of it: ${name} takes matrices without negative eigenvalues.`,
      re[k],
    );
  }
}

/** Whether row k right of the diagonal is nothing but rounding, as it is in a singular matrix with all eigenvectors. */
function isDecoupled(t: Float64Array, n: number, k: number, rounding: number): boolean {
  for (let j = k + 1; j < n; j++) if (Math.abs(t[k * n + j]!) > rounding && t[j * n + j] === 0) return false;
  return true;
}

/**
 * The principal square root of a real matrix, X X = A with all eigenvalues of X in the right half plane, by its real Schur
 * form. It exists and is real where A has no negative (real) eigenvalue and zero, if it is one, is not defective.
 *
 * @param a shape [n, n] or a stack of them
 * @throws ZerothError `no-real-result` where a negative eigenvalue makes it complex, `singular-matrix` where there is
 *   none, `shape-mismatch`, `not-finite`
 */
export function sqrtm(a: ArrayLike): NDArray {
  return bindOne(sqrtmPrimitive, [asArray(a)], {});
}
