import { checkFinite } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { progress } from '../../query/index.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { isActive, project } from '../pieces/box.js';
import { pivotedFactors, withFullRank } from '../pieces/pivoted-qr.js';
import { trustRegionStep } from '../pieces/scaled-trust-region.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from './least-squares-method.js';
import {
  columnNorm,
  decreaseOf,
  half,
  isOrthogonal,
  lengthOf,
  linearisedAt,
  promisedBy,
  residualsOrNone,
  transposedProduct,
} from './linearisation.js';

/** Options of {@link levenbergMarquardt}. */
export interface LevenbergMarquardtOptions {
  /** First radius of the trust region, as a multiple of ‖D x0‖, where 1 stands for components that are 0. Default 100. */
  readonly radius?: number;
}

/**
 * The method of Levenberg and Marquardt for ½ ‖r(x)‖², as a trust region: x ← x + p with p minimising ‖J p + r‖ where
 * ‖D p‖ ≤ Δ, D holding the largest norms so far of the columns of J, so that the scales of x do not matter. Δ follows the
 * ratio of the decrease to the one promised. With bounds, variables that would leave are held, and steps are projected.
 *
 * Asks: residuals and Jacobians. Quadratic convergence where the residuals vanish and J has full rank.
 *
 * @source Moré: The Levenberg-Marquardt algorithm, implementation and theory (1978)
 */
export function levenbergMarquardt({ radius = 100 }: LevenbergMarquardtOptions = {}): LeastSquaresMethod {
  return {
    name: 'levenbergMarquardt',
    asks: ['residuals', 'jacobian'],
    bounds: true,
    start: (problem) => search(problem, radius),
  };
}

function* search({ x0, bounds, tolerance }: MinimizationProblem, firstRadius: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  let x = x0.slice();
  let { residuals, jacobian } = yield* linearisedAt(x);
  let value = half(residuals);
  const scale = new Float64Array(n);
  const weights = new Float64Array(n);
  const held = new Uint8Array(n);
  let lambda = 0;
  let radius = 0;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({ reason, x, residuals, jacobian });
  for (;;) {
    const gradient = transposedProduct(jacobian, residuals, n);
    if (yield* progress({ x, value, residuals, gradient })) return end(undefined);
    for (let j = 0; j < n; j++) {
      scale[j] = Math.max(scale[j]!, columnNorm(jacobian, n, j));
      weights[j] = scale[j]! > 0 ? scale[j]! : 1;
    }
    if (isOrthogonal(jacobian, residuals, gradient, n, bounds, x, tolerance.gradient)) return end('gradient-small');
    for (let i = 0; i < n; i++) held[i] = bounds !== undefined && isActive(x, gradient, bounds, i) ? 1 : 0;
    const first = radius === 0;
    // A component that is 0 tells no scale: 1 stands for it, or steps along it could not begin.
    if (first)
      radius =
        firstRadius *
        lengthOf(
          x.map((xi) => xi || 1),
          weights,
        );
    let factors = pivotedFactors(jacobian, residuals, n, held);
    for (let attempt = 0; ; attempt++) {
      const step = trustRegionStep(factors, weights, radius, lambda);
      lambda = step.lambda;
      const { p } = step;
      const next = x.slice();
      for (let i = 0; i < n; i++) next[i] = next[i]! + p[i]!;
      if (bounds !== undefined) project(next, bounds);
      for (let i = 0; i < n; i++) p[i] = next[i]! - x[i]!;
      const moved = lengthOf(p, weights);
      const full = withFullRank(factors);
      if (full.rank > factors.rank && !(moved > tolerance.step * lengthOf(x, weights))) {
        // Rows of very different sizes look dependent to rounding while their own digits are still there.
        factors = full;
        radius = Math.max(radius, lengthOf(x, weights));
        continue;
      }
      // Where x + p = x in float64, or the numbers have left it.
      if (!(moved > 0)) return end('step-small');
      if (first && attempt === 0) radius = Math.min(radius, step.length);
      // By both norms: D keeps the sizes of slopes far away, beside which a step that matters here may look small.
      const small =
        moved <= tolerance.step * lengthOf(x, weights) && normInfinity(p) <= tolerance.step * normInfinity(x);
      const model = promisedBy(jacobian, residuals, p);
      const trial = yield* residualsOrNone(next);
      // Squares that overflow have no difference: such a trial has failed.
      const change = trial === undefined ? Number.NaN : decreaseOf(residuals, trial);
      const decrease = Number.isNaN(change) ? -Infinity : change;
      const ratio = model.decrease > 0 ? decrease / model.decrease : decrease > 0 ? 1 : -1;
      if (ratio <= 0.25 || trial === undefined) {
        // The minimum of the parabola through the value, its slope and the trial value.
        const parabola = (0.5 * model.slope) / (model.slope + decrease);
        const shrink = decrease >= 0 ? 0.5 : Math.min(0.5, Math.max(0.1, parabola || 0.1));
        radius = shrink * Math.min(radius, 10 * moved);
        lambda /= shrink;
      } else if (lambda === 0 || ratio >= 0.75) {
        radius = Math.max(2 * step.length, first ? 0 : radius * 0.5);
        lambda *= 0.5;
      }
      if (trial !== undefined && decrease > 0 && ratio > 1e-4) {
        // A short radius that is about to grow says nothing of what is left.
        const negligible =
          (lambda === 0 || ratio < 0.75) &&
          decrease <= tolerance.value * value &&
          model.decrease <= tolerance.value * value;
        x = next;
        const answer = yield* linearisedAt(x);
        residuals = answer.residuals;
        jacobian = answer.jacobian;
        value = half(residuals);
        if (negligible || small) {
          const last = transposedProduct(jacobian, residuals, n);
          yield* progress({ x, value, residuals, gradient: last });
          return end(small ? 'step-small' : 'no-decrease-left');
        }
        break;
      }
      if (small) return end('step-small');
      // Below rounding of the value nothing can be told of a step.
      if (model.decrease <= 2 ** -52 * value && Math.abs(decrease) <= 2 ** -48 * value) return end('no-decrease-left');
      if (!(radius > 0)) return end('no-progress');
    }
  }
}
