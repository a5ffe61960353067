import { checkFinite } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { progress } from '../../query/index.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { isActive, project } from '../pieces/box.js';
import { pivotedFactors, pivotedWorkspace, withFullRank } from '../pieces/pivoted-qr.js';
import { trustRegionStep } from '../pieces/scaled-trust-region.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from './least-squares-method.js';
import {
  decreaseOf,
  doubtful,
  half,
  lengthOf,
  offsetOf,
  promisedBy,
  residualsOrNone,
  tied,
  transposedProduct,
} from './linearisation.js';
import { judged, settlingFrom } from './settling.js';
import { slopesAlong } from './slopes-along.js';

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
 * Asks: residuals and Jacobians. Quadratic convergence where the residuals vanish and J has full rank; superlinear where
 * they do not, by a secant estimate of the curvature that J'J leaves out. Jacobians that are differences are asked for
 * seldom: J follows some steps by secants, and is as exact as the parameters need at the end.
 *
 * @source Moré: The Levenberg-Marquardt algorithm, implementation and theory (1978)
 * @source Dennis, Gay, Welsch: An adaptive nonlinear least-squares algorithm (1981)
 */
export function levenbergMarquardt({ radius = 100 }: LevenbergMarquardtOptions = {}): LeastSquaresMethod {
  return {
    name: 'levenbergMarquardt',
    asks: ['residuals', 'jacobian'],
    bounds: true,
    start: (problem) => search(problem, radius),
  };
}

/** Over steps that are a smaller share of x a model fails by its slopes. */
const short = 2 ** -13;

/** Residuals that are as good as orthogonal: Gauss and Newton's steps converge, and the curvature is worth a correction. */
const near = 0.1;

