import { checkInteger, checkPositive } from '../array/checks.js';
import type { Gradients, Values } from '../query/kinds.js';
import { random } from '../random/index.js';
import { centralStep } from './central-step.js';
import { coordinateEstimates } from './coordinate-estimates.js';
import type { Estimator } from './estimator.js';
import { keptPosition } from './kept-position.js';

/** Options of {@link coordinateDifferences}. */
export interface CoordinateDifferencesOptions {
  /** How many coordinates a gradient is differenced along, from 1; all, where there are fewer. Default 1. */
  readonly coordinates?: number;
  /** Relative step: coordinate i moves by h = step · max(1, |xᵢ|) both ways. Default ε^(1/3) ≈ 6e-6. */
  readonly step?: number;
  /** Seed of the draws. Default 0. */
  readonly seed?: number;
}

/**
 * Gradients by central differences along m coordinates drawn without replacement, times n/m; the other components are
 * 0. The mean over the draws is the gradient of {@link centralDifferences}; the variance of component i is
 * (n/m − 1) gᵢ². The value is f(x) itself.
 *
 * Asks: values at 2m + 1 points for each point, in one question; all of its points share their coordinates.
 *
 * @throws ZerothError `option-out-of-range` unless step > 0 and coordinates is an integer of at least 1
 * @source Nesterov: Efficiency of coordinate descent methods on huge-scale optimization problems (2012)
 */
export function coordinateDifferences({
  coordinates = 1,
  step = centralStep,
  seed = 0,
}: CoordinateDifferencesOptions = {}): Estimator<Gradients, Values> {
  checkInteger('coordinates', coordinates, 1);
  checkPositive('step', step);
  return {
    begin: () => {
      const source = random(seed);
      return {
        kept: keptPosition(source),
        gradients: (query) => {
          const n = query.points[0]?.length ?? 0;
          return coordinateEstimates(query, source.choice(n, Math.min(coordinates, n)), step);
        },
      };
    },
  };
}
