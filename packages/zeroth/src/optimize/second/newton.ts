import { checkFinite, checkPositive } from '../../array/checks.js';
import { addScaled } from '../../array/vector.js';
import { gradientAt, hessianAt, progress } from '../../query/index.js';
import type { Vector } from '../../query/types.js';
import { newtonDirection } from '../pieces/newton-direction.js';

/** Options of {@link newton}. */
export interface NewtonOptions {
  /** Fraction of the Newton step that is taken, above 0. Default 1. */
  readonly step?: number;
}

/**
 * Newton's method: x ← x − ∇²f(x)⁻¹ ∇f(x). Where the Hessian is not positive definite its eigenvalues are taken by
 * magnitude, so that the step descends.
 *
 * Asks: gradients and the Hessian (orders 1 and 2). Converges at order 2 near a minimiser with positive definite
 * Hessian, in one step on convex quadratics; from afar it may diverge.
 *
 * @param x0 starting point, length n; it is not changed
 * @returns the last point reported, once a stop rule has fired
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), sections 3.3 and 3.4
 */
export function* newton(x0: Vector, { step = 1 }: NewtonOptions = {}) {
  checkFinite('x0', x0);
  checkPositive('step', step);
  const n = x0.length;
  const x = x0.slice();
  const gradient = new Float64Array(n);
  const hessian = new Float64Array(n * n);
  for (;;) {
    const { value } = yield* gradientAt(x, gradient);
    if (yield* progress({ x, value, gradient })) return x;
    yield* hessianAt(x, hessian);
    addScaled(x, step, newtonDirection(hessian, gradient));
  }
}
