import { lgamma } from '../special/gamma.js';
import { gammaPrefix, gammaQuantile, incompleteGamma } from '../special/incomplete-gamma.js';
import { checkPositive } from './checks.js';
import { continuousLaw, shifted } from './laws.js';
import type { ContinuousDistribution } from './types.js';

/**
 * The gamma law of density x^(shape − 1) e^(−x/scale) on x > 0.
 *
 * @param shape positive
 * @param scale positive, default 1
 * @throws ZerothError `distribution-parameter`
 */
export function gammaDistribution(shape: number, scale = 1): ContinuousDistribution {
  checkPositive('shape', shape);
  checkPositive('scale', scale);
  const atZero = shape < 1 ? Infinity : shape === 1 ? 1 : 0;
  const logFactor = -lgamma(shape);
  const density = (x: number) => (x > 0 ? (gammaPrefix(shape, x) * shape) / x : x === 0 ? atZero : Math.max(x, 0));
  const standard = continuousLaw({
    density,
    logDensity: (x) => {
      const value = x < 1e300 ? density(x) : 0;
      // The exponent is more accurate in the density; the logarithm has the wider range.
      if (value > 1e-300 || !(x > 0)) return Math.log(value);
      return x === Infinity ? -x : (shape - 1) * Math.log(x) - x + logFactor;
    },
    tails: (x) => (x <= 0 ? { lower: 0, upper: 1 } : incompleteGamma(shape, x)),
    inverse: (lower, upper) => gammaQuantile(shape, lower, upper),
    sample: (random) => random.gamma(shape),
    mean: shape,
    variance: shape,
  });
  return shifted(standard, 0, scale);
}

/**
 * Chi-squared, the law of a sum of squares of that many standard normal variables.
 *
 * @param degreesOfFreedom positive
 * @throws ZerothError `distribution-parameter`
 */
export function chiSquared(degreesOfFreedom: number): ContinuousDistribution {
  checkPositive('degrees of freedom', degreesOfFreedom);
  return gammaDistribution(degreesOfFreedom / 2, 2);
}
