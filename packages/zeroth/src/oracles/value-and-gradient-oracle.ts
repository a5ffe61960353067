import type { GradientAnswer, Gradients, Sample } from '../query/kinds.js';
import type { Oracle, Vector } from '../query/types.js';

/**
 * The oracle of order 1 of a function that returns value and gradient.
 *
 * @param f must not change `x`; its gradient is a fresh array of length n, because it belongs to the method. Where
 * that costs too much, see {@link gradientOracle}
 */
export function valueAndGradientOracle(f: (x: Vector, sample?: Sample) => GradientAnswer): Oracle<Gradients> {
  return { gradients: ({ points, sample }) => points.map((x) => f(x, sample)) };
}
