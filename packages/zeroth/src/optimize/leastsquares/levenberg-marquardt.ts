import { checkFinite } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import {
  type Jacobian,
  jacobianAt,
  type Method,
  type Progress,
  progress,
  type Residuals,
  residualsAt,
  type Vector,
} from '../../query/index.js';
import { OracleError } from '../../run/index.js';
import type { EndReason, MinimizationProblem, MinimizerReport } from '../minimizer.js';
import { isActive, project, projectedGradientNorm } from '../pieces/box.js';
import { pivotedFactors, withFullRank } from '../pieces/pivoted-qr.js';
import { trustRegionStep } from '../pieces/scaled-trust-region.js';

/** What a method for least squares reports. */
export interface LeastSquaresReport extends MinimizerReport {
  /** ½ ‖r(x)‖² */
  readonly value: number;
  readonly residuals: Vector;
  readonly gradient: Vector;
}

/** A method for least squares as a value: `leastSquares(r, x0, { method: levenbergMarquardt() })`. */
export interface LeastSquaresMethod {
  readonly name: string;
  /** Kinds of the questions it asks. */
  readonly asks: readonly ('residuals' | 'jacobian')[];
  /** Whether it keeps all its questions within bounds. */
  readonly bounds: boolean;
  start(problem: MinimizationProblem): Method<Residuals | Jacobian | Progress<LeastSquaresReport>, LeastSquaresEnd>;
}

export interface LeastSquaresEnd {
  readonly reason: EndReason | undefined;
  readonly x: Vector;
  readonly residuals: Vector;
  /** m x n, row-major */
  readonly jacobian: Vector;
}

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
  let { residuals, jacobian } = yield* jacobianAt(x);
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
    if (orthogonal(jacobian, residuals, gradient, n, bounds, x, tolerance.gradient)) return end('gradient-small');
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
        const answer = yield* jacobianAt(x);
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

/** The residuals at a point, or undefined where they are not finite. */
export function* residualsOrNone(x: Vector): Method<Residuals, Vector | undefined> {
  try {
    return yield* residualsAt(x);
  } catch (error) {
    if (error instanceof OracleError && error.notFinite) return undefined;
    throw error;
  }
}

/** ½ ‖r‖² */
export function half(r: Vector): number {
  let sum = 0;
  for (let i = 0; i < r.length; i++) sum += r[i]! * r[i]!;
  return 0.5 * sum;
}

/** J' r */
export function transposedProduct(jacobian: Vector, r: Vector, n: number): Vector {
  const out = new Float64Array(n);
  for (let i = 0, at = 0; i < r.length; i++) for (let j = 0; j < n; j++, at++) out[j] = out[j]! + jacobian[at]! * r[i]!;
  return out;
}

/** ‖D x‖ */
function lengthOf(x: Vector, scale: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! * scale[i]!) ** 2;
  return Math.sqrt(sum);
}

/** ½ ‖r‖² − ½ ‖t‖², by differences first, so that a small decrease keeps its digits. */
function decreaseOf(r: Vector, t: Vector): number {
  let sum = 0;
  for (let i = 0; i < r.length; i++) sum += (r[i]! - t[i]!) * (r[i]! + t[i]!);
  return 0.5 * sum;
}

/** What the linear model promises for p, ½ ‖r‖² − ½ ‖r + J p‖², and the slope r'J p. */
function promisedBy(jacobian: Vector, r: Vector, p: Vector): { readonly decrease: number; readonly slope: number } {
  let slope = 0;
  let square = 0;
  for (let i = 0, at = 0; i < r.length; i++) {
    let change = 0;
    for (let j = 0; j < p.length; j++, at++) change += jacobian[at]! * p[j]!;
    slope += r[i]! * change;
    square += change * change;
  }
  return { decrease: -slope - 0.5 * square, slope };
}

function columnNorm(jacobian: Vector, n: number, j: number): number {
  let sum = 0;
  for (let at = j; at < jacobian.length; at += n) sum += jacobian[at]! * jacobian[at]!;
  return Math.sqrt(sum);
}

/**
 * Whether the residuals are orthogonal to every column of J that can still move, to the tolerance: the cosines do not
 * depend on the scales of x or r.
 */
function orthogonal(
  jacobian: Vector,
  residuals: Vector,
  gradient: Vector,
  n: number,
  bounds: MinimizationProblem['bounds'],
  x: Vector,
  tolerance: number,
): boolean {
  const norm = Math.sqrt(2 * half(residuals));
  if (norm === 0) return true;
  if (bounds !== undefined && projectedGradientNorm(x, gradient, bounds) === 0) return true;
  for (let j = 0; j < n; j++) {
    if (bounds !== undefined && isActive(x, gradient, bounds, j)) continue;
    const column = columnNorm(jacobian, n, j);
    if (column > 0 && Math.abs(gradient[j]!) > tolerance * column * norm) return false;
  }
  return true;
}
