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

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Milliseconds of processor time that this process has used, its collector's and compiler's threads too. Between two
 * sides that use one thread each it is what the clock would say on a machine that does nothing else.
 */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
