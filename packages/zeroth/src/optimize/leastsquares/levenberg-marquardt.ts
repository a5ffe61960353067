import { checkFinite } from '../../array/checks.js';
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
import { dampedStep } from '../pieces/damped-step.js';

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
  /** First damping, relative to the scaled curvature. Default 1e-3. */
  readonly damping?: number;
}

/**
 * The method of Levenberg and Marquardt for ½ ‖r(x)‖²: x ← x + p with p minimising ‖J p + r‖² + λ ‖D p‖², D holding the
 * largest norms so far of the columns of J. λ shrinks smoothly with the ratio of the decrease to the one promised, and
 * grows when a step fails. With bounds, variables that would leave are held, and steps are projected.
 *
 * Asks: residuals and Jacobians. Quadratic convergence where the residuals vanish and J has full rank.
 *
 * @source Moré: The Levenberg-Marquardt algorithm, implementation and theory (1978)
 * @source Nielsen: Damping parameter in Marquardt's method (1999), for the update of λ
 */
export function levenbergMarquardt({ damping = 1e-3 }: LevenbergMarquardtOptions = {}): LeastSquaresMethod {
  return { name: 'levenbergMarquardt', start: (problem) => search(problem, damping) };
}

function* search({ x0, bounds, tolerance }: MinimizationProblem, damping: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  let x = x0.slice();
  let { residuals, jacobian } = yield* jacobianAt(x);
  let value = half(residuals);
  const scale = new Float64Array(n);
  const held = new Uint8Array(n);
  let lambda = damping;
  let growth = 2;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({ reason, x, residuals, jacobian });
  for (;;) {
    const gradient = transposedProduct(jacobian, residuals, n);
    if (yield* progress({ x, value, residuals, gradient })) return end(undefined);
    for (let j = 0; j < n; j++) scale[j] = Math.max(scale[j]!, columnNorm(jacobian, n, j));
    if (orthogonal(jacobian, residuals, gradient, n, bounds, x, tolerance.gradient)) return end('gradient-small');
    const weights = scale.map((s) => (s > 0 ? s : 1));
    for (let i = 0; i < n; i++) held[i] = bounds !== undefined && isActive(x, gradient, bounds, i) ? 1 : 0;
    for (;;) {
      const p = dampedStep(jacobian, residuals, weights, lambda, held);
      const next = x.slice();
      for (let i = 0; i < n; i++) next[i] = next[i]! + p[i]!;
      if (bounds !== undefined) project(next, bounds);
      let moved = 0;
      let size = 0;
      for (let i = 0; i < n; i++) {
        p[i] = next[i]! - x[i]!;
        moved = Math.max(moved, Math.abs(p[i]!) * weights[i]!);
        size = Math.max(size, Math.abs(x[i]!) * weights[i]!);
      }
      const promised = value - half(linear(jacobian, residuals, p));
      const trial = yield* residualsOrNone(next);
      const trialValue = trial === undefined ? Infinity : half(trial);
      const decrease = value - trialValue;
      const ratio = promised > 0 ? decrease / promised : decrease > 0 ? 1 : -1;
      if (trial !== undefined && decrease > 0 && ratio > 1e-4) {
        const negligible = decrease <= tolerance.value * value && promised <= tolerance.value * value;
        x = next;
        const answer = yield* jacobianAt(x);
        residuals = answer.residuals;
        jacobian = answer.jacobian;
        value = half(residuals);
        lambda *= Math.max(1 / 3, 1 - (2 * Math.min(ratio, 1) - 1) ** 3);
        growth = 2;
        if (negligible || moved <= tolerance.step * size) {
          const last = transposedProduct(jacobian, residuals, n);
          yield* progress({ x, value, residuals, gradient: last });
          return end(moved <= tolerance.step * size ? 'step-small' : 'no-decrease-left');
        }
        break;
      }
      if (moved <= tolerance.step * size || moved === 0) return end('step-small');
      // Below rounding of the value nothing can be told of a step.
      if (promised <= 2 ** -52 * value && Math.abs(decrease) <= 2 ** -48 * value) return end('no-decrease-left');
      lambda = Math.max(lambda, 1e-15) * growth;
      growth *= 2;
      if (!(lambda < 1e300)) return end('no-progress');
    }
  }
}

function* residualsOrNone(x: Vector): Method<Residuals, Vector | undefined> {
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
function transposedProduct(jacobian: Vector, r: Vector, n: number): Vector {
  const out = new Float64Array(n);
  for (let i = 0, at = 0; i < r.length; i++) for (let j = 0; j < n; j++, at++) out[j] = out[j]! + jacobian[at]! * r[i]!;
  return out;
}

/** r + J p */
function linear(jacobian: Vector, r: Vector, p: Vector): Vector {
  return r.map((ri, i) => {
    let sum = ri;
    for (let j = 0; j < p.length; j++) sum += jacobian[i * p.length + j]! * p[j]!;
    return sum;
  });
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
