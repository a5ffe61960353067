import { logistic as logisticOf, softplus } from '../special/elementary.js';
import { gamma } from '../special/gamma.js';
import type { Tails } from '../special/incomplete-gamma.js';
import { checkFinite, checkPositive } from './checks.js';
import { continuousLaw, shifted } from './laws.js';
import type { ContinuousDistribution } from './types.js';

const VARIANCE_OF_LOGISTIC = Math.PI ** 2 / 3;

/** −ln of the upper tail, from whichever of the two is smaller. */
const hazardOf = (lower: number, upper: number) => (lower < upper ? -Math.log1p(-lower) : -Math.log(upper));

/**
 * The exponential law of density rate e^(−rate x) on x ≥ 0.
 *
 * @param rate positive, default 1
 * @throws ZerothError `distribution-parameter`
 */
export function exponential(rate = 1): ContinuousDistribution {
  checkPositive('rate', rate);
  return weibull(1, 1 / rate);
}

/**
 * The Weibull law, P(X > x) = e^(−(x/scale)^shape) on x ≥ 0.
 *
 * @param shape positive
 * @param scale positive, default 1
 * @throws ZerothError `distribution-parameter`
 */
export function weibull(shape: number, scale = 1): ContinuousDistribution {
  checkPositive('shape', shape);
  checkPositive('scale', scale);
  const hazard = (x: number) => (x > 0 ? x ** shape : Number.isNaN(x) ? x : 0);
  const tails = (x: number): Tails => ({ lower: -Math.expm1(-hazard(x)), upper: Math.exp(-hazard(x)) });
  const atZero = shape < 1 ? Infinity : shape === 1 ? 0 : -Infinity;
  const mean = gamma(1 + 1 / shape);
  const standard = continuousLaw({
    logDensity: (x) => {
      if (!(x > 0)) return x === 0 ? atZero : x < 0 ? -Infinity : x;
      return Math.log(shape) + (shape - 1) * Math.log(x) - x ** shape;
    },
    tails,
    logSurvival: (x) => -hazard(x),
    inverse: (lower, upper) => hazardOf(lower, upper) ** (1 / shape),
    sample: (random) => random.exponential() ** (1 / shape),
    mean,
    variance: shape === 1 ? 1 : gamma(1 + 2 / shape) - mean * mean,
  });
  return shifted(standard, 0, scale);
}

/**
 * Laplace's law of density e^(−|x − location|/scale) / (2 scale).
 *
 * @param location default 0
 * @param scale positive, default 1
 * @throws ZerothError `distribution-parameter`
 */
export function laplace(location = 0, scale = 1): ContinuousDistribution {
  checkFinite('location', location);
  checkPositive('scale', scale);
  const logTail = (x: number) => (x > 0 ? -x - Math.LN2 : Math.log1p(-Math.exp(x) / 2));
  const standard = continuousLaw({
    logDensity: (x) => -Math.abs(x) - Math.LN2,
    density: (x) => Math.exp(-Math.abs(x)) / 2,
    tails: (x) => {
      const small = Math.exp(-Math.abs(x)) / 2;
      return x < 0 ? { lower: small, upper: 1 - small } : { lower: 1 - small, upper: small };
    },
    logCdf: (x) => logTail(-x),
    logSurvival: logTail,
    inverse: (lower, upper) => (lower < upper ? Math.log(2 * lower) : -Math.log(2 * upper)),
    sample: (random) => random.exponential() * random.rademacher(),
    mean: 0,
    variance: 2,
  });
  return shifted(standard, location, scale);
}

/**
 * The logistic law, P(X ≤ x) = 1 / (1 + e^(−(x − location)/scale)).
 *
 * @param location default 0
 * @param scale positive, default 1
 * @throws ZerothError `distribution-parameter`
 */
export function logistic(location = 0, scale = 1): ContinuousDistribution {
  checkFinite('location', location);
  checkPositive('scale', scale);
  const inverse = (lower: number, upper: number) => Math.log(lower) - Math.log(upper);
  const standard = continuousLaw({
    logDensity: (x) => -Math.abs(x) - 2 * softplus(-Math.abs(x)),
    density: (x) => logisticOf(x) * logisticOf(-x),
    tails: (x) => ({ lower: logisticOf(x), upper: logisticOf(-x) }),
    logCdf: (x) => -softplus(-x),
    logSurvival: (x) => -softplus(x),
    inverse: (lower, upper) =>
      // p − 1/2 is exact in the middle.
      lower > 0.25 && upper > 0.25
        ? 2 * Math.atanh(lower < upper ? 2 * lower - 1 : 1 - 2 * upper)
        : inverse(lower, upper),
    sample: (random) => {
      const u = random.uniform() + 2 ** -54;
      return inverse(u, 1 - u);
    },
    mean: 0,
    variance: VARIANCE_OF_LOGISTIC,
  });
  return shifted(standard, location, scale);
}
