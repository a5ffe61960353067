import { checkNotNegative, checkPositive } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import type { Schedule } from './schedules.js';

/** Options of {@link refinedSchedule}. */
export interface RefinedScheduleOptions {
  /** The largest step size, positive. */
  readonly peak: number;
  /** Part of the run, in [0, 1], over which norms are smoothed by their median. Default 0.1. */
  readonly smoothing?: number;
  /** p > 0 of the weights G^−p: 2 for Euclidean norms under SGD, 1 for sums of absolute values under Adam. Default 2. */
  readonly power?: number;
}

/**
 * The step sizes that suit a run whose gradients had the norms G₁, …, G_T: ηₜ ∝ wₜ Σ_{s>t} wₛ with wₜ = Gₜ^−2. Warm-up and
 * annealing come out of the record; equal norms give linear decay. Smoothed over windows that end where the run does.
 *
 * After T steps, and from then on, the step size is 0; so it is at the last step of the record, whose gradient is only
 * looked at.
 *
 * @param norms of the gradients of a run, each positive and finite, at least two
 * @throws ZerothError `option-out-of-range`
 * @source Defazio, Cutkosky, Mehta, Mishchenko: When, why and how much? Adaptive learning rate scheduling by refinement
 * (2023), algorithm 1
 */
export function refinedSchedule(
  norms: ArrayLike<number>,
  { peak, smoothing = 0.1, power = 2 }: RefinedScheduleOptions,
): Schedule {
  checkPositive('peak', peak);
  checkPositive('power', power);
  checkNotNegative('smoothing', smoothing);
  if (smoothing > 1)
    throw new ZerothError('option-out-of-range', `smoothing must be at most 1, not ${smoothing}.`, smoothing);
  if (norms.length < 2)
    throw new ZerothError('option-out-of-range', `norms must be of two steps at least, not ${norms.length}.`, norms);
  const length = norms.length;
  const half = Math.floor((smoothing * length) / 2);
  const record = Float64Array.from(norms);
  const bad = record.find((norm) => !(norm > 0 && norm < Infinity));
  if (bad !== undefined)
    throw new ZerothError('option-out-of-range', `norms must be positive and finite, not ${bad}.`, bad);
  const smooth = record.map((_, t) => medianOf(record.slice(Math.max(0, t - half), t + half + 1)));
  // In units of the least norm, so that no power overflows.
  const least = smooth.reduce((a, b) => Math.min(a, b));
  const weights = smooth.map((norm) => (norm / least) ** -power);
  const steps = new Float64Array(length);
  let after = 0;
  for (let t = length - 1; t >= 0; t--) {
    steps[t] = weights[t]! * after;
    after += weights[t]!;
  }
  const largest = steps.reduce((a, b) => Math.max(a, b));
  return (k) => (k < length ? (peak * steps[k]!) / largest : 0);
}

/** Sorts the values. */
function medianOf(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}
