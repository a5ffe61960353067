import type { Random } from '../random/index.js';
import { twoSum } from '../special/double-double.js';
import { logBeta } from '../special/gamma.js';
import { betaPrefix, betaQuantile, incompleteBeta } from '../special/incomplete-beta.js';
import type { Tails } from '../special/incomplete-gamma.js';
import { checkPositive } from './checks.js';
import { continuousLaw } from './laws.js';
import type { ContinuousDistribution } from './types.js';

/**
 * The beta law of density x^(a − 1) (1 − x)^(b − 1) on [0, 1].
 *
 * @param a positive
 * @param b positive
 * @throws ZerothError `distribution-parameter`
 */
export function betaDistribution(a: number, b: number): ContinuousDistribution {
  checkPositive('shape a', a);
  checkPositive('shape b', b);
  const logFactor = -logBeta(a, b);
  const ends = (shape: number, other: number) => (shape < 1 ? Infinity : shape === 1 ? other : 0);
  const density = (x: number): number => {
    if (!(x > 0 && x < 1)) return x === 0 ? ends(a, b) : x === 1 ? ends(b, a) : Number.isNaN(x) ? x : 0;
    const y = twoSum(1, -x);
    return betaPrefix(a, b, [x, 0], y) / (x * y[0]);
  };
  return continuousLaw({
    density,
    logDensity: (x) => {
      const value = density(x);
      if (value > 1e-300 || !(x > 0 && x < 1)) return Math.log(value);
      return (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) + logFactor;
    },
    tails: (x) => (x <= 0 ? { lower: 0, upper: 1 } : x >= 1 ? { lower: 1, upper: 0 } : incompleteBeta(a, b, x)),
    inverse: (lower, upper) => betaQuantile(a, b, lower, upper).x,
    sample: (random) => ratioOfGammas(random, a, b),
    mean: a / (a + b),
    variance: (a / (a + b)) * (b / (a + b)) * (1 / (a + b + 1)),
  });
}

function ratioOfGammas(random: Random, a: number, b: number): number {
  const first = random.gamma(a);
  const second = random.gamma(b);
  const sum = first + second;
  // Of tiny shapes both may underflow: the law is then nearly that of a coin.
  if (sum === 0) return random.uniform() * (a + b) < a ? 1 : 0;
  return first / sum;
}

/**
 * Fisher's F, the law of the ratio of two independent chi-squared variables over their degrees of freedom.
 *
 * @param numerator degrees of freedom, positive
 * @param denominator degrees of freedom, positive
 * @throws ZerothError `distribution-parameter`
 */
export function fisherF(numerator: number, denominator: number): ContinuousDistribution {
  checkPositive('degrees of freedom of the numerator', numerator);
  checkPositive('degrees of freedom of the denominator', denominator);
  const a = numerator / 2;
  const b = denominator / 2;
  const logFactor = -logBeta(a, b);
  const tails = (f: number): Tails => {
    if (!(f > 0)) return f <= 0 ? { lower: 0, upper: 1 } : { lower: f, upper: f };
    if (f === Infinity) return { lower: 1, upper: 0 };
    const u = f * (a / b);
    // The smaller of x and 1 − x is the one that is known, the other its complement.
    if (u < 1) return incompleteBeta(a, b, u / (1 + u));
    const { lower, upper } = incompleteBeta(b, a, 1 / (1 + u));
    return { lower: upper, upper: lower };
  };
  return continuousLaw({
    logDensity: (f) => {
      if (!(f > 0)) return f === 0 ? (a < 1 ? Infinity : a === 1 ? 0 : -Infinity) : f < 0 ? -Infinity : f;
      const u = f * (a / b);
      return a * Math.log(u) - (a + b) * Math.log1p(u) - Math.log(f) + logFactor;
    },
    tails,
    inverse: (lower, upper) => {
      const { x, y } = betaQuantile(a, b, lower, upper);
      return (x / y) * (b / a);
    },
    sample: (random) => random.gamma(a) / a / (random.gamma(b) / b),
    mean: b > 1 ? b / (b - 1) : Infinity,
    variance: b > 2 ? ((b / (b - 1)) ** 2 * (a + b - 1)) / (a * (b - 2)) : b > 1 ? Infinity : Number.NaN,
  });
}
