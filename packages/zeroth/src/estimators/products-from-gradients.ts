import { checkPositive } from '../array/checks.js';
import { normInfinity } from '../array/vector.js';
import type { Gradients, HessianVectorProducts } from '../query/kinds.js';
import { gradientsAt } from '../query/queries.js';
import { centralStep } from './central-step.js';
import { circumstancesOf } from './circumstances.js';
import type { Estimator } from './estimator.js';
import { checkEstimate } from './guard.js';
import { along, bufferFor } from './points.js';

/** Options of {@link productsFromGradients}. */
export interface ProductsFromGradientsOptions {
  /** Relative step: no coordinate moves by more than step · max(1, ‖x‖∞), both ways. Default ε^(1/3) ≈ 6e-6. */
  readonly step?: number;
}

/**
 * Hessian-vector products by central differences of gradients: (∇f(x + h v) − ∇f(x − h v)) / 2h with
 * h = step · max(1, ‖x‖∞) / ‖v‖∞. The product with a zero vector is zero.
 *
 * Asks: gradients at two points for each direction, in one question.
 *
 * @throws ZerothError `option-out-of-range` unless step > 0
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 8.1
 */
export function productsFromGradients({
  step = centralStep,
}: ProductsFromGradientsOptions = {}): Estimator<HessianVectorProducts, Gradients> {
  checkPositive('step', step);
  return {
    begin: () => ({
      *hessianVectorProducts(query) {
        const { point, directions } = query;
        const distance = step * Math.max(1, normInfinity(point));
        const steps = directions.map((direction) => {
          const length = normInfinity(direction);
          return length > 0 ? distance / length : 0;
        });
        const points = directions.flatMap((direction, d) => [
          along(point, steps[d]!, direction),
          along(point, -steps[d]!, direction),
        ]);
        const answers = yield* gradientsAt(points, circumstancesOf(query));
        return directions.map((_, d) => {
          const product = bufferFor(query.into, d, point.length);
          const h = steps[d]!;
          if (h === 0) return product;
          const plus = answers[2 * d]!.gradient;
          const minus = answers[2 * d + 1]!.gradient;
          for (let i = 0; i < product.length; i++) product[i] = (plus[i]! - minus[i]!) / (2 * h);
          checkEstimate(query, product);
          return product;
        });
      },
    }),
  };
}
