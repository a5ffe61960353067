import { checkFinite } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { type Gradients, gradientAt, type Hessian, hessianAt, progress } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { end, endWithoutDecrease, fallsForever, isNegligible, isStationary } from '../pieces/endings.js';
import { newtonDirection } from '../pieces/newton-direction.js';
import { strongWolfe } from '../pieces/strong-wolfe.js';
import type { Trial } from '../pieces/trial.js';

/**
 * Newton's method with a line search: a step along −|∇²f|⁻¹ ∇f, eigenvalues being taken by magnitude where the Hessian is
 * not positive definite, that satisfies the strong Wolfe conditions; the full step is tried first.
 *
 * Asks: gradients and the Hessian (orders 1 and 2). Order 2 near a minimiser with positive definite Hessian. It may end at
 * a saddle that it is started on; `trustRegionNewton` does not.
 *
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 3.4
 */
export function newtonLineSearch(): Minimizer<Gradients | Hessian> {
  return { name: 'newtonLineSearch', asks: ['gradients', 'hessian'], bounds: false, start: searched };
}

function* searched({ x0, tolerance }: MinimizationProblem) {
  checkFinite('x0', x0);
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x)) };
  const isUnbounded = fallsForever(now);
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    if (isStationary(now, undefined, tolerance)) return end('gradient-small');
    const direction = newtonDirection(yield* hessianAt(now.x), now.gradient);
    let slope = dot(now.gradient, direction);
    if (!(slope < 0) || !direction.every(Number.isFinite)) {
      direction.set(now.gradient.map((g) => -g));
      slope = -dot(now.gradient, now.gradient);
    }
    const next = yield* strongWolfe(now, direction, { first: 1 });
    if (next === undefined) return endWithoutDecrease(-slope, now, tolerance);
    const decrease = now.value - next.value;
    const moved = next.x.reduce((most, v, i) => Math.max(most, Math.abs(v - now.x[i]!)), 0);
    now = next;
    if (isNegligible(moved, decrease, now, tolerance)) {
      yield* progress(now);
      return end('no-decrease-left');
    }
  }
}
