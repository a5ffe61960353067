import type { Kernel } from '../../gaussian-process/index.js';
import type { Vector } from '../../query/index.js';
import { exp } from '../../random/index.js';
import type { Bounds } from '../minimizer.js';

/**
 * A trust region of Bayesian optimisation about the best point: a box whose sides follow the kernel's lengths, twice as
 * wide after three successes and half as wide after max(4, n) / batch failures in a row.
 *
 * @param kernel its hyperparameters named `length i` are the logarithms of lengths; where a variable has none, 1 stands for it
 * @param wanted whether there is one; else it is all of the cube
 * @source Eriksson, Pearce, Gardner, Turner, Poloczek: Scalable global optimization via local Bayesian optimization (2019)
 */
export function lengthScaledRegion(kernel: Kernel, n: number, batch: number, wanted: boolean) {
  const names = kernel.names(n);
  const places = Array.from({ length: n }, (_, i) => names.indexOf(`length ${i}`));
  let side = 0.8;
  let [successes, failures] = [0, 0];
  const mostFailures = Math.ceil(Math.max(4, n) / batch);
  return {
    /** @param theta the hyperparameters that the model is fitted with */
    around(centre: Vector, theta: Vector, cube: Bounds): Bounds {
      if (!wanted) return cube;
      const lengths = places.map((at) => (at < 0 ? 1 : exp(theta[at]!)));
      let mean = 1;
      for (const length of lengths) mean *= length ** (1 / n);
      const half = lengths.map((length) => (0.5 * side * length) / mean);
      return {
        lower: centre.map((u, i) => Math.max(0, u - half[i]!)),
        upper: centre.map((u, i) => Math.min(1, u + half[i]!)),
      };
    },
    learn(success: boolean): void {
      [successes, failures] = success ? [successes + 1, 0] : [0, failures + 1];
      if (successes >= 3) [side, successes] = [Math.min(1.6, 2 * side), 0];
      if (failures >= mostFailures) [side, failures] = [side / 2, 0];
      // So small a region has been searched: begin with a large one again.
      if (side < 2 ** -7) side = 0.8;
    },
  };
}
