import { checkPositive } from '../array/checks.js';
import type { Gradients, Hessian } from '../query/kinds.js';
import { gradientsAt } from '../query/queries.js';
import type { Vector } from '../query/types.js';
import { centralStep } from './central-step.js';
import { circumstancesOf } from './circumstances.js';
import type { Estimator } from './estimator.js';
import { checkEstimate } from './guard.js';
import { moved, stepAt } from './points.js';

/** Options of {@link hessianFromGradients}. */
export interface HessianFromGradientsOptions {
  /** Relative step: coordinate i moves by h = step · max(1, |xᵢ|) both ways. Default ε^(1/3) ≈ 6e-6. */
  readonly step?: number;
}

/**
 * Hessians by central differences of gradients, (∇f(x + h eᵢ) − ∇f(x − h eᵢ)) / 2h, made symmetric by the mean with the
 * transpose.
 *
 * Asks: gradients at 2n points, in one question. The error is O(h²) plus the rounding of ∇f over h.
 *
 * @throws ZerothError `option-out-of-range` unless step > 0
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 8.1
 */
export function hessianFromGradients({
  step = centralStep,
}: HessianFromGradientsOptions = {}): Estimator<Hessian, Gradients> {
  checkPositive('step', step);
  return {
    begin: () => ({
      *hessian(query) {
        const x = query.point;
        const n = x.length;
        const stencil: Vector[] = [];
        for (let i = 0; i < n; i++) {
          const h = stepAt(x, i, step);
          stencil.push(moved(x, i, h), moved(x, i, -h));
        }
        const answers = yield* gradientsAt(stencil, circumstancesOf(query));
        const hessian = query.into?.fill(0) ?? new Float64Array(n * n);
        for (let i = 0; i < n; i++) {
          const plus = answers[2 * i]!.gradient;
          const minus = answers[2 * i + 1]!.gradient;
          const distance = stencil[2 * i]![i]! - stencil[2 * i + 1]![i]!;
          for (let j = 0; j < n; j++) {
            const half = (plus[j]! - minus[j]!) / (2 * distance);
            hessian[i * n + j]! += half;
            hessian[j * n + i]! += half;
          }
        }
        checkEstimate(query, hessian);
        return hessian;
      },
    }),
  };
}
