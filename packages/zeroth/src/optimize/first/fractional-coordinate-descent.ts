import { checkFinite, checkLength, checkNotNegative, checkPositive } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { type Gradients, gradientAt, type Method, type Progress, progress, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer, MinimizerEnd, MinimizerReport } from '../minimizer.js';
import { end } from '../pieces/endings.js';
import type { PiecewiseLinear } from '../pieces/piecewise-linear.js';
import { ratioMinimum } from '../pieces/ratio-minimum.js';

/** Options of {@link fractionalCoordinateDescent}. */
export interface FractionalCoordinateDescentOptions {
  /** g, convex and positive where the method goes: what f + h is divided by. */
  readonly denominator: PiecewiseLinear;
  /** cᵢ > 0, Lipschitz constants of ∂f/∂xᵢ along xᵢ: one for all, or one each. For quadratics the diagonal of the Hessian. */
  readonly smoothness: number | Vector;
  /** h = weight ‖x‖₁, at least 0. Default 0. */
  readonly weight?: number;
  /** θ ≥ 0, added to each cᵢ: it makes steps short where the ratio is flat. Default 1e-6 times the largest cᵢ. */
  readonly proximal?: number;
  /**
   * Which variable moves: each in its turn, or the one whose ratio falls most, for which the bounds of all n are minimised
   * (and no further gradient asked). Greedy steps matter near 0, where the first to move decides which are chosen. Default 'cyclic'.
   */
  readonly order?: 'cyclic' | 'greedy';
}

/**
 * Fractional coordinate descent for F = (f + weight ‖x‖₁) / g, f convex and smooth, g convex: one variable at a time moves
 * to the *global* minimum of its bound, (f(x) + ∂ᵢf t + ½ (cᵢ + θ) t² + h(x + t eᵢ)) / g(x + t eᵢ), which is found from the
 * bends of h and g. So F never rises, and a point is left wherever a move of one variable, however long, would be better.
 *
 * Asks: gradients of f (order 1), one a step. Reports F each n steps, without a gradient. Ends where a sweep moves no
 * variable by more than the tolerance of steps: at a coordinate-wise stationary point, which is stronger than critical.
 *
 * @throws ZerothError `option-out-of-range`, `shape-mismatch`; `denominator-not-positive` where g(x0) is not positive
 * @source Yuan: Coordinate descent methods for fractional minimization (2023), algorithm 1
 */
export function fractionalCoordinateDescent({
  denominator,
  smoothness,
  weight = 0,
  proximal,
  order = 'cyclic',
}: FractionalCoordinateDescentOptions): Minimizer<Gradients, MinimizerReport> {
  const constants = typeof smoothness === 'number' ? Float64Array.of(smoothness) : smoothness.slice();
  for (const constant of constants) checkPositive('smoothness', constant);
  checkNotNegative('weight', weight);
  const theta = proximal ?? 1e-6 * normInfinity(constants);
  checkNotNegative('proximal', theta);
  return {
    name: 'fractionalCoordinateDescent',
    asks: ['gradients'],
    bounds: false,
    start: (problem) => {
      if (typeof smoothness !== 'number') checkLength('smoothness', smoothness, problem.x0.length);
      const curvatures = problem.x0.map((_, i) => (constants.length === 1 ? constants[0]! : constants[i]!) + theta);
      return sweeps(problem, { denominator, curvatures, weight, order });
    },
  };
}

interface Plan {
  readonly denominator: PiecewiseLinear;
  readonly curvatures: Vector;
  readonly weight: number;
  readonly order: 'cyclic' | 'greedy';
}

function* sweeps(
  { x0, tolerance }: MinimizationProblem,
  { denominator, curvatures, weight, order }: Plan,
): Method<Gradients | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const x = x0.slice();
  const n = x.length;
  const gradient = new Float64Array(n);
  if (!(denominator.value(x) > 0))
    throw new ZerothError(
      'denominator-not-positive',
      `The denominator is ${denominator.value(x)} at x0: start where it is positive.`,
      denominator.value(x),
    );
  const weighted = () => weight * x.reduce((sum, v) => sum + Math.abs(v), 0);
  /** The global minimum of the bound along a variable, f and its gradient at x being given. */
  const along = (i: number, value: number) => {
    const { bends, value: below } = denominator.along(x, i);
    const others = weight * x.reduce((sum, v, j) => (j === i ? sum : sum + Math.abs(v)), 0);
    const line = { slope: gradient[i]!, curvature: curvatures[i]!, weight, at: x[i]!, bends, denominator: below };
    return { i, ...ratioMinimum({ ...line, value: value + others }) };
  };
  const lowest = (value: number) => {
    let best = along(0, value);
    for (let i = 1; i < n; i++) {
      const other = along(i, value);
      if (other.ratio < best.ratio) best = other;
    }
    return best;
  };
  for (;;) {
    let moved = 0;
    for (let step = 0; step < n; step++) {
      const { value } = yield* gradientAt(x, gradient);
      if (step === 0 && (yield* progress({ x, value: (value + weighted()) / denominator.value(x) })))
        return end(undefined);
      const { i, t } = order === 'greedy' ? lowest(value) : along(step, value);
      x[i]! += t;
      moved = Math.max(moved, Math.abs(t));
      // No variable has a better place: nor will one in the rest of the sweep.
      if (order === 'greedy' && t === 0) break;
    }
    if (moved <= tolerance.step * Math.max(1, normInfinity(x))) {
      const { value } = yield* gradientAt(x, gradient);
      yield* progress({ x, value: (value + weighted()) / denominator.value(x) });
      return end('step-small');
    }
  }
}
