import { ZerothError } from '../../errors.js';
import type { Vector } from '../../query/index.js';
import { progress, valueAt, valuesAt } from '../../query/index.js';
import { random } from '../../random/index.js';

/** Options of {@link coordinateSearch}. */
export interface CoordinateSearchOptions {
  /** The distance hᵢ > 0 at which coordinate i is probed: the scale on which the objective bends. Length n. */
  readonly widths: ArrayLike<number>;
  /** Passes over all coordinates. */
  readonly sweeps: number;
  /** The longest step, in widths. Default 3. */
  readonly longest?: number;
  /** Of the order of the coordinates. Default 0. */
  readonly seed?: number;
}

/**
 * Coordinate search: in random order, coordinate i moves to the vertex of the parabola through the values at −hᵢ, 0 and
 * hᵢ, at most 3 hᵢ away; where the values do not bend upwards it goes 3 hᵢ downhill.
 *
 * Asks: values, three points at once that differ in one coordinate and one point a sweep (order 0). On a strictly convex quadratic it is
 * Gauss-Seidel iteration, exact in each coordinate: linear convergence. Reports once a sweep.
 *
 * @param x0 starting point, length n; it is not changed
 * @source Nesterov: Efficiency of coordinate descent methods on huge-scale optimization problems (2012), with the exact
 *   minimiser of an interpolating parabola in place of the gradient step
 */
export function* coordinateSearch(x0: Vector, { widths, sweeps, longest = 3, seed = 0 }: CoordinateSearchOptions) {
  const x = x0.slice();
  if (widths.length !== x.length)
    throw new ZerothError('shape-mismatch', `there must be ${x.length} widths, not ${widths.length}`, widths.length);
  for (let i = 0; i < x.length; i++)
    if (!(widths[i]! > 0 && widths[i]! < Infinity))
      throw new ZerothError('width-invalid', `width ${i} must be positive, not ${widths[i]}`, widths[i]);
  const orders = random(seed);
  const below = x.slice();
  const above = x.slice();
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const i of orders.permutation(x.length)) {
      const h = widths[i]!;
      below[i] = x[i]! - h;
      above[i] = x[i]! + h;
      const values = yield* valuesAt([below, x, above]);
      x[i]! += vertex(values[0]!, values[1]!, values[2]!, h, longest * h);
      below[i] = x[i]!;
      above[i] = x[i]!;
    }
    if (yield* progress({ x, value: yield* valueAt(x) })) break;
  }
  return x;
}

/** The step to the least value of the parabola through values at −h, 0 and h, at most `limit` long. */
function vertex(below: number, here: number, above: number, h: number, limit: number): number {
  const slope = (above - below) / (2 * h);
  const curvature = (above - 2 * here + below) / (h * h);
  if (curvature > 0) return Math.min(limit, Math.max(-limit, -slope / curvature));
  return slope === 0 ? 0 : -Math.sign(slope) * limit;
}
