import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { addScaled } from '../../array/vector.js';
import { type SymmetricEigen, symmetricEigen } from '../../linalg/index.js';
import { gradientAt, hessianAt, progress } from '../../query/index.js';
import type { Vector } from '../../query/types.js';
import { cubicStep } from './cubic-step.js';

/** Options of {@link lazyNewton}. */
export interface LazyNewtonOptions {
  /** M > 0, the weight of the cubic term: for the theory a multiple of m L₂, L₂ the Lipschitz constant of the Hessian. */
  readonly regularization: number;
  /** m, from 1: one Hessian for so many steps. Default n, which suits Hessians that cost n gradients. */
  readonly every?: number;
}

/**
 * Cubically regularised Newton steps that use one Hessian, and one factorisation of it, m times, with fresh gradients:
 * x ← x + argmin_d ∇f(x)·d + ½ d·H d + (M/6) ‖d‖³, H being the Hessian at the last of every m points.
 *
 * Asks: gradients, and a Hessian every m steps (orders 1 and 2). The gradient norm falls to ε in O(√m ε^(−3/2)) steps for
 * any f with a Lipschitz Hessian, with a saving of √m in Hessians; near a nondegenerate minimiser it converges
 * superlinearly from each Hessian to the next, and m = 1 at order 2.
 *
 * @param x0 starting point, length n ≥ 1; it is not changed
 * @returns the last point reported, once a stop rule has fired
 * @source Doikov, Chayti, Jaggi: Second-order optimization with lazy Hessians (2023), algorithm 1
 */
export function* lazyNewton(x0: Vector, { regularization, every = x0.length }: LazyNewtonOptions) {
  checkFinite('x0', x0);
  checkPositive('regularization', regularization);
  checkInteger('every', every, 1);
  const n = x0.length;
  const x = x0.slice();
  const gradient = new Float64Array(n);
  const hessian = new Float64Array(n * n);
  let factors: SymmetricEigen | undefined;
  for (let k = 0; ; k++) {
    const { value } = yield* gradientAt(x, gradient);
    if (yield* progress({ x, value, gradient })) return x;
    if (factors === undefined || k % every === 0) factors = symmetricEigen(yield* hessianAt(x, hessian), n);
    addScaled(x, 1, cubicStep(factors, gradient, regularization));
  }
}
