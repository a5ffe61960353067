import type { Gradients } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { type AccelerationOptions, accelerated, checkAcceleration, theoremsOf } from './fista.js';

/**
 * Nesterov's accelerated gradient method: x ← y − ∇f(y) / L, y ← x + β (x − x before).
 *
 * Asks: gradients (order 1), two a step. Without restarts f(x_k) − f* ≤ 2 L ‖x0 − x*‖² / (k + 1)² for convex f; with
 * `convexity` μ, f − f* falls by 1 − √(μ / L) a step. Restarts keep that rate where μ is not known.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Nesterov: A method of solving a convex programming problem with convergence rate O(1/k²) (1983)
 * @source O'Donoghue and Candès: Adaptive restart for accelerated gradient schemes (2015)
 */
export function nesterov(options: AccelerationOptions = {}): Minimizer<Gradients> {
  checkAcceleration(options);
  return {
    name: 'nesterov',
    asks: ['gradients'],
    bounds: false,
    ...theoremsOf(options),
    start: (problem) => accelerated(problem, undefined, options),
  };
}
