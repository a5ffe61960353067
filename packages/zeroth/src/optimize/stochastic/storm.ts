import { checkNotNegative, checkPositive } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { type Gradients, gradientsAt } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { type VarianceReducedOptions, varianceReduced } from './variance-reduced.js';

/** Options of {@link storm}. */
export interface StormOptions extends VarianceReducedOptions {
  /** k > 0 of the step size k / (w + Σ ‖g‖²)^(1/3). Default 0.1. */
  readonly scale?: number;
  /** w > 0. Default 1. */
  readonly offset?: number;
  /** c ≥ 0 of the share a = min(1, c η²) of the newest gradient. Default 100. */
  readonly share?: number;
}

/**
 * STORM: momentum that corrects itself, d ← ∇f_S(x) + (1 − a) (d − ∇f_S(x before)), so that no whole gradient is ever
 * needed; the step size and a follow the gradients' norms.
 *
 * Asks: gradients (order 1) of a sample, at two points.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Cutkosky, Orabona: Momentum-based variance reduction in non-convex SGD (2019), algorithm 1
 */
export function storm({ scale = 0.1, offset = 1, share = 100, ...options }: StormOptions): Minimizer<Gradients> {
  checkPositive('scale', scale);
  checkPositive('offset', offset);
  checkNotNegative('share', share);
  return varianceReduced('storm', options, (x0) => {
    const direction = new Float64Array(x0.length);
    const before = x0.slice();
    let squares = 0;
    let newest = 1;
    return function* move(x, sample) {
      const answers = yield* gradientsAt([x, before], { sample });
      const [now, then] = [answers[0]!.gradient, answers[1]!.gradient];
      squares += dot(now, now);
      const eta = scale / Math.cbrt(offset + squares);
      for (let i = 0; i < x.length; i++) {
        direction[i] = now[i]! + (1 - newest) * (direction[i]! - then[i]!);
        before[i] = x[i]!;
        x[i]! -= eta * direction[i]!;
      }
      newest = Math.min(1, share * eta * eta);
    };
  });
}
