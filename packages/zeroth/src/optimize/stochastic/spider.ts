import { checkInteger, checkPositive } from '../../array/checks.js';
import { norm2 } from '../../array/vector.js';
import type { Gradients } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { pathIntegrated } from './path-integrated.js';
import { type VarianceReducedOptions, varianceReduced } from './variance-reduced.js';

/** Options of {@link spider}. */
export interface SpiderOptions extends VarianceReducedOptions {
  /** Step size η > 0; 1/(2 L) for the theorem. */
  readonly step: number;
  /** Longest move of x in a step, ε/L in the paper's form. Default Infinity: the step size alone. */
  readonly longest?: number;
  /** q, steps from one whole gradient to the next. Default √N, rounded up. */
  readonly period?: number;
}

/**
 * SPIDER: follows the gradient along the path, v ← v + ∇f_S(x) − ∇f_S(x before), from a whole gradient every q steps:
 * O(N + √N/ε²) gradients of terms to a point with ‖∇f‖ ≤ ε, which no method betters for smooth nonconvex sums.
 *
 * Asks: gradients (order 1), of the whole every q steps and else of a sample at two points.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Fang, Li, Lin, Zhang: SPIDER, near-optimal non-convex optimization via stochastic path-integrated differential estimator (2018)
 */
export function spider({ step, longest = Infinity, ...options }: SpiderOptions): Minimizer<Gradients> {
  checkPositive('step', step);
  if (longest !== Infinity) checkPositive('longest', longest);
  const period = options.period ?? Math.ceil(Math.sqrt(options.terms));
  checkInteger('period', period, 1);
  return varianceReduced('spider', options, (x0) => {
    const estimate = pathIntegrated(x0.length, period, () => undefined);
    return function* move(x, sample) {
      const v = yield* estimate(x, sample);
      const length = norm2(v);
      const amount = length > 0 ? Math.min(step, longest / length) : 0;
      for (let i = 0; i < v.length; i++) x[i]! -= amount * v[i]!;
    };
  });
}
