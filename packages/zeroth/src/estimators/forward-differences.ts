import { checkPositive } from '../array/checks.js';
import type { Gradients, Values } from '../query/kinds.js';
import { valuesAt } from '../query/queries.js';
import type { Vector } from '../query/types.js';
import { circumstancesOf } from './circumstances.js';
import type { Estimator } from './estimator.js';
import { checkEstimate } from './guard.js';
import { bufferFor, moved, stepAt } from './points.js';

/** Options of {@link forwardDifferences}. */
export interface ForwardDifferencesOptions {
  /** Relative step: coordinate i moves by h = step · max(1, |xᵢ|). Default ε^(1/2) ≈ 1.5e-8. */
  readonly step?: number;
}

/**
 * Gradients by forward differences: gᵢ = (f(x + h eᵢ) − f(x)) / h. The value is f(x) itself.
 *
 * Asks: values at n + 1 points for each point, in one question. The error is h/2 times the second derivative, plus the
 * rounding of f over h; the default step balances the two for functions of unit scale.
 *
 * @throws ZerothError `option-out-of-range` unless step > 0
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 8.1
 */
export function forwardDifferences({
  step = Math.sqrt(Number.EPSILON),
}: ForwardDifferencesOptions = {}): Estimator<Gradients, Values> {
  checkPositive('step', step);
  return {
    begin: () => ({
      *gradients(query) {
        const stencil: Vector[] = [];
        for (const x of query.points) {
          stencil.push(x);
          for (let i = 0; i < x.length; i++) stencil.push(moved(x, i, stepAt(x, i, step)));
        }
        const values = yield* valuesAt(stencil, circumstancesOf(query));
        let k = 0;
        return query.points.map((x, p) => {
          const value = values[k++]!;
          const gradient = bufferFor(query.into, p, x.length);
          for (let i = 0; i < x.length; i++, k++) gradient[i] = (values[k]! - value) / (stencil[k]![i]! - x[i]!);
          checkEstimate(query, gradient);
          return { value, gradient };
        });
      },
    }),
  };
}
