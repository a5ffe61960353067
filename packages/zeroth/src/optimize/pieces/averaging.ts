import { checkDecay, checkInteger } from '../../array/checks.js';
import type { Vector } from '../../query/index.js';

/** A running average of iterates. */
export interface Averaging {
  /** Takes one iterate in. */
  add(x: Vector): void;
  /** The average, lent until the next `add`; undefined before the first. */
  readonly average: Vector | undefined;
}

/**
 * The mean of all iterates.
 *
 * @source Polyak and Juditsky: Acceleration of stochastic approximation by averaging (1992)
 */
export function meanAverage(): Averaging {
  let count = 0;
  return weighted(() => 1 / ++count);
}

/** a ← decay a + (1 − decay) x, divided by 1 − decay^k, so that the start does not bias it. Decay in [0, 1). */
export function exponentialAverage(decay: number): Averaging {
  checkDecay('decay', decay);
  let left = 1;
  return weighted(() => {
    left *= decay;
    // The weight of x in the unbiased average, which changes as the bias fades.
    return (1 - decay) / (1 - left);
  });
}

/**
 * The mean of the last half of the iterates, to a factor of two: the last power of two of them and those since.
 *
 * @source Rakhlin, Shamir and Sridharan: Making gradient descent optimal for strongly convex stochastic optimization (2012)
 */
export function suffixAverage(): Averaging {
  let count = 0;
  let start = 1;
  return weighted(() => {
    count++;
    if (count === 2 * start) start = count;
    return 1 / (count - start + 1);
  });
}

/** The mean of the last `length` iterates, an integer from 1, which are kept. */
export function windowAverage(length: number): Averaging {
  checkInteger('length', length, 1);
  const kept: Vector[] = [];
  return {
    add(x) {
      kept.push(x.slice());
      if (kept.length > length) kept.shift();
    },
    get average() {
      return kept[0]?.map((_, i) => kept.reduce((sum, x) => sum + x[i]!, 0) / kept.length);
    },
  };
}

function weighted(weightOfNewest: () => number): Averaging {
  let average: Vector | undefined;
  return {
    add(x) {
      const weight = weightOfNewest();
      if (average === undefined || weight === 1) average = x.slice();
      else for (let i = 0; i < x.length; i++) average[i] = average[i]! + weight * (x[i]! - average[i]!);
    },
    get average() {
      return average;
    },
  };
}
