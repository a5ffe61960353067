import { checkFinite, checkPositive } from '../../array/checks.js';
import { addScaled, normInfinity, pointOnLine } from '../../array/vector.js';
import { type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  type Tolerance,
  unboundedLevel,
} from '../minimizer.js';
import { project } from '../pieces/box.js';
import { byValue, type Candidate, candidateAt, candidatesAt } from '../pieces/candidates.js';

/** Options of {@link nelderMeadSimplex}. */
export interface NelderMeadSimplexOptions {
  /** Edge of the first simplex along coordinate i, relative to max(1, |x0ᵢ|). Default 0.1. */
  readonly size?: number;
  /** Let the coefficients depend on n, which helps above about five dimensions. Default: where n > 2. */
  readonly adaptive?: boolean;
}

/** Edges of the simplices that look whether a collapsed one had stalled, relative to max(1, |xᵢ|). */
const restartSize = 2 ** -8;

/**
 * The simplex method of Nelder and Mead, within bounds, and begun anew from its best point whenever the simplex has
 * collapsed: it ends only where a fresh simplex finds no decrease either, so that a simplex that has become flat, as in
 * McKinnon's example, is no end.
 *
 * Asks: values (order 0), one point at a time; a new simplex and a shrink step in one question. Compares values only,
 * but for its end. A trial point outside of the bounds is moved to the nearest within.
 *
 * @source Lagarias, Reeds, Wright, Wright: Convergence properties of the Nelder-Mead simplex method (1998)
 * @source Gao, Han: Implementing the Nelder-Mead simplex algorithm with adaptive parameters (2012)
 * @source Kelley: Detection and remediation of stagnation in the Nelder-Mead algorithm (1999)
 */
export function nelderMeadSimplex(options: NelderMeadSimplexOptions = {}): Minimizer<Values> {
  checkPositive('size', options.size ?? 0.1);
  return { name: 'nelderMead', asks: ['values'], bounds: true, start: (problem) => restarted(problem, options) };
}

interface Search {
  readonly coefficients: Coefficients;
  readonly bounds: Bounds | undefined;
  readonly tolerance: Tolerance;
  /** Below it a value is taken for −∞. */
  readonly unbounded: number;
}

interface Coefficients {
  readonly expansion: number;
  readonly contraction: number;
  readonly shrinkage: number;
}

function* restarted(
  { x0, bounds, tolerance }: MinimizationProblem,
  { size = 0.1, adaptive = x0.length > 2 }: NelderMeadSimplexOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  let edge = size;
  let best = yield* candidateAt(x0.slice());
  const search: Search = {
    // With one variable the adaptive coefficients would shrink the simplex to a point.
    coefficients:
      adaptive && n > 1
        ? { expansion: 1 + 2 / n, contraction: 0.75 - 1 / (2 * n), shrinkage: 1 - 1 / n }
        : { expansion: 2, contraction: 0.5, shrinkage: 0.5 },
    bounds,
    tolerance,
    unbounded: unboundedLevel(best.value),
  };
  for (let round = 0; ; round++) {
    const corners = Array.from(x0, (_, i) => corner(best.x, i, edge, bounds));
    const simplex = [best, ...(yield* candidatesAt(corners))].sort(byValue);
    const end = yield* collapse(simplex, search);
    if (end !== 'collapsed') return { reason: end };
    const found = simplex[0]!;
    const decrease = best.value - found.value;
    best = found;
    const negligible = !(decrease > tolerance.value * Math.max(1, Math.abs(found.value)));
    if (round > 0 && negligible) {
      const small = diameter(simplex) <= tolerance.step * Math.max(1, normInfinity(best.x));
      return { reason: small ? 'step-small' : 'no-decrease-left' };
    }
    // The other side each time, so that what was tried is not tried again.
    edge = (round % 2 === 0 ? -1 : 1) * restartSize;
  }
}

/** The point with component i moved by the edge, to the other side where the bounds leave more room there. */
function corner(x: Vector, i: number, edge: number, bounds: Bounds | undefined): Vector {
  const point = x.slice();
  const step = edge * Math.max(1, Math.abs(x[i]!));
  point[i] = x[i]! + step;
  if (bounds === undefined) return point;
  const [lower, upper] = [bounds.lower[i]!, bounds.upper[i]!];
  if (point[i]! > upper || point[i]! < lower) point[i] = x[i]! - step;
  if (point[i]! > upper || point[i]! < lower) point[i] = upper - x[i]! > x[i]! - lower ? upper : lower;
  return point;
}

/** Moves a sorted simplex until it is as small as the tolerance, has one value, or finds no better best vertex. */
function* collapse(
  simplex: Candidate[],
  { coefficients, bounds, tolerance, unbounded }: Search,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd['reason'] | 'collapsed'> {
  const n = simplex.length - 1;
  const { expansion, contraction, shrinkage } = coefficients;
  const centroid = new Float64Array(n);
  const patience = 100 + 20 * n;
  let idle = 0;
  const along = (vertex: Vector, t: number): Vector => {
    const point = new Float64Array(n);
    pointOnLine(point, centroid, vertex, t);
    if (bounds !== undefined) project(point, bounds);
    return point;
  };
  const replaceWorst = (vertex: Candidate): void => {
    simplex.pop();
    let place = n;
    while (place > 0 && vertex.value < simplex[place - 1]!.value) place--;
    idle = place === 0 ? 0 : idle + 1;
    simplex.splice(place, 0, vertex);
  };
  for (;;) {
    const best = simplex[0]!;
    const worst = simplex[n]!;
    if (yield* progress({ x: best.x, value: best.value })) return undefined;
    if (best.value <= unbounded) return 'unbounded';
    const spread = worst.value - best.value;
    if (
      idle > patience ||
      !(spread > tolerance.value * Math.max(1, Math.abs(best.value))) ||
      diameter(simplex) <= tolerance.step * Math.max(1, normInfinity(best.x))
    )
      return 'collapsed';
    centroid.fill(0);
    for (let j = 0; j < n; j++) addScaled(centroid, 1 / n, simplex[j]!.x);
    const reflected = yield* candidateAt(along(worst.x, -1));
    if (reflected.value < best.value) {
      const expanded = yield* candidateAt(along(worst.x, -expansion));
      replaceWorst(expanded.value < reflected.value ? expanded : reflected);
      continue;
    }
    // With n = 1 the best vertex is the second worst too, and a reflected point as good as it is not better.
    if (reflected.value < simplex[n - 1]!.value) {
      replaceWorst(reflected);
      continue;
    }
    const outside = reflected.value < worst.value;
    const contracted = yield* candidateAt(along(worst.x, outside ? -contraction : contraction));
    if (outside ? contracted.value <= reflected.value : contracted.value < worst.value) {
      replaceWorst(contracted);
      continue;
    }
    const shrunk = simplex.slice(1).map(({ x }) => {
      const point = new Float64Array(n);
      pointOnLine(point, best.x, x, shrinkage);
      // Where x is within the bounds so is the point between, but for rounding.
      if (bounds !== undefined) project(point, bounds);
      return point;
    });
    simplex.splice(1, n, ...(yield* candidatesAt(shrunk)));
    simplex.sort(byValue);
    idle = simplex[0] === best ? idle + 1 : 0;
  }
}

/** The largest distance of a vertex from the best, by the largest component. */
function diameter(simplex: readonly Candidate[]): number {
  const best = simplex[0]!.x;
  let largest = 0;
  for (const { x } of simplex)
    for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]! - best[i]!));
  return largest;
}
