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
  lengthOf,
  linearisedAt,
  offsetOf,
  promisedBy,
  residualsOrNone,
  tied,
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

/** A step that fails by a smaller share of the value may have failed because slopes by differences were not exact. */
const doubtful = 2 ** -26;

function* search({ x0, bounds, tolerance }: MinimizationProblem, firstRadius: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  let x = x0.slice();
  let { residuals, jacobian, error = 0 } = yield* linearisedAt(x);
  let value = half(residuals);
  const differences = error > 0;
  const scale = new Float64Array(n);
  const weights = new Float64Array(n);
  const held = new Uint8Array(n);
  let lambda = 0;
  let radius = 0;
  let idle = 0;
  let renewals = 0;
  let leastOffset = Infinity;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({ reason, x, residuals, jacobian });
  for (;;) {
    const gradient = transposedProduct(jacobian, residuals, n);
    if (yield* progress({ x, value, residuals, gradient })) return end(undefined);
    for (let j = 0; j < n; j++) {
      scale[j] = Math.max(scale[j]!, columnNorm(jacobian, n, j));
      weights[j] = scale[j]! > 0 ? scale[j]! : 1;
    }
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
    const offset = offsetOf({ residuals, jacobian, gradient }, factors);
    if (offset <= tolerance.gradient) {
      if (error <= tolerance.gradient || renewals > 0) return end('gradient-small');
      renewals++;
      ({ residuals, jacobian, error = 0 } = yield* linearisedAt(x));
      continue;
    }
    if (offset <= 0.9 * leastOffset) idle = 0;
    leastOffset = Math.min(leastOffset, offset);
    // Twice, because differences become finer after the first time.
    if (idle >= 2) return end('no-decrease-left');
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
      const isBetter = decrease > 0 && ratio > 1e-4;
      // With differences the last digits of x need more than values can tell: the angles still show which point is better.
      const hidden = differences && trial !== undefined && Math.max(model.decrease, Math.abs(decrease)) <= tied * value;
      if (differences && !isBetter && !hidden && Math.abs(decrease) <= doubtful * value && renewals < 2) {
        renewals++;
        ({ residuals, jacobian, error = 0 } = yield* linearisedAt(x));
        break;
      }
      // A ratio of roundings says nothing against the model.
      if (!hidden && !(ratio > 0.25)) {
        // The minimum of the parabola through the value, its slope and the trial value.
        const parabola = (0.5 * model.slope) / (model.slope + decrease);
        const shrink = decrease >= 0 ? 0.5 : Math.min(0.5, Math.max(0.1, parabola || 0.1));
        radius = shrink * Math.min(radius, 10 * moved);
        lambda /= shrink;
      } else if (hidden || lambda === 0 || ratio >= 0.75) {
        radius = Math.max(2 * step.length, first ? 0 : radius * 0.5);
        lambda *= 0.5;
      }
      if (trial !== undefined && (hidden || isBetter)) {
        if (small && !(decrease > 0)) return end('step-small');
        if (decrease > doubtful * value) renewals = 0;
        // A short radius that is about to grow says nothing of what is left.
        const negligible =
          (lambda === 0 || ratio < 0.75) && Math.max(decrease, model.decrease) <= tolerance.value * value;
        if (!hidden) idle = 0;
        else if (!isBetter || negligible) idle++;
        x = next;
        ({ residuals, jacobian, error = 0 } = yield* linearisedAt(x));
        value = half(residuals);
        if (!small && (differences || !negligible)) break;
        yield* progress({ x, value, residuals, gradient: transposedProduct(jacobian, residuals, n) });
        return end(small ? 'step-small' : 'no-decrease-left');
      }
      if (small) return end('step-small');
      // Below rounding of the value nothing can be told of a step.
      if (model.decrease <= 2 ** -52 * value && Math.abs(decrease) <= 2 ** -48 * value) return end('no-decrease-left');
      if (!(radius > 0)) return end('no-progress');
    }
  }
}
