import { checkInteger, checkPositive } from '../array/checks.js';
import type { Gradients, Values } from '../query/kinds.js';
import type { Vector } from '../query/types.js';
import { random } from '../random/index.js';
import { directionalEstimates } from './directional-estimates.js';
import type { Estimator } from './estimator.js';
import { keptPosition } from './kept-position.js';

/** Options of {@link randomizedSmoothing}. */
export interface RandomizedSmoothingOptions {
  /** Smoothing radius δ > 0: that of the ball, or the standard deviation of each coordinate. */
  readonly radius: number;
  /** `ball`: f is averaged over a ball, directions are on the unit sphere; `gaussian`: both Gaussian. Default `ball`. */
  readonly law?: 'ball' | 'gaussian';
  /** Values a direction: 2, at x + δ d and x − δ d, or 1, at x + δ d, of far larger variance. Default 2. */
  readonly points?: 1 | 2;
  /** Directions a gradient, of which the mean is taken. Default 1. */
  readonly directions?: number;
  /** Seed of the draws. Default 0. */
  readonly seed?: number;
}

/**
 * Unbiased estimates of the gradient of the smoothed objective f_δ(x) = E f(x + δ u), u uniform in the unit ball or
 * standard normal: for the ball n/2δ (f(x + δ d) − f(x − δ d)) d with d on the unit sphere, for the Gaussian
 * 1/2δ (f(x + δ d) − f(x − δ d)) d; one-point forms leave the second value out and double the factor. The value is the
 * mean of those asked, an estimate of f nearby and not f(x).
 *
 * Asks: values at `points · directions` points for each point, in one question; all of its points share directions.
 * For linear f and one direction the second moment is n ‖∇f‖² (ball) or (n + 2) ‖∇f‖² (Gaussian).
 *
 * @throws ZerothError `option-out-of-range` unless radius > 0 and directions is an integer of at least 1
 * @source Flaxman, Kalai, McMahan: Online convex optimization in the bandit setting (2005)
 * @source Nesterov, Spokoiny: Random gradient-free minimization of convex functions (2017)
 */
export function randomizedSmoothing({
  radius,
  law = 'ball',
  points = 2,
  directions = 1,
  seed = 0,
}: RandomizedSmoothingOptions): Estimator<Gradients, Values> {
  checkPositive('radius', radius);
  checkInteger('points', points, 1, 2);
  checkInteger('directions', directions, 1);
  return {
    begin: () => {
      const source = random(seed);
      const draw = (n: number): Vector => {
        const direction = new Float64Array(n);
        return law === 'ball' ? source.fillSphere(direction) : source.fillNormal(direction);
      };
      return {
        kept: keptPosition(source),
        gradients: (query) => {
          const n = query.points[0]?.length ?? 0;
          const drawn = Array.from({ length: directions }, () => draw(n));
          return directionalEstimates(query, drawn, { radius, points, factor: (law === 'ball' ? n : 1) / radius });
        },
      };
    },
  };
}
