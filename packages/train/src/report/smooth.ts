/** A point of a plot. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Centred moving average: each y becomes the mean of the `window` values around it, of fewer at the ends. Points whose
 * y is not finite must have been left out.
 *
 * @param window odd and at least 1
 */
export function movingAverage(points: readonly Point[], window: number): Point[] {
  const reach = (window - 1) / 2;
  const sums = new Float64Array(points.length + 1);
  points.forEach(({ y }, i) => {
    sums[i + 1] = sums[i]! + y;
  });
  return points.map(({ x }, i) => {
    // The window shrinks on both sides alike, else the ends would be means of steps to come.
    const half = Math.min(reach, i, points.length - 1 - i);
    return { x, y: (sums[i + half + 1]! - sums[i - half]!) / (2 * half + 1) };
  });
}

/** At most 2 × `buckets` points with the same envelope: the lowest and the highest of each run of neighbours. */
export function thinOut(points: readonly Point[], buckets: number): readonly Point[] {
  if (points.length <= 2 * buckets) return points;
  return Array.from({ length: buckets }, (_, bucket) => {
    const start = Math.floor((bucket * points.length) / buckets);
    const end = Math.floor(((bucket + 1) * points.length) / buckets);
    let low = start;
    let high = start;
    for (let i = start; i < end; i++) {
      if (points[i]!.y < points[low]!.y) low = i;
      if (points[i]!.y > points[high]!.y) high = i;
    }
    return [points[Math.min(low, high)]!, points[Math.max(low, high)]!];
  }).flat();
}
