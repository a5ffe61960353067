import type { Gradients } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { checkTerm, type ProximalTerm } from '../pieces/proximal-maps.js';
import { proximalTheorems } from '../theorems/accelerated-theorems.js';
import { accelerated, checkAcceleration } from './fista.js';

/** Options of {@link proximalGradient}. */
export interface ProximalGradientOptions {
  /** L, a Lipschitz constant of ∇f, positive. Default: found by backtracking, to a factor of two. */
  readonly smoothness?: number;
}

/**
 * The proximal gradient method for f + h: x ← prox of h / L at x − ∇f(x) / L. The objective falls at each step.
 *
 * Asks: gradients of f (order 1), one a step. F(x_k) − F* ≤ L ‖x0 − x*‖² / (2 k) for convex f, F = f + h.
 *
 * @param term h, its value at the reports included
 * @throws ZerothError `bad-option`, `option-out-of-range`
 * @source Beck and Teboulle: A fast iterative shrinkage-thresholding algorithm for linear inverse problems (2009), theorem 3.1
 */
export function proximalGradient(term: ProximalTerm, options: ProximalGradientOptions = {}): Minimizer<Gradients> {
  checkTerm(term);
  checkAcceleration(options);
  return {
    name: 'proximalGradient',
    asks: ['gradients'],
    bounds: false,
    ...(options.smoothness !== undefined && { theorems: proximalTheorems(options.smoothness) }),
    term: (x) => term.value(x),
    start: (problem) => accelerated(problem, term, options, false),
  };
}
