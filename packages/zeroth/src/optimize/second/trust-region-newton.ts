import { checkPositive } from '../../array/checks.js';
import { dot, multiply, norm2 } from '../../array/vector.js';
import { symmetricEigen } from '../../linalg/index.js';
import { type Gradients, type Hessian, hessianAt } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { withinRegions } from '../pieces/region.js';
import { trustRegionStep } from '../pieces/trust-region-step.js';

/** Options of {@link trustRegionNewton}. */
export interface TrustRegionNewtonOptions {
  /** First trust-region radius, positive. Default max(1, ‖x0‖₂). */
  readonly radius?: number;
}

/** Curvature below −this, relative to the largest, is taken for negative. */
export const negativeCurvature = 1e-7;

/**
 * Newton's method with a trust region: each step is the global minimiser of the quadratic model within a ball. Where the
 * Hessian is indefinite it moves along negative curvature, also from points without slope, so that it does not end at
 * saddles and maxima.
 *
 * Asks: gradients and the Hessian (orders 1 and 2), one of each a step. Order 2 near a minimiser with positive definite
 * Hessian; O(n³) work for each Hessian.
 *
 * @throws ZerothError `option-out-of-range` unless radius > 0
 * @source Conn, Gould and Toint: Trust-region methods (2000), chapters 6 and 7
 */
export function trustRegionNewton({ radius }: TrustRegionNewtonOptions = {}): Minimizer<Gradients | Hessian> {
  if (radius !== undefined) checkPositive('radius', radius);
  return {
    name: 'trustRegionNewton',
    asks: ['gradients', 'hessian'],
    bounds: false,
    start: (problem) =>
      withinRegions<Hessian>(problem, radius ?? Math.max(1, norm2(problem.x0)), function* ({ x, gradient }) {
        const n = x.length;
        const hessian = yield* hessianAt(x);
        const eigen = symmetricEigen(hessian, n);
        const image = new Float64Array(n);
        return {
          descendsWithoutSlope: eigen.values[0]! < -negativeCurvature * Math.abs(eigen.values[n - 1]!),
          *step(size) {
            const step = trustRegionStep(eigen, gradient, size);
            multiply(image, hessian, step);
            const length = norm2(step);
            const promised = -dot(gradient, step) - 0.5 * dot(step, image);
            return { step, promised, bounded: length >= (1 - 1e-9) * size, extent: length };
          },
        };
      }),
  };
}
