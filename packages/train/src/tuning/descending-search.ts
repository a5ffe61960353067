import { progress, type Vector, valuesAt } from 'zeroth/query';
import { random } from 'zeroth/random';

/** Options of {@link descendingSearch}. */
export interface DescendingSearchOptions {
  /** The distance hᵢ > 0 that changes the objective much when coordinate i moves by it. */
  readonly widths: ArrayLike<number>;
  /** The most passes over all coordinates. */
  readonly sweeps: number;
  /** The coordinates that are searched. Default all. */
  readonly coordinates?: readonly number[];
  /** Of the order of the coordinates. Default 0. */
  readonly seed?: number;
}

/** Steps tried each way, in widths: a step that decides for a piecewise constant objective may be long or short. */
const fractions = [4, 1, 1 / 4, 1 / 16];

/**
 * Coordinate search that never goes uphill, for objectives that need not have slopes: in random order, each coordinate
 * moves to the best of 8 points at distances from h/16 to 4 h, where that is strictly better than standing still; of
 * equally good ones the nearest wins. Ends when a whole pass moved nothing.
 *
 * Asks: values, nine points at once that differ in one coordinate. Reports once a pass.
 *
 * @param x0 starting point, length n; it is not changed
 * @source Kolda, Lewis, Torczon: Optimization by direct search (2003), coordinate directions with simple decrease
 */
export function* descendingSearch(x0: Vector, options: DescendingSearchOptions) {
  const { widths, sweeps, coordinates = Array.from(x0.keys()), seed = 0 } = options;
  const x = x0.slice();
  const orders = random(seed);
  // Nearest first, so that the first of equally good ones is the nearest.
  const steps = fractions.flatMap((fraction) => [-fraction, fraction]).reverse();
  const points = [x, ...steps.map(() => x.slice())];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0;
    let value = Number.NaN;
    for (const at of orders.permutation(coordinates.length)) {
      const i = coordinates[at]!;
      const here = x[i]!;
      steps.forEach((step, k) => {
        points[k + 1]![i] = here + step * widths[i]!;
      });
      const values = yield* valuesAt(points);
      let best = 0;
      for (let k = 1; k < points.length; k++) if (values[k]! < values[best]!) best = k;
      if (best > 0) moved++;
      value = values[best]!;
      const there = points[best]![i]!;
      for (const point of points) point[i] = there;
    }
    if (yield* progress({ x, value })) break;
    if (moved === 0) break;
  }
  return x;
}
