/** One row of the benchmarks, before its ratio is taken. */
export interface Measurement {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerVersion: string;
  /** the largest ratio of ours over the peer's that is asked for */
  readonly limit: number;
  readonly unit: string;
}

/**
 * Median times in milliseconds of several tasks, run in turn, so that a slow moment of the machine meets all of them.
 * The first round is not counted.
 */
export function interleaved(tasks: readonly (() => unknown)[], rounds = 9): readonly number[] {
  const times: number[][] = tasks.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, task] of tasks.entries()) {
      const begun = performance.now();
      task();
      if (round > 0) times[i]!.push(performance.now() - begun);
    }
  }
  return times.map(median);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
