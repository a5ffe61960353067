import { checkInteger, checkPositive } from '../array/checks.js';
import type { Gradients, Values } from '../query/kinds.js';
import { random } from '../random/index.js';
import { directionalEstimates } from './directional-estimates.js';
import type { Estimator } from './estimator.js';
import { keptPosition } from './kept-position.js';

/** Options of {@link spsa}. */
export interface SpsaOptions {
  /** c > 0: every coordinate moves by this much, up or down. */
  readonly step: number;
  /** Directions a gradient, of which the mean is taken. Default 1. */
  readonly directions?: number;
  /** Seed of the draws. Default 0. */
  readonly seed?: number;
}

/**
 * Simultaneous perturbation: (f(x + c Δ) − f(x − c Δ)) / 2c · Δ with independent signs Δᵢ = ±1. The mean over Δ is the
 * gradient, but for O(c²); exactly the gradient on quadratics. The value is the mean of those asked, and not f(x).
 *
 * Asks: values at `2 · directions` points for each point, in one question; all of its points share their directions.
 *
 * @throws ZerothError `option-out-of-range` unless step > 0 and directions is an integer of at least 1
 * @source Spall: Multivariate stochastic approximation using a simultaneous perturbation gradient approximation (1992)
 */
export function spsa({ step, directions = 1, seed = 0 }: SpsaOptions): Estimator<Gradients, Values> {
  checkPositive('step', step);
  checkInteger('directions', directions, 1);
  return {
    begin: () => {
      const source = random(seed);
      return {
        kept: keptPosition(source),
        gradients: (query) => {
          const n = query.points[0]?.length ?? 0;
          const drawn = Array.from({ length: directions }, () => source.fillRademacher(new Float64Array(n)));
          return directionalEstimates(query, drawn, { radius: step, points: 2, factor: 1 / step });
        },
      };
    },
  };
}
