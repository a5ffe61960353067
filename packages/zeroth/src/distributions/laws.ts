import type { Random } from '../random/index.js';
import type { Tails } from '../special/incomplete-gamma.js';
import type { ContinuousDistribution, DiscreteDistribution, Law } from './types.js';

/** What a continuous law is made from. */
export interface ContinuousParts {
  readonly logDensity: (x: number) => number;
  /** Where it is more accurate than the exponential of the logarithm. */
  readonly density?: (x: number) => number;
  /** Both tails, each relatively accurate where it is small. */
  readonly tails: (x: number) => Tails;
  /** Logarithms of tails that underflow. */
  readonly logCdf?: (x: number) => number;
  readonly logSurvival?: (x: number) => number;
  /** The x with P(X ≤ x) = lower = 1 − upper, by the smaller. */
  readonly inverse: (lower: number, upper: number) => number;
  readonly sample: (random: Random) => number;
  readonly mean: number;
  readonly variance: number;
}

const isProbability = (p: number) => p >= 0 && p <= 1;

function logarithmOf(tails: (x: number) => Tails, which: 'lower' | 'upper'): (x: number) => number {
  const other = which === 'lower' ? 'upper' : 'lower';
  return (x) => {
    const at = tails(x);
    return at[which] < 0.5 ? Math.log(at[which]) : Math.log1p(-at[other]);
  };
}

function lawOf(tails: (x: number) => Tails): Pick<Law, 'cdf' | 'survival' | 'logCdf' | 'logSurvival'> {
  return {
    cdf: (x) => tails(x).lower,
    survival: (x) => tails(x).upper,
    logCdf: logarithmOf(tails, 'lower'),
    logSurvival: logarithmOf(tails, 'upper'),
  };
}

/** A continuous law from its parts. */
export function continuousLaw(parts: ContinuousParts): ContinuousDistribution {
  const { logDensity, tails, inverse, sample, mean, variance } = parts;
  const law = lawOf(tails);
  const density = parts.density ?? ((x: number) => Math.exp(logDensity(x)));
  const infinite = (x: number) => Math.abs(x) === Infinity;
  return {
    density: (x) => (infinite(x) ? 0 : density(x)),
    logDensity: (x) => (infinite(x) ? -Infinity : logDensity(x)),
    ...law,
    logCdf: parts.logCdf ?? law.logCdf,
    logSurvival: parts.logSurvival ?? law.logSurvival,
    quantile: (p) => (isProbability(p) ? inverse(p, 1 - p) : Number.NaN),
    upperQuantile: (q) => (isProbability(q) ? inverse(1 - q, q) : Number.NaN),
    sample,
    mean,
    variance,
  };
}

/** The law of location + scale X. */
export function shifted(law: ContinuousDistribution, location: number, scale: number): ContinuousDistribution {
  if (location === 0 && scale === 1) return law;
  const standard = (x: number) => (x - location) / scale;
  const logScale = Math.log(scale);
  return {
    density: (x) => law.density(standard(x)) / scale,
    logDensity: (x) => law.logDensity(standard(x)) - logScale,
    cdf: (x) => law.cdf(standard(x)),
    survival: (x) => law.survival(standard(x)),
    logCdf: (x) => law.logCdf(standard(x)),
    logSurvival: (x) => law.logSurvival(standard(x)),
    quantile: (p) => location + scale * law.quantile(p),
    upperQuantile: (q) => location + scale * law.upperQuantile(q),
    sample: (random) => location + scale * law.sample(random),
    mean: location + scale * law.mean,
    variance: scale * scale * law.variance,
  };
}

/** What a law on the integers from 0 is made from. */
export interface DiscreteParts {
  readonly logProbability: (k: number) => number;
  readonly probability: (k: number) => number;
  /** Both tails at an integer of the support. */
  readonly tails: (k: number) => Tails;
  /** The largest integer of the support, or Infinity. */
  readonly last: number;
  readonly mean: number;
  readonly variance: number;
}

/** A law on the integers 0, …, last from its parts; variates are quantiles of uniform ones. */
export function discreteLaw(parts: DiscreteParts): DiscreteDistribution {
  const { last, mean, variance } = parts;
  const within = (k: number) => Number.isInteger(k) && k >= 0 && k <= last;
  const tails = (x: number): Tails => {
    if (Number.isNaN(x)) return { lower: x, upper: x };
    if (x < 0) return { lower: 0, upper: 1 };
    return x >= last ? { lower: 1, upper: 0 } : parts.tails(Math.floor(x));
  };
  const search = (p: number, q: number): number => {
    if (q === 0) return last;
    // The smaller of the two decides, as the other is rounded.
    const reached = p < q ? (k: number) => tails(k).lower >= p : (k: number) => tails(k).upper <= q;
    return smallest(reached, Math.floor(mean), Math.max(1, Math.sqrt(variance)), last);
  };
  const quantile = (p: number) => (isProbability(p) ? search(p, 1 - p) : Number.NaN);
  return {
    probability: (k) => (within(k) ? parts.probability(k) : 0),
    logProbability: (k) => (within(k) ? parts.logProbability(k) : -Infinity),
    ...lawOf(tails),
    quantile,
    upperQuantile: (q) => (isProbability(q) ? search(1 - q, q) : Number.NaN),
    sample: (random) => quantile(random.uniform()),
    mean,
    variance,
  };
}

/** The smallest integer of 0, …, last that a monotone condition holds for, looked for around a start. */
function smallest(holds: (k: number) => boolean, start: number, stride: number, last: number): number {
  let low = -1;
  let high = Math.min(start, last);
  let reach = Math.ceil(stride);
  if (holds(high)) {
    // Downwards to a point where it does not hold.
    for (let k = high - reach; k >= 0; k -= reach) {
      if (!holds(k)) {
        low = k;
        break;
      }
      high = k;
      reach *= 2;
    }
  } else {
    low = high;
    for (high = Math.min(low + reach, last); !holds(high); high = Math.min(high + reach, last)) {
      low = high;
      reach *= 2;
    }
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    // Above 2^53 neighbours are further apart than 1.
    if (middle <= low || middle >= high) break;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
