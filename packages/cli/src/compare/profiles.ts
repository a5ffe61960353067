import type { Run } from './race.js';

/** The runs of all methods from one start. */
export interface Instance {
  /** One run for each method, in their order. */
  readonly runs: readonly Run[];
}

/** A curve of steps: the share of the instances that is solved from `x` on. */
export interface Profile {
  readonly x: readonly number[];
  readonly share: readonly number[];
}

/**
 * Evaluations that a run needed to reduce f to f ≤ fL + τ (f(x0) − fL); Infinity where it did not.
 *
 * @param least fL, the least value that any run found
 * @param accuracy τ in (0, 1)
 * @source Moré, Wild: Benchmarking derivative-free optimization algorithms (2009), (2.2)
 */
export function evaluationsTo(run: Run, first: number, least: number, accuracy: number): number {
  // Written so that rounding of a tiny τ never asks for less than fL itself.
  const level = Math.max(least, least + accuracy * (first - least));
  return run.improvements.find(({ value }) => value <= level)?.evaluations ?? Infinity;
}

/**
 * Performance profile of each method: the share of instances that it solved in at most x times the evaluations of the
 * quickest.
 *
 * @param costs of each instance, one for each method; Infinity where it was not solved
 * @source Dolan, Moré: Benchmarking optimization software with performance profiles (2002)
 */
export function performanceProfiles(costs: readonly (readonly number[])[]): readonly Profile[] {
  const ratios = costs.map((row) => {
    const quickest = Math.min(...row);
    return row.map((cost) => (cost < Infinity ? cost / quickest : Infinity));
  });
  return profilesOf(ratios);
}

/**
 * Data profile of each method: the share of instances that it solved in at most x · (n + 1) evaluations, the price of
 * x gradients by forward differences.
 *
 * @source Moré, Wild (2009), (2.4)
 */
export function dataProfiles(costs: readonly (readonly number[])[], variables: number): readonly Profile[] {
  return profilesOf(costs.map((row) => row.map((cost) => cost / (variables + 1))));
}

function profilesOf(places: readonly (readonly number[])[]): readonly Profile[] {
  const methods = places[0]?.length ?? 0;
  return Array.from({ length: methods }, (_, m) => {
    const x = places
      .map((row) => row[m]!)
      .filter((place) => place < Infinity)
      .sort((a, b) => a - b);
    return { x, share: x.map((_, i) => (i + 1) / places.length) };
  });
}

/** The middle of numbers in order; the mean of the two middle ones, Infinity where one of these is. NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
