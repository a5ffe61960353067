import { type ArrayLike, asArray, bind, bindOne, type NDArray, type Primitive } from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import type { ComplexPair } from '../spectral/eig.js';
import { matrixPrimitive } from '../spectral/matrix-primitive.js';
import { quasiTriangularEigenvalues, realSchur } from '../spectral/real-schur.js';
import { largestOf, powerOfTwoNear } from '../spectral/scale.js';
import { type ComplexMatrix, complexSchur, complexTurnedBack } from './complex-schur.js';
import { complexTriangularRoot } from './complex-triangular.js';
import type { ComplexResultOptions } from './logm.js';
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
  const scale = evenPowerOfTwo(a);
  const { t, zt } = realSchur(
    a.map((entry) => entry / scale),
    n,
  );
  checkNotNegative('sqrtm', 'square root', t, n);
  if (!triangularSquareRoot(t, n, n)) throw noRoot();
  const root = Math.sqrt(scale);
  return turnedBack(t, zt, n).map((entry) => entry * root);
}

/** Near the largest entry, and a square, so that its root is a power of two as well. */
function evenPowerOfTwo(a: Float64Array): number {
  return 2 ** (2 * Math.ceil(Math.log2(powerOfTwoNear(largestOf(a))) / 2));
}

function noRoot(): ZerothError {
  return new ZerothError(
    'singular-matrix',
    'The matrix has no square root: zero is an eigenvalue of it with too few eigenvectors.',
  );
}

/** The parts of the principal square root; the imaginary ones are zero where it is real. */
export const complexSqrtmPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'complexSqrtm',
  square: true,
  results: (_, n) => [
    [n, n],
    [n, n],
  ],
  compute(a, _, n) {
    try {
      return [squareRoot(a, n), new Float64Array(n * n)];
    } catch (error) {
      if (!(error instanceof ZerothError && error.code === 'no-real-result')) throw error;
    }
    const { re, im } = complexSquareRoot(a, n);
    return [re, im];
  },
});

/** @source Björck and Hammarling, A Schur method for the square root of a matrix (1983) */
function complexSquareRoot(a: Float64Array, n: number): ComplexMatrix {
  const scale = evenPowerOfTwo(a);
  const { t, zt } = complexSchur(
    a.map((entry) => entry / scale),
    n,
  );
  const triangle = complexTriangularRoot(t, n);
  if (triangle === undefined) throw noRoot();
  const { re, im } = complexTurnedBack(triangle, zt, n);
  const root = Math.sqrt(scale);
  return { re: re.map((entry) => entry * root), im: im.map((entry) => entry * root) };
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
      `The ${what} of this matrix is not real, because ${re[k]} is an eigenvalue of it: call ${name}(a, { complex: true }).`,
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
 * The principal square root of a real matrix, X X = A with all eigenvalues of X in the right half plane (of a negative
 * eigenvalue, on the positive imaginary axis), by its Schur form. It is real where A has no negative eigenvalue; ask
 * for a complex one otherwise. Where zero is an eigenvalue that is defective there is none.
 *
 * @param a shape [n, n] or a stack of them
 * @throws ZerothError `no-real-result` where a negative eigenvalue makes it complex and a real one is asked for,
 *   `singular-matrix` where there is none, `shape-mismatch`, `not-finite`
 */
export function sqrtm(a: ArrayLike, options: ComplexResultOptions<true> & { readonly complex: true }): ComplexPair;
export function sqrtm(a: ArrayLike, options?: ComplexResultOptions<false>): NDArray;
export function sqrtm(a: ArrayLike, { complex = false }: ComplexResultOptions = {}): NDArray | ComplexPair {
  if (!complex) return bindOne(sqrtmPrimitive, [asArray(a)], {});
  const [re, im] = bind(complexSqrtmPrimitive, [asArray(a)], {});
  return { re: re!, im: im! };
}
