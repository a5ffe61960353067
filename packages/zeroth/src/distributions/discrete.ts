import { ZerothError } from '../errors.js';
import { powerDouble, twoSum } from '../special/double-double.js';
import { lgamma, logBeta } from '../special/gamma.js';
import { betaPrefix, incompleteBeta } from '../special/incomplete-beta.js';
import { gammaPrefix, incompleteGamma } from '../special/incomplete-gamma.js';
import { checkPositive, checkRange } from './checks.js';
import { discreteLaw } from './laws.js';
import type { DiscreteDistribution } from './types.js';

/**
 * Poisson's law of counts, P(X = k) = mean^k e^(−mean) / k!.
 *
 * @param mean positive
 * @throws ZerothError `distribution-parameter`
 */
export function poisson(mean: number): DiscreteDistribution {
  checkPositive('mean', mean);
  const probability = (k: number) => (k === 0 ? Math.exp(-mean) : gammaPrefix(k, mean));
  return discreteLaw({
    probability,
    logProbability: (k) => {
      const value = probability(k);
      return value > 1e-300 ? Math.log(value) : k * Math.log(mean) - mean - lgamma(k + 1);
    },
    tails: (k) => {
      const { lower, upper } = incompleteGamma(k + 1, mean);
      return { lower: upper, upper: lower };
    },
    last: Infinity,
    mean,
    variance: mean,
  });
}

/**
 * The binomial law of the number of successes in independent trials.
 *
 * @param trials an integer from 0 to 2^53
 * @param success probability of a success, from 0 to 1
 * @throws ZerothError `distribution-parameter`
 */
export function binomial(trials: number, success: number): DiscreteDistribution {
  if (!Number.isSafeInteger(trials) || trials < 0)
    throw new ZerothError('distribution-parameter', 'The number of trials must be an integer from 0 to 2^53.', trials);
  checkRange('probability of a success', success, 0, 1);
  const n = trials;
  const failure = twoSum(1, -success);
  const probability = (k: number): number => {
    if (k === 0) return success === 1 ? (n === 0 ? 1 : 0) : powerDouble(failure, n);
    if (k === n) return success === 0 ? 0 : powerDouble([success, 0], n);
    if (success === 0 || success === 1) return 0;
    return (betaPrefix(k, n - k, [success, 0], failure) / k) * (n / (n - k));
  };
  return discreteLaw({
    probability,
    logProbability: (k) => {
      const value = probability(k);
      if (value > 1e-300 || success === 0 || success === 1) return Math.log(value);
      const choose = -Math.log1p(n) - logBeta(k + 1, n - k + 1);
      return choose + k * Math.log(success) + (n - k) * Math.log1p(-success);
    },
    tails: (k) => {
      const { lower, upper } = incompleteBeta(k + 1, n - k, success);
      return { lower: upper, upper: lower };
    },
    last: n,
    mean: n * success,
    variance: n * success * failure[0],
  });
}

/**
 * The law of an index 0, …, n − 1.
 *
 * @param weights of the indices, not negative, with a positive sum; they need not add up to 1
 * @throws ZerothError `distribution-parameter`
 */
export function categorical(weights: ArrayLike<number>): DiscreteDistribution {
  const n = weights.length;
  let total = 0;
  for (let k = 0; k < n; k++) {
    checkRange('weight of each category', weights[k]!, 0, Number.MAX_VALUE);
    total += weights[k]!;
  }
  if (!(total > 0 && total < Infinity))
    throw new ZerothError('distribution-parameter', 'The weights must have a positive finite sum.', total);
  const probabilities = Float64Array.from({ length: n }, (_, k) => weights[k]! / total);
  const below = new Float64Array(n);
  const above = new Float64Array(n);
  // From either end, so that both tails are accurate.
  for (let k = 0, sum = 0; k < n; k++) {
    sum += probabilities[k]!;
    below[k] = sum;
  }
  for (let k = n - 1, sum = 0; k >= 0; k--) {
    above[k] = sum;
    sum += probabilities[k]!;
  }
  let mean = 0;
  for (let k = 0; k < n; k++) mean += k * probabilities[k]!;
  let variance = 0;
  for (let k = 0; k < n; k++) variance += (k - mean) ** 2 * probabilities[k]!;
  let last = n - 1;
  while (probabilities[last] === 0) last--;
  return discreteLaw({
    probability: (k) => probabilities[k]!,
    logProbability: (k) => Math.log(probabilities[k]!),
    tails: (k) => ({ lower: below[k]!, upper: above[k]! }),
    last,
    mean,
    variance,
  });
}
