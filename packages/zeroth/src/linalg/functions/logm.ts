import { type ArrayLike, asArray, bind, bindOne, type NDArray, type Primitive } from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import type { ComplexPair } from '../spectral/eig.js';
import { matrixPrimitive } from '../spectral/matrix-primitive.js';
import { quasiTriangularEigenvalues, realSchur } from '../spectral/real-schur.js';
import { complexLogarithm } from './complex-logarithm.js';
import { gaussLegendre, logarithmOrder, MOST_ROOTS } from './logarithm-order.js';
import { divide, identity, multiply, oneNorm, turnedBack } from './matrix.js';
import { restoreLogarithms, restoreRoots } from './quasi-triangular-log.js';
import { triangularSquareRoot } from './triangular-square-root.js';

/** The principal logarithm of a real matrix. */
export const logmPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'logm',
  square: true,
  results: (_, n) => [[n, n]],
  compute: (a, _, n) => [logarithm(a, n)],
});

/**
 * The principal logarithm, row by row, by inverse scaling and squaring of the real Schur form.
 *
 * @source Al-Mohy and Higham, Improved inverse scaling and squaring algorithms for the matrix logarithm (2012); with Relton,
 *   Computing the Fréchet derivative of the matrix logarithm (2013), for real matrices
 */
export function logarithm(a: Float64Array, n: number): Float64Array {
  if (n === 0) return new Float64Array(0);
  const { t, zt } = realSchur(a, n);
  const { re, im } = quasiTriangularEigenvalues(t, n);
  for (let k = 0; k < n; k++) {
    if (im[k] !== 0 || re[k]! > 0) continue;
    if (re[k] === 0) throw noLogarithm();
    throw new ZerothError(
      'no-real-result',
      `The logarithm of this matrix is not real, because ${re[k]} is an eigenvalue of it: call logm(a, { complex: true }).`,
      re[k],
    );
  }
  const root = t.slice();
  let roots = 0;
  let order = 0;
  for (let tries = 0; order === 0; ) {
    const size = powersSize(minusIdentity(root, n), n);
    const fits = logarithmOrder(size);
    if (fits > 0) {
      tries++;
      // One more root pays if it saves two orders.
      if (fits - logarithmOrder(size / 2) <= 1 || tries === 2) {
        order = fits;
        break;
      }
    }
    if (roots++ === MOST_ROOTS || !triangularSquareRoot(root, n, n))
      throw new ZerothError('no-convergence', `The logarithm of a matrix of order ${n} was not found.`, n);
  }
  const x = minusIdentity(root, n);
  restoreRoots(x, t, n, roots);
  const result = pade(x, n, order);
  const factor = 2 ** roots;
  for (let i = 0; i < result.length; i++) result[i]! *= factor;
  restoreLogarithms(result, t, n);
  return turnedBack(result, zt, n);
}

function minusIdentity(t: Float64Array, n: number): Float64Array {
  const out = t.slice();
  for (let i = 0; i < n; i++) out[i * n + i]! -= 1;
  return out;
}

/** The larger of ‖X²‖^(1/2) and ‖X³‖^(1/3): what decides on the error, smaller than ‖X‖ where X is not normal. */
function powersSize(x: Float64Array, n: number): number {
  const square = multiply(x, x, n);
  return Math.max(oneNorm(square, n) ** (1 / 2), oneNorm(multiply(square, x, n), n) ** (1 / 3));
}

/** The approximant as a sum over the nodes of Gauss and Legendre on [0, 1]: Σ w_j (I + x_j X)⁻¹ X. */
function pade(x: Float64Array, n: number, order: number): Float64Array {
  const out = new Float64Array(n * n);
  for (const [node, weight] of gaussLegendre(order)) {
    const denominator = identity(n);
    for (let i = 0; i < x.length; i++) denominator[i]! += node * x[i]!;
    const term = divide(denominator, x.slice(), n);
    if (term === undefined) throw new ZerothError('no-convergence', 'A logarithm was not found.', n);
    for (let i = 0; i < x.length; i++) out[i]! += weight * term[i]!;
  }
  return out;
}

/** The parts of the principal logarithm; the imaginary ones are zero where it is real. */
export const complexLogmPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'complexLogm',
  square: true,
  results: (_, n) => [
    [n, n],
    [n, n],
  ],
  compute(a, _, n) {
    if (isReal(a, n)) return [logarithm(a, n), new Float64Array(n * n)];
    const { re, im } = complexLogarithm(a, n);
    return [re, im];
  },
});

/** Whether no eigenvalue is negative. Throws `singular-matrix` where one is zero. */
function isReal(a: Float64Array, n: number): boolean {
  const { re, im } = quasiTriangularEigenvalues(realSchur(a, n).t, n);
  let real = true;
  for (let k = 0; k < n; k++) {
    if (im[k] !== 0 || re[k]! > 0) continue;
    if (re[k] === 0) throw noLogarithm();
    real = false;
  }
  return real;
}

function noLogarithm(): ZerothError {
  return new ZerothError('singular-matrix', 'A singular matrix has no logarithm: 0 is an eigenvalue of it.');
}

/** Options of {@link logm} and {@link sqrtm}. */
export interface ComplexResultOptions<Complex extends boolean = boolean> {
  /** Whether to give the parts `{ re, im }` of a result that need not be real. Default false. */
  readonly complex?: Complex;
}

/**
 * The principal logarithm of a real matrix: e^X = A with the imaginary parts of X's eigenvalues above −π and at most π.
 * It is real where A has no negative eigenvalue; ask for a complex one otherwise. A singular matrix has none.
 *
 * @param a shape [n, n] or a stack of them
 * @throws ZerothError `no-real-result` where a negative eigenvalue makes it complex and a real one is asked for,
 *   `singular-matrix`, `shape-mismatch`, `not-finite`
 */
export function logm(a: ArrayLike, options: ComplexResultOptions<true> & { readonly complex: true }): ComplexPair;
export function logm(a: ArrayLike, options?: ComplexResultOptions<false>): NDArray;
export function logm(a: ArrayLike, { complex = false }: ComplexResultOptions = {}): NDArray | ComplexPair {
  if (!complex) return bindOne(logmPrimitive, [asArray(a)], {});
  const [re, im] = bind(complexLogmPrimitive, [asArray(a)], {});
  return { re: re!, im: im! };
}
