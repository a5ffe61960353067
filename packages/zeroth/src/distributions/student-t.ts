import { twoSum } from '../special/double-double.js';
import { logBeta } from '../special/gamma.js';
import { betaQuantile, incompleteBeta } from '../special/incomplete-beta.js';
import type { Tails } from '../special/incomplete-gamma.js';
import { checkFinite, checkPositive } from './checks.js';
import { continuousLaw, shifted } from './laws.js';
import type { ContinuousDistribution } from './types.js';

/**
 * Student's t.
 *
 * @param degreesOfFreedom positive
 * @param location default 0
 * @param scale positive, default 1
 * @throws ZerothError `distribution-parameter`
 */
export function studentT(degreesOfFreedom: number, location = 0, scale = 1): ContinuousDistribution {
  const nu = degreesOfFreedom;
  checkPositive('degrees of freedom', nu);
  checkFinite('location', location);
  checkPositive('scale', scale);
  const logFactor = -logBeta(nu / 2, 0.5) - Math.log(nu) / 2;
  /** P(X > t) for t ≥ 0. */
  const tail = (t: number): number => {
    const u = (t / nu) * t;
    if (u === Infinity) return incompleteBeta(nu / 2, 0.5, Math.sqrt(nu) / t ** 2).lower / 2;
    if (u > 1) return incompleteBeta(nu / 2, 0.5, 1 / (1 + u)).lower / 2;
    const y = u / (1 + u);
    return incompleteBeta(0.5, nu / 2, y, twoSum(1, -y)).upper / 2;
  };
  const tails = (t: number): Tails => {
    if (Number.isNaN(t)) return { lower: t, upper: t };
    const small = tail(Math.abs(t));
    return t < 0 ? { lower: small, upper: 1 - small } : { lower: 1 - small, upper: small };
  };
  const quantileOfTail = (small: number): number => {
    const { x, y } = betaQuantile(nu / 2, 0.5, 2 * small, 1 - 2 * small);
    return Math.sqrt(nu / x) * Math.sqrt(y);
  };
  const standard = continuousLaw({
    logDensity: (t) => logFactor - ((nu + 1) / 2) * logOnePlusSquare(t, nu),
    tails,
    inverse: (lower, upper) => (lower < upper ? -quantileOfTail(lower) : quantileOfTail(upper)),
    sample: (random) => random.studentT(nu),
    mean: nu > 1 ? 0 : Number.NaN,
    variance: nu > 2 ? nu / (nu - 2) : nu > 1 ? Infinity : Number.NaN,
  });
  return shifted(standard, location, scale);
}

/** ln(1 + t²/ν), where the square may overflow. */
function logOnePlusSquare(t: number, nu: number): number {
  const size = Math.abs(t);
  return size > 1e150 ? 2 * Math.log(size) - Math.log(nu) : Math.log1p((size / nu) * size);
}
