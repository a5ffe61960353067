import { checkPositive } from '../../array/checks.js';
import { dot, multiply, norm2 } from '../../array/vector.js';
import { symmetricEigen } from '../../linalg/index.js';
import { type Gradients, type Hessian, hessianAt } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { withinRegions } from '../pieces/region.js';
import { cubicStep } from './cubic-step.js';
import { negativeCurvature } from './trust-region-newton.js';

/** Options of {@link cubicNewton}. */
export interface CubicNewtonOptions {
  /** First estimate M of the Hessian's Lipschitz constant, positive; it adapts. Default 1. */
  readonly regularization?: number;
}

/**
 * Newton's method with an adaptive cubic term: each step is the global minimiser of g·d + ½ d·H d + (M/6) ‖d‖³, where M
 * falls while the model tells the truth and grows where it does not. Like `trustRegionNewton` it leaves saddles.
 *
 * Asks: gradients and the Hessian (orders 1 and 2), one of each a step. ‖∇f‖ ≤ ε in O(ε^(−3/2)) steps where the Hessian is
 * Lipschitz, the best that order 2 can do; order 2 near a minimiser with positive definite Hessian.
 *
 * @throws ZerothError `option-out-of-range` unless regularization > 0
 * @source Cartis, Gould and Toint: Adaptive cubic regularisation methods for unconstrained optimization (2011)
 */
export function cubicNewton({ regularization = 1 }: CubicNewtonOptions = {}): Minimizer<Gradients | Hessian> {
  checkPositive('regularization', regularization);
  return {
    name: 'cubicNewton',
    asks: ['gradients', 'hessian'],
    bounds: false,
    start: (problem) =>
      withinRegions<Hessian>(problem, 1 / regularization, function* ({ x, gradient }) {
        const n = x.length;
        const hessian = yield* hessianAt(x);
        const eigen = symmetricEigen(hessian, n);
        const image = new Float64Array(n);
        return {
          descendsWithoutSlope: eigen.values[0]! < -negativeCurvature * Math.abs(eigen.values[n - 1]!),
          *step(size) {
            const step = cubicStep(eigen, gradient, 1 / size);
            multiply(image, hessian, step);
            const cube = norm2(step) ** 3 / (6 * size);
            return {
              step,
              promised: -dot(gradient, step) - 0.5 * dot(step, image) - cube,
              bounded: true,
              extent: size,
            };
          },
        };
      }),
  };
}
