import { checkPositive } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { type Gradients, type Hessian, hessianAt, type Method, type Vector } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { descendBy, isDescent, type NoStep } from '../pieces/descend-by.js';
import { absoluteInverse } from '../pieces/newton-direction.js';
import { type Trial, trialAt } from '../pieces/trial.js';

/** Options of {@link dampedNewton}. */
export interface DampedNewtonOptions {
  /**
   * M > 0, the smoothness of f in its local norms, for the closed form of the damping. With Lₚ the Lipschitz constant of
   * the p-th derivative in the norm ‖h‖ₓ = (h·∇²f(x) h)^½, L₃ / 18 serves for q = 4 and L₂ / 18 for q = 3. Default: not
   * known, the damping is searched.
   */
  readonly smoothness?: number;
  /** q in [2, 4], the order to which the closed form takes f to be smooth. Default 4: a Lipschitz third derivative. */
  readonly exponent?: number;
}

/** The damping of the first step where it is searched, and what it shrinks and grows by. */
const firstDamping = 1;
const shrinkage = 4;
const growth = 2;
/** Steps damped by more would not move x. */
const largestDamping = 2 ** 60;
/** The damping of a search does not fall below this: the step is a Newton step to rounding, and can grow from there. */
const smallestDamping = 2 ** -52;

/**
 * Newton's method with steps damped in closed form: x ← x − α n, n = ∇²f(x)⁻¹ ∇f(x), α = 1 / (1 + θ), where
 * θ = (9 M)^(1/(q−1)) g^((q−2)/(q−1)) and g² = ∇f(x)·n. Without M, θ is the least of 2 ʲ times a quarter of the last one
 * for which 2 α θ ∇f(x⁺)·n ≥ ‖∇f(x⁺)‖², in the norm dual to the one at x: what the analysis needs of the constants, so
 * that the search does as well as the best pair of M and q. Each try costs a gradient, and no Hessian.
 *
 * Asks: gradients and the Hessian (orders 1 and 2), a Hessian a step. For convex f whose level sets are bounded
 * f(x_k) − f* falls at O(k^(1−q)), so O(k⁻³) with q = 4. Near a minimiser with positive definite Hessian the order is
 * 1 + (q − 2)/(q − 1), 5/3 with q = 4. Invariant to affine changes of x. Where the Hessian is indefinite its eigenvalues
 * count by magnitude, and nothing is promised.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Hanzely, Abdukhakimov and Takáč: Damped Newton method with near-optimal global O(k⁻³) convergence rate (2024)
 */
export function dampedNewton({ smoothness, exponent = 4 }: DampedNewtonOptions = {}): Minimizer<Gradients | Hessian> {
  if (smoothness !== undefined) checkPositive('smoothness', smoothness);
  if (!(exponent >= 2 && exponent <= 4))
    throw new ZerothError('option-out-of-range', `exponent must be in [2, 4], not ${exponent}.`, exponent);
  return {
    name: 'dampedNewton',
    asks: ['gradients', 'hessian'],
    bounds: false,
    start: (problem) =>
      descendBy<Gradients | Hessian>(problem, () => {
        let last = firstDamping * shrinkage;
        return function* step(now) {
          const inverse = absoluteInverse(yield* hessianAt(now.x), now.x.length);
          const newton = inverse(now.gradient);
          const square = dot(now.gradient, newton);
          if (smoothness !== undefined) {
            const damping = (9 * smoothness * Math.sqrt(square) ** (exponent - 2)) ** (1 / (exponent - 1));
            return yield* trialAt(dampedStep(now, newton, damping));
          }
          const found = yield* searchedStep(now, newton, inverse, Math.max(smallestDamping, last / shrinkage));
          if (found === undefined) return { promised: square } satisfies NoStep;
          last = found.damping;
          return found.trial;
        };
      }),
  };
}

function* searchedStep(
  now: Trial,
  newton: Vector,
  inverse: (gradient: Vector) => Vector,
  first: number,
): Method<Gradients, { readonly trial: Trial; readonly damping: number } | undefined> {
  for (let damping = first; damping <= largestDamping; damping *= growth) {
    const trial = yield* trialAt(dampedStep(now, newton, damping));
    const share = (2 * damping) / (1 + damping);
    const along = dot(trial.gradient, newton);
    // Where f is convex the second condition has the first.
    if (isDescent(now, trial) && share * along >= dot(trial.gradient, inverse(trial.gradient)))
      return { trial, damping };
  }
  return undefined;
}

function dampedStep({ x }: Trial, newton: Vector, damping: number): Vector {
  return x.map((v, i) => v - newton[i]! / (1 + damping));
}
