import { checkFinite, checkPositive } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { progress, type Vector } from '../../query/index.js';
import type { Bounds, EndReason, MinimizationProblem } from '../minimizer.js';
import { isActive, project } from '../pieces/box.js';
import { boxDogleg } from '../pieces/box-dogleg.js';
import { leastSquaresStep, pivotedFactors } from '../pieces/pivoted-qr.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from './least-squares-method.js';
import {
  columnNorm,
  decreaseOf,
  half,
  linearisedAt,
  offsetOf,
  promisedBy,
  residualsOrNone,
  transposedProduct,
} from './linearisation.js';

/** Options of {@link doglegBox}. */
export interface DoglegBoxOptions {
  /** First half-width of the trust region, as a multiple of max |Dᵢ x0ᵢ|, where 1 stands for components that are 0. Default 1. */
  readonly radius?: number;
}

/**
 * Powell's dogleg for ½ ‖r(x)‖² in a trust region that is a box, |Dᵢ pᵢ| ≤ Δ, so that its intersection with the bounds is
 * a box as well: along the path from 0 over the minimum on the steepest descent to the Gauss-Newton step of the variables
 * that are not held, up to where it leaves. Every question is within the bounds.
 *
 * Asks: residuals, and a Jacobian an accepted step. Quadratic convergence where the residuals vanish and the Jacobian of
 * the free variables has full rank.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Voglis and Lagaris: A rectangular trust region dogleg approach for unconstrained and bound constrained
 *   nonlinear optimization (2004)
 */
export function doglegBox({ radius = 1 }: DoglegBoxOptions = {}): LeastSquaresMethod {
  checkPositive('radius', radius);
  return {
    name: 'doglegBox',
    asks: ['residuals', 'jacobian'],
    bounds: true,
    start: (problem) => search(problem, radius),
  };
}

function* search({ x0, bounds, tolerance }: MinimizationProblem, first: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  const box: Bounds = bounds ?? { lower: x0.map(() => -Infinity), upper: x0.map(() => Infinity) };
  const held = new Uint8Array(n);
  const scale = new Float64Array(n);
  let x = x0.slice();
  let { residuals, jacobian } = yield* linearisedAt(x);
  let radius = 0;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({ reason, x, residuals, jacobian });
  for (;;) {
    const gradient = transposedProduct(jacobian, residuals, n);
    const value = half(residuals);
    if (yield* progress({ x, value, residuals, gradient })) return end(undefined);
    for (let i = 0; i < n; i++) {
      held[i] = isActive(x, gradient, box, i) ? 1 : 0;
      scale[i] = Math.max(scale[i]!, columnNorm(jacobian, n, i));
    }
    // A variable without influence has no scale.
    const d = scale.map((s) => s || 1);
    if (radius === 0) radius = first * normInfinity(x.map((v, i) => (v || 1) * d[i]!));
    const factors = pivotedFactors(jacobian, residuals, n, held);
    if (offsetOf({ residuals, jacobian, gradient }, factors) <= tolerance.gradient) return end('gradient-small');
    const newton = leastSquaresStep(factors, n);
    const steepest = gradient.map((g, i) => (held[i] ? 0 : -g / (d[i]! * d[i]!)));
    for (;;) {
      const room = {
        lower: x.map((v, i) => Math.max(box.lower[i]! - v, -radius / d[i]!)),
        upper: x.map((v, i) => Math.min(box.upper[i]! - v, radius / d[i]!)),
      };
      const step = boxDogleg(newton, steepest, jacobian, residuals, room);
      const next = x.map((v, i) => v + step[i]!);
      project(next, box);
      const p = next.map((v, i) => v - x[i]!);
      const size = normInfinity(p.map((v, i) => v * d[i]!));
      if (!(size > 0)) return end('step-small');
      const model = promisedBy(jacobian, residuals, p);
      const trial: Vector | undefined = yield* residualsOrNone(next);
      const decrease = trial === undefined ? Number.NaN : decreaseOf(residuals, trial);
      const ratio = model.decrease > 0 ? decrease / model.decrease : decrease > 0 ? 1 : -1;
      const small = normInfinity(p) <= tolerance.step * normInfinity(x);
      if (!(ratio >= 0.25)) radius = (trial === undefined ? 0.1 : 0.25) * Math.min(radius, size);
      else if (ratio > 0.75 && size >= 0.95 * radius) radius *= 2;
      if (trial !== undefined && decrease > 0 && ratio > 1e-4) {
        const negligible = decrease <= tolerance.value * value && model.decrease <= tolerance.value * value;
        x = next;
        ({ residuals, jacobian } = yield* linearisedAt(x));
        if (!small && !(negligible && ratio > 0.25)) break;
        yield* progress({ x, value: half(residuals), residuals, gradient: transposedProduct(jacobian, residuals, n) });
        return end(small ? 'step-small' : 'no-decrease-left');
      }
      if (small) return end('step-small');
      if (model.decrease <= 2 ** -52 * value && Math.abs(decrease) <= 2 ** -48 * value) return end('no-decrease-left');
      if (!(radius > 0)) return end('no-progress');
    }
  }
}
