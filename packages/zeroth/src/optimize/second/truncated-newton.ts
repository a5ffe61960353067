import { checkPositive } from '../../array/checks.js';
import { norm2 } from '../../array/vector.js';
import { lift, productsFromGradients } from '../../estimators/index.js';
import { type Gradients, type HessianVectorProducts, hessianVectorProductAt } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { withinRegions } from '../pieces/region.js';
import { steihaug } from '../pieces/steihaug.js';

/** Options of {@link truncatedNewton}. */
export interface TruncatedNewtonOptions {
  /** First trust-region radius, positive. Default max(1, ‖x0‖₂). */
  readonly radius?: number;
  /** Whether f answers Hessian-vector products, or they are central differences of its gradients. Default 'asked'. */
  readonly products?: 'asked' | 'differences';
}

/**
 * Newton's method for many variables: the quadratic model within a trust region is minimised by conjugate gradients,
 * only as exactly as the gradient deserves, so that no matrix is stored or factorised.
 *
 * Asks: gradients and Hessian-vector products (orders 1 and 2), or gradients alone with `products: 'differences'`.
 * Superlinear near a minimiser with positive definite Hessian.
 *
 * @throws ZerothError `option-out-of-range` unless radius > 0
 * @source Steihaug: The conjugate gradient method and trust regions in large scale optimization (1983)
 * @source Dembo, Eisenstat and Steihaug: Inexact Newton methods (1982)
 */
export function truncatedNewton(
  options: TruncatedNewtonOptions & { readonly products: 'differences' },
): Minimizer<Gradients>;
export function truncatedNewton(options?: TruncatedNewtonOptions): Minimizer<Gradients | HessianVectorProducts>;
export function truncatedNewton({
  radius,
  products = 'asked',
}: TruncatedNewtonOptions = {}): Minimizer<Gradients> | Minimizer<Gradients | HessianVectorProducts> {
  if (radius !== undefined) checkPositive('radius', radius);
  const shared = { name: 'truncatedNewton', bounds: false };
  return products === 'asked'
    ? { ...shared, asks: ['gradients', 'hessianVectorProducts'], start: (problem) => newtonSteps(problem, radius) }
    : {
        ...shared,
        asks: ['gradients'],
        start: (problem) => lift(newtonSteps(problem, radius), productsFromGradients()),
      };
}

function newtonSteps(problem: MinimizationProblem, radius: number | undefined) {
  const most = 2 * problem.x0.length + 10;
  return withinRegions<HessianVectorProducts>(
    problem,
    radius ?? Math.max(1, norm2(problem.x0)),
    function* ({ x, gradient }) {
      const length = norm2(gradient);
      // Accuracy √‖g‖, as in inexact Newton methods of order 3/2.
      const accuracy = Math.min(0.1, Math.sqrt(length));
      return {
        descendsWithoutSlope: false,
        *step(size) {
          const found = yield* steihaug((d) => hessianVectorProductAt(x, d), gradient, size, accuracy, most);
          return { step: found.step, promised: -found.model, bounded: found.bounded, extent: norm2(found.step) };
        },
      };
    },
  );
}
