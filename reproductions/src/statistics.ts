/** The middle value, or the mean of the two middle ones. @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** The variance of the relative change, log(Lₖ₊₁ / Lₖ), from one entry to the next. @param series positive, at least two */
export function changeVariance(series: readonly number[]): number {
  const changes = series.slice(1).map((value, k) => Math.log(value / series[k]!));
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  return changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / changes.length;
}

/** How many steps precede the first entry at or below the target: all of them where there is none. */
export function stepsTo(target: number, series: readonly number[]): number {
  const first = series.findIndex((value) => value <= target);
  return first < 0 ? series.length : first;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** In how many pairs the first is below the second, or no more than it. */
export function countBelow(ours: readonly number[], theirs: readonly number[], orEqual = false): number {
  return ours.filter((value, i) => value < theirs[i]! || (orEqual && value === theirs[i])).length;
}

/** The difference of two accuracies on the same examples, and its standard error. */
export interface PairedDifference {
  /** the first accuracy less the second */
  readonly difference: number;
  readonly standardError: number;
}

/**
 * Compares two classifiers on the same n examples. Only the examples count on which one alone is right: b of them for
 * the first and c for the second give (b − c) / n, with variance (b + c − (b − c)² / n) / n².
 *
 * @param ours, theirs whether each is right, example by example
 * @source McNemar: Note on the sampling error of the difference between correlated proportions (1947)
 */
export function pairedDifference(ours: readonly boolean[], theirs: readonly boolean[]): PairedDifference {
  const n = ours.length;
  let first = 0;
  let second = 0;
  for (const [i, right] of ours.entries()) {
    if (right && theirs[i] === false) first++;
    if (!right && theirs[i] === true) second++;
  }
  const net = first - second;
  return { difference: net / n, standardError: Math.sqrt(first + second - net ** 2 / n) / n };
}

/** The slope of the line of least squares through points. @param points two different x at least */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const xMean = sum(points.map(([x]) => x)) / points.length;
  const yMean = sum(points.map(([, y]) => y)) / points.length;
  const above = sum(points.map(([x, y]) => (x - xMean) * (y - yMean)));
  return above / sum(points.map(([x]) => (x - xMean) ** 2));
}
