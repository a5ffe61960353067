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

/** The slope of the line of least squares through points. @param points two different x at least */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const xMean = sum(points.map(([x]) => x)) / points.length;
  const yMean = sum(points.map(([, y]) => y)) / points.length;
  const above = sum(points.map(([x, y]) => (x - xMean) * (y - yMean)));
  return above / sum(points.map(([x]) => (x - xMean) ** 2));
}
