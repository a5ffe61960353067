import { checkFinite } from '../../array/checks.js';
import { dot, normInfinity } from '../../array/vector.js';
import { progress, type Vector } from '../../query/index.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { leastSquaresStep, pivotedFactors } from '../pieces/pivoted-qr.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from './least-squares-method.js';
import { half, linearisedAt, offsetOf, residualsOrNone, transposedProduct } from './linearisation.js';

/** Options of {@link gaussNewton}. */
export interface GaussNewtonOptions {
  /** Decrease of ½ ‖r‖² wanted, as a share of what the slope promises, in (0, ½). Default 1e-4. */
  readonly decrease?: number;
}

/**
 * Gauss and Newton's method for ½ ‖r(x)‖² with a line search: x ← x + t p, p minimising ‖J p + r‖ by QR with column
 * pivoting, t from 1 on shortened by parabolas until the value falls enough. Columns of J that depend on others do
 * not move.
 *
 * Asks: residuals, and a Jacobian a step. Quadratic where the residuals vanish and J has full rank, linear where they
 * are small; where J loses rank on the way, take {@link levenbergMarquardt}.
 *
 * @source Dennis, Schnabel: Numerical Methods for Unconstrained Optimization and Nonlinear Equations (1983), section 10.2
 */
export function gaussNewton({ decrease = 1e-4 }: GaussNewtonOptions = {}): LeastSquaresMethod {
  return {
    name: 'gaussNewton',
    asks: ['residuals', 'jacobian'],
    bounds: false,
    start: (problem) => search(problem, decrease),
  };
}

function* search({ x0, tolerance }: MinimizationProblem, share: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  const nothing = new Uint8Array(n);
  let x = x0.slice();
  for (;;) {
    const { residuals, jacobian } = yield* linearisedAt(x);
    const end = (reason: EndReason | undefined): LeastSquaresEnd => ({ reason, x, residuals, jacobian });
    const gradient = transposedProduct(jacobian, residuals, n);
    const value = half(residuals);
    if (yield* progress({ x, value, residuals, gradient })) return end(undefined);
    const factors = pivotedFactors(jacobian, residuals, n, nothing);
    if (offsetOf({ residuals, jacobian, gradient }, factors) <= tolerance.gradient) return end('gradient-small');
    const p = leastSquaresStep(factors, n);
    const slope = dot(gradient, p);
    if (!(slope < 0) || !p.every(Number.isFinite)) return end('no-progress');
    let t = 1;
    for (;;) {
      const next = x.map((v, i) => v + t * p[i]!);
      if (t * normInfinity(p) <= tolerance.step * normInfinity(x) || next.every((v, i) => v === x[i]))
        return end('step-small');
      const trial: Vector | undefined = yield* residualsOrNone(next);
      const trialValue = trial === undefined ? Infinity : half(trial);
      if (trialValue <= value + share * t * slope && trialValue < value) {
        x = next;
        break;
      }
      // Below rounding of the value nothing can be told of a step.
      if (-t * slope <= 2 ** -52 * value) return end('no-decrease-left');
      const parabola = (-slope * t * t) / (2 * (trialValue - value - slope * t));
      t = Math.min(0.5 * t, Math.max(0.1 * t, parabola || 0));
    }
  }
}
