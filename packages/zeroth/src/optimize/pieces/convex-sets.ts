import { checkInteger, checkPositive } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import type { Vector } from '../../query/index.js';
import type { Bounds } from '../minimizer.js';
import { project } from './box.js';
import { mapSingularValues } from './small-svd.js';

/** A closed convex set of ℝⁿ. */
export interface ConvexSet {
  readonly name: string;
  /** x ← the nearest point of the set. */
  project(x: Vector): void;
  /** A point of the set, fresh, that makes g·v least: an extreme one. */
  linearMinimizer(gradient: Vector): Vector;
}

/** lower ≤ x ≤ upper by component; linear functions have minima where all bounds are finite. */
export function boxSet(bounds: Bounds): ConvexSet {
  return {
    name: 'box',
    project: (x) => project(x, bounds),
    linearMinimizer(gradient) {
      const v = gradient.map((g, i) =>
        g > 0 ? bounds.lower[i]! : g < 0 ? bounds.upper[i]! : nearestToZero(bounds, i),
      );
      if (!v.every(Number.isFinite))
        throw new ZerothError(
          'unbounded-set',
          'A linear function has no minimum over this box: give finite bounds.',
          v,
        );
      return v;
    },
  };
}

function nearestToZero({ lower, upper }: Bounds, i: number): number {
  return Math.min(upper[i]!, Math.max(lower[i]!, 0));
}

/** x ≥ 0 with Σ xᵢ = total. Projections sort, O(n log n). Total default 1. */
export function simplex(total = 1): ConvexSet {
  checkPositive('total', total);
  return {
    name: 'simplex',
    project: (x) => toSimplex(x, total),
    linearMinimizer(gradient) {
      const v = new Float64Array(gradient.length);
      const i = indexOfLeast(gradient, (g) => g);
      if (i >= 0) v[i] = total;
      return v;
    },
  };
}

/** Σ |xᵢ| ≤ radius. */
export function l1Ball(radius: number): ConvexSet {
  checkPositive('radius', radius);
  return {
    name: 'l1Ball',
    project(x) {
      let sum = 0;
      for (const v of x) sum += Math.abs(v);
      if (sum <= radius) return;
      const sizes = x.map(Math.abs);
      toSimplex(sizes, radius);
      for (let i = 0; i < x.length; i++) x[i] = x[i]! < 0 ? -sizes[i]! : sizes[i]!;
    },
    linearMinimizer(gradient) {
      const v = new Float64Array(gradient.length);
      const i = indexOfLeast(gradient, (g) => -Math.abs(g));
      if (i >= 0) v[i] = gradient[i]! > 0 ? -radius : radius;
      return v;
    },
  };
}

/** ‖x‖₂ ≤ radius. */
export function l2Ball(radius: number): ConvexSet {
  checkPositive('radius', radius);
  return {
    name: 'l2Ball',
    project(x) {
      const length = Math.hypot(...x);
      if (length > radius) for (let i = 0; i < x.length; i++) x[i] = (x[i]! / length) * radius;
    },
    linearMinimizer(gradient) {
      const length = Math.hypot(...gradient);
      return gradient.map((g) => (length > 0 ? (-g / length) * radius : 0));
    },
  };
}

/** Matrices of rows x columns, row-major, whose singular values sum to at most the radius. */
export function nuclearBall(rows: number, columns: number, radius: number): ConvexSet {
  checkInteger('rows', rows, 1);
  checkInteger('columns', columns, 1);
  const ball = l1Ball(radius);
  return {
    name: 'nuclearBall',
    project(x) {
      mapSingularValues(x, rows, columns, (s) => {
        ball.project(s);
        return s;
      });
    },
    linearMinimizer(gradient) {
      const v = gradient.slice();
      mapSingularValues(v, rows, columns, (s) => s.map((_, i) => (i === 0 ? -radius : 0)));
      return v;
    },
  };
}

/** How far a point is from a set, ‖x − P(x)‖∞. */
export function distanceToSet(set: ConvexSet, x: Vector): number {
  const nearest = x.slice();
  set.project(nearest);
  return normInfinity(nearest.map((v, i) => v - x[i]!));
}

/**
 * The projection max(x − τ, 0), τ from the largest components.
 *
 * @source Held, Wolfe and Crowder: Validation of subgradient optimization (1974)
 */
function toSimplex(x: Vector, total: number): void {
  const sorted = x.slice().sort();
  let sum = 0;
  let tau = 0;
  for (let k = 1; k <= x.length; k++) {
    const value = sorted[x.length - k]!;
    sum += value;
    const candidate = (sum - total) / k;
    if (value <= candidate) break;
    tau = candidate;
  }
  for (let i = 0; i < x.length; i++) x[i] = Math.max(0, x[i]! - tau);
}

function indexOfLeast(gradient: Vector, key: (g: number) => number): number {
  let best = -1;
  let least = Infinity;
  for (let i = 0; i < gradient.length; i++) {
    const value = key(gradient[i]!);
    if (value < least) [best, least] = [i, value];
  }
  return best;
}
