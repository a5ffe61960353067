import { checkPositive } from '../array/checks.js';
import type { Gradients, Values } from '../query/kinds.js';
import { centralStep } from './central-step.js';
import { coordinateEstimates } from './coordinate-estimates.js';
import type { Estimator } from './estimator.js';

/** Options of {@link centralDifferences}. */
export interface CentralDifferencesOptions {
  /** Relative step: coordinate i moves by h = step · max(1, |xᵢ|) both ways. Default ε^(1/3) ≈ 6e-6. */
  readonly step?: number;
}

/**
 * Gradients by central differences: gᵢ = (f(x + h eᵢ) − f(x − h eᵢ)) / 2h. The value is f(x) itself.
 *
 * Asks: values at 2n + 1 points for each point, in one question. The error is h²/6 times the third derivative, plus
 * the rounding of f over h; the default step balances the two for functions of unit scale. Exact on quadratics, but
 * for rounding.
 *
 * @throws ZerothError `option-out-of-range` unless step > 0
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 8.1
 */
export function centralDifferences({
  step = centralStep,
}: CentralDifferencesOptions = {}): Estimator<Gradients, Values> {
  checkPositive('step', step);
  return {
    begin: () => ({
      gradients: (query) => {
        const n = query.points[0]?.length ?? 0;
        return coordinateEstimates(
          query,
          Array.from({ length: n }, (_, i) => i),
          step,
        );
      },
    }),
  };
}
