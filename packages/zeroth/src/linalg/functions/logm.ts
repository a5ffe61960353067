import { type ArrayLike, asArray, bindOne, type NDArray, type Primitive } from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import { matrixPrimitive } from '../spectral/matrix-primitive.js';
import { quasiTriangularEigenvalues, realSchur } from '../spectral/real-schur.js';
import { divide, identity, multiply, oneNorm, turnedBack } from './matrix.js';
import { restoreLogarithms, restoreRoots } from './quasi-triangular-log.js';
import { triangularSquareRoot } from './triangular-square-root.js';

/** Largest norms of T − I at which the diagonal Padé approximants of log, orders 1 to 7, are exact to rounding. */
const LIMITS = [
  1.586970738772063e-5, 2.313807884242979e-3, 1.938179313533253e-2, 6.209171588994762e-2, 1.276404810806775e-1,
  2.060962623452836e-1, 2.879093714241194e-1,
];
const MOST_ROOTS = 100;

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
    if (re[k] === 0)
      throw new ZerothError('singular-matrix', 'A singular matrix has no logarithm: 0 is an eigenvalue of it.');
    throw new ZerothError(
      'no-real-result',
      `The logarithm of this matrix is not real, because ${re[k]} is an eigenvalue of it: logm takes matrices without negative eigenvalues.`,
      re[k],
    );
  }
  const root = t.slice();
  let roots = 0;
  let order = 0;
  for (let tries = 0; order === 0; ) {
    const size = powersSize(minusIdentity(root, n), n);
    const fits = orderFor(size);
    if (fits > 0) {
      tries++;
      // One more root pays if it saves two orders.
      if (fits - orderFor(size / 2) <= 1 || tries === 2) {
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

function orderFor(size: number): number {
  return LIMITS.findIndex((limit) => size <= limit) + 1;
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

/** Nodes and weights on [0, 1], by Newton's iteration on the Legendre polynomial. */
export function gaussLegendre(order: number): (readonly [node: number, weight: number])[] {
  return Array.from({ length: order }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (order + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 8; iteration++) {
      let before = 1;
      let value = x;
      for (let j = 2; j <= order; j++) {
        const next = ((2 * j - 1) * x * value - (j - 1) * before) / j;
        before = value;
        value = next;
      }
      slope = (order * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    return [(1 + x) / 2, 1 / ((1 - x * x) * slope * slope)] as const;
  });
}

/**
 * The principal logarithm of a real matrix: e^X = A with the imaginary parts of X's eigenvalues between −π and π. It exists
 * and is real where A has no real eigenvalue that is zero or negative.
 *
 * @param a shape [n, n] or a stack of them
 * @throws ZerothError `no-real-result` where a negative eigenvalue makes it complex, `singular-matrix`, `shape-mismatch`,
 *   `not-finite`
 */
export function logm(a: ArrayLike): NDArray {
  return bindOne(logmPrimitive, [asArray(a)], {});
}
