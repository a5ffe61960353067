import { checkFinite, checkNotNegative, checkPositive } from '../../array/checks.js';
import { addScaled } from '../../array/vector.js';
import { type Estimator, lift } from '../../estimators/index.js';
import {
  type At,
  at,
  type Checkpoint,
  type Gradients,
  gradientAt,
  gradientsAt,
  type Method,
  type Progress,
  progress,
} from '../../query/index.js';
import type { Vector } from '../../query/types.js';
import { anyOf, gradientNorm, type InnerOutcome, iterations, type Rule, within } from '../../run/index.js';

/** What a solver of the lower problem reports. */
export interface LowerReport {
  readonly x: Vector;
  readonly value: number;
  readonly gradient: Vector;
}

/** Options of {@link penaltyBilevel}. */
export interface PenaltyBilevelOptions {
  /** Step size of x, above 0. */
  readonly step: number;
  /** λ > 0, the weight of the lower problem at the start. */
  readonly penalty: number;
  /** Added to λ in each iteration, at least 0. Default 0. */
  readonly penaltyIncrease?: number;
  /** Minimises over y from a start; it is run twice an iteration, warm. `(y) => gradientDescent(y, { step: 0.1 })` */
  readonly lowerSolver: (y0: Vector) => Method<Gradients | Progress<LowerReport> | Checkpoint, Vector>;
  /** Ends each run of the lower solver. Default `anyOf(iterations(20), gradientNorm(1e-10))`. */
  readonly lowerStop?: Rule<LowerReport>;
}

/**
 * Bilevel optimisation, min over x of f(x, y*(x)) where y*(x) minimises g(x, ·), by gradients alone: y* is a penalty,
 * F_λ(x) = min_y f(x, y) + λ (g(x, y) − min_z g(x, z)). Each iteration minimises over z and over y, from where they were,
 * and steps x along ∇F_λ = ∇ₓf(x, y) + λ (∇ₓg(x, y) − ∇ₓg(x, z)).
 *
 * Asks: gradients (order 1) of `upper` (f) and `lower` (g), both at [x; y]. F_λ differs from f(x, y*(x)) by O(1/λ), and
 * is smooth independently of λ where g is strongly convex in y.
 *
 * Reports x, y, the value of f there, and ∇F_λ at the present λ, to the accuracy of the lower solver.
 *
 * @param x0 upper variables at the start, length n; not changed
 * @param y0 lower variables at the start, length m; not changed
 * @returns the last x and y reported, once a stop rule has fired
 * @source Kwon, Kwon, Wright, Nowak: A fully first-order method for stochastic bilevel optimization (2023)
 */
export function* penaltyBilevel(x0: Vector, y0: Vector, options: PenaltyBilevelOptions) {
  const { step, penaltyIncrease = 0, lowerSolver } = options;
  const lowerStop: Rule<LowerReport> = options.lowerStop ?? anyOf(iterations(20), gradientNorm(1e-10));
  checkFinite('x0', x0);
  checkFinite('y0', y0);
  checkPositive('step', step);
  checkPositive('penalty', options.penalty);
  checkNotNegative('penaltyIncrease', penaltyIncrease);
  const n = x0.length;
  const x = x0.slice();
  let y: Vector = y0.slice();
  let z: Vector = y0.slice();
  const upperGradient = new Float64Array(n + y.length);
  const gradient = new Float64Array(n);
  for (let k = 0; ; k++) {
    const penalty = options.penalty + k * penaltyIncrease;
    z = solutionOf(yield* within(lift(lowerSolver(z), lowerObjective(x)), { stop: lowerStop }), z);
    y = solutionOf(yield* within(lift(lowerSolver(y), penalizedObjective(x, penalty)), { stop: lowerStop }), y);
    const { value } = yield* at('upper', gradientAt(joined(x, y), upperGradient));
    const [atY, atZ] = yield* at('lower', gradientsAt([joined(x, y), joined(x, z)]));
    for (let i = 0; i < n; i++) gradient[i] = upperGradient[i]! + penalty * (atY!.gradient[i]! - atZ!.gradient[i]!);
    if (yield* progress({ x, y, value, gradient })) return { x, y };
    addScaled(x, -step, gradient);
  }
}

/** z ↦ g(x, z) */
function lowerObjective(x: Vector): Estimator<Gradients, At<'lower', Gradients>> {
  return {
    begin: () => ({
      *gradients({ points, into }) {
        const answers = yield* at('lower', gradientsAt(points.map((z) => joined(x, z))));
        return answers.map(({ value, gradient }, p) => {
          const own = into?.[p] ?? new Float64Array(gradient.length - x.length);
          own.set(gradient.subarray(x.length));
          return { value, gradient: own };
        });
      },
    }),
  };
}

/** y ↦ g(x, y) + f(x, y) / λ, which has the minimiser of f + λ g and, for large λ, the smoothness of g. */
function penalizedObjective(
  x: Vector,
  penalty: number,
): Estimator<Gradients, At<'lower', Gradients> | At<'upper', Gradients>> {
  const lower = lowerObjective(x);
  return {
    begin: () => {
      const { gradients } = lower.begin();
      return {
        *gradients(query) {
          const sums = yield* gradients(query);
          const uppers = yield* at('upper', gradientsAt(query.points.map((y) => joined(x, y))));
          return sums.map(({ value, gradient }, p) => {
            const upper = uppers[p]!;
            addScaled(gradient, 1 / penalty, upper.gradient.subarray(x.length));
            return { value: value + upper.value / penalty, gradient };
          });
        },
      };
    },
  };
}

/** What the lower solver returned, or the best it reported. */
function solutionOf<S extends LowerReport>({ result, best }: InnerOutcome<Vector, S, string>, start: Vector): Vector {
  return result ?? best?.report.x ?? start;
}

function joined(x: Vector, y: Vector): Vector {
  const point = new Float64Array(x.length + y.length);
  point.set(x);
  point.set(y, x.length);
  return point;
}
