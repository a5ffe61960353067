import { checkFinite } from '../../array/checks.js';
import { dot, normInfinity } from '../../array/vector.js';
import { progress, type Vector } from '../../query/index.js';
import { backtrackedStep } from '../leastsquares/backtracked-step.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from '../leastsquares/least-squares-method.js';
import { half, linearisedAt, transposedProduct } from '../leastsquares/linearisation.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { leastSquaresStep, pivotedFactors, withFullRank } from '../pieces/pivoted-qr.js';
import { vanished } from './hybrid-powell.js';

/** Iterations in which ½ ‖F‖² is to halve at least: near a minimum that is no root, steps get shorter without an end. */
const patience = 100;

/** Options of {@link newtonEquations}. */
export interface NewtonEquationsOptions {
  /** Decrease of ½ ‖F‖² wanted, as a share of what the slope promises, in (0, ½). Default 1e-4. */
  readonly decrease?: number;
}

/**
 * Newton's method for n equations F(x) = 0 in n unknowns with a line search: x ← x − t J⁻¹ F, t from 1 on halved, by
 * parabolas between 0.1 and 0.5, until ½ ‖F‖² falls enough. It gives up where that has not halved in 100 iterations.
 *
 * Asks: residuals and a Jacobian an iteration. Quadratic near a root with regular Jacobian.
 *
 * @source Dennis, Schnabel: Numerical Methods for Unconstrained Optimization and Nonlinear Equations (1983), section 6.3
 */
export function newtonEquations({ decrease = 1e-4 }: NewtonEquationsOptions = {}): LeastSquaresMethod {
  return {
    name: 'newtonEquations',
    asks: ['residuals', 'jacobian'],
    bounds: false,
    start: (problem) => search(problem, decrease),
  };
}

function* search({ x0, tolerance }: MinimizationProblem, share: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  const nothing = new Uint8Array(n);
  const rule = { share, shortest: tolerance.step, mustFall: false };
  let x: Vector = x0.slice();
  let largest = 0;
  let goal = Infinity;
  for (let k = 0, before = 0; ; k++) {
    const { residuals, jacobian } = yield* linearisedAt(x);
    const end = (reason: EndReason | undefined): LeastSquaresEnd => ({ reason, x, residuals, jacobian });
    const gradient = transposedProduct(jacobian, residuals, n);
    const value = half(residuals);
    if (yield* progress({ x, value, residuals, gradient })) return end(undefined);
    largest = Math.max(largest, value);
    if (value <= vanished * vanished * largest) return end('gradient-small');
    if (value <= goal) [goal, before] = [0.5 * value, k];
    if (k - before >= patience) return end('no-progress');
    const p = leastSquaresStep(withFullRank(pivotedFactors(jacobian, residuals, n, nothing)), n);
    const slope = dot(gradient, p);
    // A singular Jacobian has no Newton step, and its least squares step may not descend.
    if (!(slope < 0) || !p.every(Number.isFinite))
      return end(normInfinity(gradient) === 0 ? 'gradient-small' : 'no-progress');
    const next = yield* backtrackedStep(x, p, { value, slope }, rule);
    if (typeof next === 'string') return end(next);
    x = next;
  }
}
