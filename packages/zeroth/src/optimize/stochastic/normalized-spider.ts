import { checkInteger, checkPositive } from '../../array/checks.js';
import { norm2 } from '../../array/vector.js';
import type { Gradients } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { pathIntegrated } from './path-integrated.js';
import { type VarianceReducedOptions, varianceReduced } from './variance-reduced.js';

/** Options of {@link normalizedSpider}. */
export interface NormalizedSpiderOptions extends VarianceReducedOptions {
  /** γ > 0, the length of every step: of the order of ε for the theorem. */
  readonly step: number;
  /** q, steps from one fresh estimate of the gradient to the next. Default √N, rounded up; 1/ε for the theorem. */
  readonly period?: number;
  /** Terms of a fresh estimate. Default N, the whole; of the order of 1/ε² for the theorem. */
  readonly freshBatch?: number;
}

/**
 * SPIDER with steps of one length: x ← x − γ v / ‖v‖, v a fresh estimate of the gradient every q steps and
 * v + ∇f_S(x) − ∇f_S(x before) between them.
 *
 * Asks: gradients (order 1) of samples, at two points between fresh estimates. For objectives whose smoothness grows with
 * the gradient a mean gradient norm of ε takes O(1/ε³) gradients of terms, the best there is for smooth ones too.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Chen, Zhou, Liang, Lu: Generalized-smooth nonconvex optimization is as efficient as smooth nonconvex optimization (2023), algorithm 2
 */
export function normalizedSpider({
  step,
  period,
  freshBatch,
  ...options
}: NormalizedSpiderOptions): Minimizer<Gradients> {
  checkPositive('step', step);
  const every = period ?? Math.ceil(Math.sqrt(options.terms));
  checkInteger('period', every, 1);
  if (freshBatch !== undefined) checkInteger('freshBatch', freshBatch, 1, options.terms);
  return varianceReduced('normalizedSpider', options, (x0, terms, draws) => {
    const estimate = pathIntegrated(x0.length, every, () =>
      freshBatch === undefined ? undefined : { sample: Array.from(draws.choice(terms, freshBatch)) },
    );
    return function* move(x, sample) {
      const v = yield* estimate(x, sample);
      const length = norm2(v);
      if (length > 0) for (let i = 0; i < v.length; i++) x[i]! -= (step / length) * v[i]!;
    };
  });
}
