import type { Random } from '../random/index.js';

/** What all laws on the real line have. */
export interface Law {
  /** P(X ≤ x), relatively accurate in the lower tail. */
  cdf(x: number): number;
  /** P(X > x), relatively accurate in the upper tail. */
  survival(x: number): number;
  /** ln P(X ≤ x). */
  logCdf(x: number): number;
  /** ln P(X > x). */
  logSurvival(x: number): number;
  /** The smallest x with P(X ≤ x) ≥ p; NaN for p outside of [0, 1]. */
  quantile(p: number): number;
  /** The x with P(X > x) = q, accurate for tiny q where quantile(1 − q) is not; of a discrete law the smallest with P(X > x) ≤ q. */
  upperQuantile(q: number): number;
  /** A variate. */
  sample(random: Random): number;
  /** The expectation, NaN where it does not exist. */
  readonly mean: number;
  /** The variance, ∞ or NaN where it is not finite or does not exist. */
  readonly variance: number;
}

/** A law with a density. */
export interface ContinuousDistribution extends Law {
  density(x: number): number;
  logDensity(x: number): number;
}

/** A law on integers. */
export interface DiscreteDistribution extends Law {
  /** P(X = k), 0 where k is no integer of the support. */
  probability(k: number): number;
  logProbability(k: number): number;
}
