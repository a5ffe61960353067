import { erfcinv, erfcx, expMinusSquare, logNormalCdf, logNormalDensity, normalCdf } from '../special/erf.js';
import { checkFinite, checkPositive } from './checks.js';
import { continuousLaw, shifted } from './laws.js';
import type { ContinuousDistribution } from './types.js';

/**
 * The normal law.
 *
 * @param mean default 0
 * @param deviation standard deviation, positive, default 1
 * @throws ZerothError `distribution-parameter`
 */
export function normal(mean = 0, deviation = 1): ContinuousDistribution {
  checkFinite('mean', mean);
  checkPositive('standard deviation', deviation);
  const standard = continuousLaw({
    logDensity: logNormalDensity,
    density: (x) => expMinusSquare(x * Math.SQRT1_2) / Math.sqrt(2 * Math.PI),
    tails: (x) => ({ lower: normalCdf(x), upper: normalCdf(-x) }),
    logCdf: logNormalCdf,
    logSurvival: (x) => logNormalCdf(-x),
    inverse: (lower, upper) => (lower < upper ? -quantileOfTail(lower) : quantileOfTail(upper)),
    sample: (random) => random.normal(),
    mean: 0,
    variance: 1,
  });
  return shifted(standard, mean, deviation);
}

/** The x ≥ 0 that is exceeded with this probability, at most 1/2. */
function quantileOfTail(tail: number): number {
  const x = Math.SQRT2 * erfcinv(2 * tail);
  // The factor √2 rounds x by more than the tail is known to.
  if (!(x > 1 && x < 38)) return x;
  const excess = (normalCdf(-x) - tail) / tail;
  return x + (excess * erfcx(x * Math.SQRT1_2) * Math.sqrt(Math.PI)) / Math.SQRT2;
}
