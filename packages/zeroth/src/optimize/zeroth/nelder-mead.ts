import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { addScaled, pointOnLine } from '../../array/vector.js';
import { progress, valueAt, valuesAt } from '../../query/index.js';
import type { Vector } from '../../query/types.js';

/** Options of {@link nelderMead}. */
export interface NelderMeadOptions {
  /** Size of the first simplex: vertex i is x0 with size · max(1, |x0ᵢ|) added to coordinate i. Default 0.1. */
  readonly size?: number;
  /** Let the coefficients depend on n, which helps above about five dimensions. Default false. */
  readonly adaptive?: boolean;
}

interface Vertex {
  readonly x: Vector;
  readonly value: number;
}

/**
 * The simplex method of Nelder and Mead: the worst of n + 1 vertices is reflected at the centroid of the others; the
 * reflected point is expanded, contracted, or, where nothing helps, the simplex shrinks to its best vertex.
 *
 * Asks: values (order 0), one point at a time; n + 1 at the start and n in a shrink step in one question. Reports the
 * best vertex before each iteration, so that values never rise. It has no rate: there are smooth strictly convex
 * functions of two variables on which it converges to a point that is not stationary (McKinnon 1998).
 *
 * @param x0 starting point, length n ≥ 1; it is not changed
 * @returns the best vertex, once a stop rule has fired
 * @source Lagarias, Reeds, Wright, Wright: Convergence properties of the Nelder-Mead simplex method (1998)
 * @source Gao, Han: Implementing the Nelder-Mead simplex algorithm with adaptive parameters (2012)
 */
export function* nelderMead(x0: Vector, { size = 0.1, adaptive = false }: NelderMeadOptions = {}) {
  checkInteger('length of x0', x0.length, 1);
  checkFinite('x0', x0);
  checkPositive('size', size);
  const n = x0.length;
  const expansion = adaptive ? 1 + 2 / n : 2;
  const contraction = adaptive ? 0.75 - 1 / (2 * n) : 0.5;
  const shrinkage = adaptive ? 1 - 1 / n : 0.5;
  const points = [x0.slice()];
  for (let i = 0; i < n; i++) {
    const point = x0.slice();
    point[i]! += size * Math.max(1, Math.abs(x0[i]!));
    points.push(point);
  }
  const values = yield* valuesAt(points);
  // Sorted by value. A new vertex goes behind those of equal value, as Lagarias et al. break ties.
  const simplex = points.map((x, i): Vertex => ({ x, value: values[i]! })).sort(byValue);
  const centroid = new Float64Array(n);

  /** The point on the line from the centroid to a vertex, at t times its distance. */
  const along = (vertex: Vector, t: number): Vector => {
    const point = new Float64Array(n);
    pointOnLine(point, centroid, vertex, t);
    return point;
  };
  const replaceWorst = (vertex: Vertex) => {
    simplex.pop();
    let place = simplex.length;
    while (place > 0 && vertex.value < simplex[place - 1]!.value) place--;
    simplex.splice(place, 0, vertex);
  };

  for (;;) {
    const best = simplex[0]!;
    const worst = simplex[n]!;
    if (yield* progress({ x: best.x, value: best.value })) return best.x;
    centroid.fill(0);
    for (let j = 0; j < n; j++) addScaled(centroid, 1 / n, simplex[j]!.x);

    const reflected = yield* evaluated(along(worst.x, -1));
    if (reflected.value < best.value) {
      const expanded = yield* evaluated(along(worst.x, -expansion));
      replaceWorst(expanded.value < reflected.value ? expanded : reflected);
      continue;
    }
    // With n = 1 the best vertex is the second worst too, and a reflected point as good as it is not better.
    if (reflected.value < simplex[n - 1]!.value) {
      replaceWorst(reflected);
      continue;
    }
    const outside = reflected.value < worst.value;
    const contracted = yield* evaluated(along(worst.x, outside ? -contraction : contraction));
    if (outside ? contracted.value <= reflected.value : contracted.value < worst.value) {
      replaceWorst(contracted);
      continue;
    }
    const shrunk = simplex.slice(1).map((vertex) => {
      const point = new Float64Array(n);
      pointOnLine(point, best.x, vertex.x, shrinkage);
      return point;
    });
    const shrunkValues = yield* valuesAt(shrunk);
    for (let j = 0; j < n; j++) simplex[j + 1] = { x: shrunk[j]!, value: shrunkValues[j]! };
    simplex.sort(byValue);
  }
}

function* evaluated(x: Vector) {
  return { x, value: yield* valueAt(x) };
}

function byValue(a: Vertex, b: Vertex): number {
  // Not a difference: ∞ − ∞ is NaN.
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}
