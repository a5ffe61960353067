import { checkPositive } from '../array/checks.js';
import type { Gradients, Values } from '../query/kinds.js';
import { valuesAt } from '../query/queries.js';
import type { Vector } from '../query/types.js';
import { circumstancesOf } from './circumstances.js';
import type { Estimator } from './estimator.js';
import { bufferFor, moved } from './points.js';

/** Options of {@link centralDifferences}. */
export interface CentralDifferencesOptions {
  /** Relative step: coordinate i moves by step · max(1, |xᵢ|). Default ε^(1/3) ≈ 6e-6. */
  readonly step?: number;
}

/**
 * Gradients by central differences: gᵢ = (f(x + h eᵢ) − f(x − h eᵢ)) / 2h. The value is f(x) itself.
 *
 * Asks: values at 2n + 1 points for each point, in one question. The error is h²/6 times the third derivative, plus
 * the rounding of f over h; the default step balances the two for functions of unit scale. Exact, but for rounding,
 * on quadratics.
 *
 * @throws ZerothError `option-out-of-range` unless step > 0
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 8.1
 */
export function centralDifferences({
  step = Math.cbrt(Number.EPSILON),
}: CentralDifferencesOptions = {}): Estimator<Gradients, Values> {
  checkPositive('step', step);
  return {
    begin: () => ({
      *gradients(query) {
        const stencil: Vector[] = [];
        for (const x of query.points) {
          stencil.push(x);
          for (let i = 0; i < x.length; i++) {
            const h = step * Math.max(1, Math.abs(x[i]!));
            stencil.push(moved(x, i, h), moved(x, i, -h));
          }
        }
        const values = yield* valuesAt(stencil, circumstancesOf(query));
        let k = 0;
        return query.points.map((x, p) => {
          const value = values[k++]!;
          const gradient = bufferFor(query.into, p, x.length);
          for (let i = 0; i < x.length; i++, k += 2) {
            // The distance between the two points as they were rounded, which is not quite 2h.
            const distance = stencil[k]![i]! - stencil[k + 1]![i]!;
            gradient[i] = (values[k]! - values[k + 1]!) / distance;
          }
          return { value, gradient };
        });
      },
    }),
  };
}