function* search({ x0, bounds, tolerance }: MinimizationProblem, firstRadius: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  const slopes = slopesAlong(n);
  const { scale, norms } = slopes;
  const held = new Uint8Array(n);
  let x = x0.slice();
  let residuals = yield* slopes.renew(x);
  const workspace = pivotedWorkspace(residuals.length, n);
  let value = half(residuals);
  const differences = slopes.error > 0;
  // A component that is 0 tells no scale: 1 stands for it, or steps along it could not begin.
  const start = x.map((xi) => xi || 1);
  const region: Region = { radius: firstRadius * lengthOf(start, scale), lambda: 0, isFirst: true };
  let idle = 0;
  let leastOffset = Infinity;
  let leastValue = value;
  let rate = 0;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({ reason, x, residuals, jacobian: slopes.jacobian });
  for (;;) {
    const { jacobian } = slopes;
    const gradient = transposedProduct(jacobian, residuals, n);
    if (yield* progress({ x, value, residuals, gradient })) return end(undefined);
    for (let i = 0; i < n; i++) held[i] = bounds !== undefined && isActive(x, gradient, bounds, i) ? 1 : 0;
    let factors = pivotedFactors(jacobian, residuals, n, held, workspace);
    const offset = offsetOf({ residuals, jacobian, gradient }, factors);
    const isFine = offset <= tolerance.gradient;
    if (isFine && !slopes.follows && slopes.error <= tolerance.gradient) return end('gradient-small');
    if (offset <= 0.9 * leastOffset) idle = 0;
    leastOffset = Math.min(leastOffset, offset);
    if (isFine || idle >= 2) {
      if (!slopes.refine()) return end(isFine ? 'gradient-small' : 'no-decrease-left');
      idle = 0;
      yield* slopes.renew(x, residuals);
      continue;
    }
    if (slopes.isSpent(offset)) {
      yield* slopes.renew(x, residuals);
      continue;
    }
    // Residuals have the rounding of what they are made of, numbers of about J x.
    const rounding = 2 ** -50 * Math.sqrt(2 * value) * lengthOf(x, norms);
    const blurred = Math.min(doubtful * value, Math.max(tied * value, rounding));
    for (let attempt = 0; ; attempt++) {
      const step = trustRegionStep(factors, scale, region.radius, region.lambda);
      region.lambda = step.lambda;
      let { p } = step;
      let isLast = false;
      if (step.lambda === 0 && offset <= near && !slopes.follows && slopes.curvature.isKnown()) {
        const settling = settlingFrom({ x, residuals, factors, norms, scale }, p, slopes.curvature);
        // What is learnt from steps that are nearly rounding may be too good by chance.
        rate = Math.max(settling?.rate ?? 1, 0.25 * rate);
        if (settling !== undefined) {
          p = settling.p;
          const verdict = judged({ ...settling, rate }, slopes.error, tolerance.gradient);
          if (verdict === 'settled' && differences) return end('step-small');
          if (verdict === 'finer-slopes' && slopes.refine()) {
            yield* slopes.renew(x, residuals);
            break;
          }
          if (verdict === 'finer-slopes-next') slopes.refine();
          // Where slopes are exact a step is cheap, and leaves no more than its square.
          isLast = verdict === 'settled' || (verdict === 'last-step' && differences);
        }
      }
      const next = x.slice();
      for (let i = 0; i < n; i++) next[i] = next[i]! + p[i]!;
      if (bounds !== undefined) project(next, bounds);
      for (let i = 0; i < n; i++) p[i] = next[i]! - x[i]!;
      const moved = lengthOf(p, scale);
      const full = withFullRank(factors);
      if (full.rank > factors.rank && !(moved > tolerance.step * lengthOf(x, scale))) {
        // Rows of very different sizes look dependent to rounding while their own digits are still there.
        factors = full;
        region.radius = Math.max(region.radius, lengthOf(x, scale));
        continue;
      }
      // By both norms: D keeps the sizes of slopes far away, beside which a step that matters here may look small.
      const small = moved <= tolerance.step * lengthOf(x, scale) && normInfinity(p) <= tolerance.step * normInfinity(x);
      if (slopes.follows && small) {
        yield* slopes.renew(x, residuals);
        break;
      }
      // Where x + p = x in float64, or the numbers have left it.
      if (!(moved > 0)) return end('step-small');
      if (region.isFirst && attempt === 0) region.radius = Math.min(region.radius, step.length);
      const model = promisedBy(jacobian, residuals, p);
      const trial = yield* residualsOrNone(next, residuals.length);
      // Squares that overflow have no difference: such a trial has failed.
      const change = trial === undefined ? Number.NaN : decreaseOf(residuals, trial);
      const decrease = Number.isNaN(change) ? -Infinity : change;
      const ratio = model.decrease > 0 ? decrease / model.decrease : decrease > 0 ? 1 : -1;
      const isBetter = decrease > 0 && ratio > 1e-4;
      // With differences the last digits of x need more than values can tell: the angles still show which point is better.
      const isHidden =
        differences &&
        trial !== undefined &&
        Math.max(model.decrease, Math.abs(decrease)) <= (isLast ? doubtful * value : blurred);
      // Slopes that are not exact may be why a step fails by as little as rounding would make of it.
      const isDoubtful = slopes.follows || Math.abs(decrease) <= doubtful * value;
      if (!isBetter && !isHidden && isDoubtful && slopes.refine()) {
        yield* slopes.renew(x, residuals);
        break;
      }
      adapt(region, { ratio, decrease, slope: model.slope, moved, length: step.length, isHidden });
      if (trial !== undefined && (isHidden || isBetter)) {
        if (small && !(decrease > 0)) return end('step-small');
        region.isFirst = false;
        // A short radius that is about to grow says nothing of what is left.
        const negligible =
          (region.lambda === 0 || ratio < 0.75) && Math.max(decrease, model.decrease) <= tolerance.value * value;
        if (isHidden && (!isBetter || negligible)) idle++;
        if (!isHidden && !(ratio > 0.25) && moved <= short * lengthOf(x, scale)) slopes.refine();
        const before = residuals;
        x = next;
        residuals = trial;
        value = half(residuals);
        // What only makes good for a hidden rise is no progress.
        if (value < leastValue * (1 - tied)) {
          leastValue = value;
          idle = 0;
        }
        const ends = isLast || small || (!differences && negligible);
        const followed =
          differences &&
          (ends || slopes.follow({ p, before, after: trial, change: model.change, ratio, factors, offset }));
        if (!followed) yield* slopes.renew(x, residuals);
        if (!ends) break;
        yield* progress({ x, value, residuals, gradient: transposedProduct(slopes.jacobian, residuals, n) });
        return end(negligible && !isLast && !small ? 'no-decrease-left' : 'step-small');
      }
      if (small) return end('step-small');
      // Below rounding of the value nothing can be told of a step.
      if (model.decrease <= 2 ** -52 * value && Math.abs(decrease) <= 2 ** -48 * value) {
        if (!slopes.refine()) return end('no-decrease-left');
        yield* slopes.renew(x, residuals);
        break;
      }
      if (!(region.radius > 0)) return end('no-progress');
    }
  }
}

/** Where steps are trusted: ‖D p‖ ≤ Δ, and the λ of the last step. */
interface Region {
  radius: number;
  lambda: number;
  isFirst: boolean;
}

interface TrialStep {
  /** Of the decrease to the one promised. */
  readonly ratio: number;
  readonly decrease: number;
  /** r'J p */
  readonly slope: number;
  /** ‖D p‖, and what it was before it was projected. */
  readonly moved: number;
  readonly length: number;
  /** Whether the decrease is made of rounding. */
  readonly isHidden: boolean;
}

/** Δ and λ after a trial. */
function adapt(region: Region, { ratio, decrease, slope, moved, length, isHidden }: TrialStep): void {
  // A ratio of roundings says nothing against the model.
  if (!isHidden && !(ratio > 0.25)) {
    // The minimum of the parabola through the value, its slope and the trial value.
    const parabola = (0.5 * slope) / (slope + decrease);
    const shrink = decrease >= 0 ? 0.5 : Math.min(0.5, Math.max(0.1, parabola || 0.1));
    region.radius = shrink * Math.min(region.radius, 10 * moved);
    region.lambda /= shrink;
  } else if (isHidden || region.lambda === 0 || ratio >= 0.75) {
    region.radius = Math.max(2 * length, region.isFirst ? 0 : region.radius * 0.5);
    region.lambda *= 0.5;
  }
}
