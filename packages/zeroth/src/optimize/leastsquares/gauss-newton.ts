import { checkFinite } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { progress, type Vector } from '../../query/index.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { leastSquaresStep, pivotedFactors } from '../pieces/pivoted-qr.js';
import { backtrackedStep } from './backtracked-step.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from './least-squares-method.js';
import { half, linearisedAt, offsetOf, transposedProduct } from './linearisation.js';

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
  const rule = { share, shortest: tolerance.step, mustFall: true };
  let x: Vector = x0.slice();
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
    const next = yield* backtrackedStep(x, p, { value, slope }, rule);
    if (typeof next === 'string') return end(next);
    x = next;
  }
}
