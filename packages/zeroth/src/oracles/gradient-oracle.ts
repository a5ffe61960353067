import type { GradientAnswer, Gradients, Sample } from '../query/kinds.js';
import type { Oracle, Vector } from '../query/types.js';

/**
 * The oracle of order 1 of a function that writes its gradient into a buffer: the method's own where it brings one, so
 * that no array of length n is made.
 *
 * @param f returns the objective at `x` and writes all n entries of `gradient`, which may hold anything before (so
 * assign, do not add); it must not change `x`
 */
export function gradientOracle(f: (x: Vector, gradient: Vector, sample?: Sample) => number): Oracle<Gradients> {
  return {
    gradients({ points, into, sample }) {
      const answers: GradientAnswer[] = [];
      for (let i = 0; i < points.length; i++) {
        const x = points[i]!;
        const gradient = into?.[i] ?? new Float64Array(x.length);
        answers.push({ value: f(x, gradient, sample), gradient });
      }
      return answers;
    },
  };
}
