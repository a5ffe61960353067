import { type ArrayLike, asArray, bindOne, type NDArray, type Primitive } from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import { matrixPrimitive } from '../spectral/matrix-primitive.js';
import { largestOf, powerOfTwoNear } from '../spectral/scale.js';
import { transposed } from '../spectral/transpose.js';
import { divide, identity, oneNorm } from './matrix.js';

const MOST_STEPS = 100;

/** The sign of a real matrix. */
export const signmPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'signm',
  square: true,
  results: (_, n) => [[n, n]],
  compute: (a, _, n) => [sign(a, n)],
});

/**
 * The sign by Newton's iteration X ← (μ X + (μ X)⁻¹) / 2, scaled by norms until it converges.
 *
 * @source Higham, Functions of Matrices (2008), sections 5.3 and 5.5
 */
function sign(a: Float64Array, n: number): Float64Array {
  if (n === 0) return new Float64Array(0);
  const scale = powerOfTwoNear(largestOf(a));
  let x = a.map((entry) => entry / scale);
  let scaled = true;
  let before = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const inverse = divide(x.slice(), identity(n), n);
    if (inverse === undefined) break;
    const mu = scaled ? ((rowNorm(inverse, n) / rowNorm(x, n)) * (oneNorm(inverse, n) / oneNorm(x, n))) ** (1 / 4) : 1;
    const next = x.map((entry, i) => (mu * entry + inverse[i]! / mu) / 2);
    const size = oneNorm(next, n);
    if (!Number.isFinite(size)) break;
    const change =
      oneNorm(
        next.map((entry, i) => entry - x[i]!),
        n,
      ) / size;
    x = next;
    if (change < 1e-2) scaled = false;
    // Convergence is quadratic: a change of this size, or one that no longer shrinks, is the rounding.
    if (!scaled && (change <= n * Number.EPSILON || (change < 1e-8 && change > before / 2))) return x;
    before = change;
  }
  throw new ZerothError(
    'no-sign',
    'The matrix has no sign, or none that can be computed: an eigenvalue lies on or next to the imaginary axis.',
  );
}

function rowNorm(a: Float64Array, n: number): number {
  return oneNorm(transposed(a, n, n), n);
}

/**
 * The sign of a real matrix: the matrix with the same invariant subspaces whose eigenvalues are 1 where those of A have a
 * positive real part and −1 where it is negative.
 *
 * @param a shape [n, n] or a stack of them
 * @throws ZerothError `no-sign` where an eigenvalue is on the imaginary axis; `shape-mismatch`, `not-finite`
 */
export function signm(a: ArrayLike): NDArray {
  return bindOne(signmPrimitive, [asArray(a)], {});
}
