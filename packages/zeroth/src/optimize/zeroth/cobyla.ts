import { checkFinite, checkPositive } from '../../array/checks.js';
import { dot, norm2, normInfinity } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { solveInPlace } from '../../linalg/dense/solve.js';
import { type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { project } from '../pieces/box.js';
import { candidatesAt } from '../pieces/candidates.js';
import type { HalfSpace } from '../pieces/least-distance.js';
import { linearBallStep } from '../pieces/linear-ball.js';

/** Options of {@link cobyla}. */
export interface CobylaOptions {
  /**
   * c(x), of which every component must be at least 0; always as many. It sees x as the method does: the free variables,
   * divided by their scales.
   */
  readonly constraints?: (x: Vector) => ArrayLike<number>;
  /** Radius of the first trust region. Default 0.1 max(1, ‖x0‖∞), at most half of the narrowest bounds. */
  readonly radius?: number;
  /** Radius of the last, relative to max(1, ‖x‖∞): the accuracy of x. Default 1e-8. */
  readonly accuracy?: number;
  /** How far below 0 a constraint may be at the result. Default 1e-8. */
  readonly feasibility?: number;
}

/**
 * Constrained optimisation by linear approximation: f and all constraints are interpolated at n + 1 points, and the linear
 * model is minimised in a ball that shrinks only where the points are well placed and the model finds nothing more.
 *
 * Asks: values (order 0), one at a time after the first n + 1. Bounds are never broken; constraints may be on the way, but
 * not by the result, which is `no-progress` where no point keeps them. Linear models know no curvature: hundreds of
 * values, up to about twenty variables.
 *
 * @throws ZerothError `shape-mismatch` where the number of constraints changes
 * @source Powell: A direct search optimization method that models the objective and constraint functions by linear
 *   interpolation (1994)
 */
export function cobyla(options: CobylaOptions = {}): Minimizer<Values> {
  const { constraints, feasibility = 1e-8, accuracy = 1e-8 } = options;
  if (options.radius !== undefined) checkPositive('radius', options.radius);
  checkPositive('accuracy', accuracy);
  checkPositive('feasibility', feasibility);
  const within = (x: Vector): boolean => violation(constraintsAt(x, constraints)) <= feasibility;
  return {
    name: 'cobyla',
    asks: ['values'],
    bounds: true,
    ...(constraints === undefined ? undefined : { term: (x: Vector) => (within(x) ? 0 : Infinity) }),
    start: (problem) => shrink(problem, { ...options, accuracy, feasibility }),
  };
}

/** Shares of the radius that a vertex must be away from the opposite face, and may be away from the best. */
const leastHeight = 0.25;
const greatestLength = 2.1;
/** Length of a step that improves the simplex, in radii, and from where on a vertex is too far not to be the one replaced. */
const improvingLength = 0.5;
const far = 1.1;

interface Vertex {
  readonly x: Vector;
  readonly value: number;
  readonly constraints: Vector;
  readonly violation: number;
}

type Steps<R> = Method<Values | Progress<MinimizerReport>, R>;
type Settings = CobylaOptions & Required<Pick<CobylaOptions, 'accuracy' | 'feasibility'>>;

function* shrink({ x0, bounds, tolerance }: MinimizationProblem, options: Settings): Steps<MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  let narrowest = Infinity;
  if (bounds !== undefined)
    for (let i = 0; i < n; i++) narrowest = Math.min(narrowest, 0.5 * (bounds.upper[i]! - bounds.lower[i]!));
  let radius = Math.min(narrowest, options.radius ?? 0.1 * Math.max(1, normInfinity(x0)));
  let penalty = 0;
  const ask = function* (points: readonly Vector[]): Steps<Vertex[]> {
    const found = yield* candidatesAt(points);
    return found.map(({ x, value }) => {
      const constraints = constraintsAt(x, options.constraints);
      return { x, value, constraints, violation: violation(constraints) };
    });
  };
  const merit = (vertex: Vertex): number => vertex.value + penalty * vertex.violation;
  const corners = Array.from(x0, (_, i) => moved(x0, i, radius, bounds));
  const simplex = yield* ask([x0.slice(), ...corners]);
  if (simplex.some(({ constraints }) => constraints.length !== simplex[0]!.constraints.length))
    throw changed(simplex.map(({ constraints }) => constraints.length));
  const unbounded = unboundedLevel(simplex[0]!.value < Infinity ? simplex[0]!.value : 1);
  let kept: Vertex | undefined;
  const keep = (vertex: Vertex): void => {
    if (vertex.violation <= options.feasibility && vertex.value < (kept?.value ?? Infinity)) kept = vertex;
  };
  for (const vertex of simplex) keep(vertex);
  let improved = true;
  let improvements = 0;
  for (;;) {
    bestFirst(simplex, merit);
    const base = simplex[0]!;
    const reported = kept ?? base;
    if (yield* progress({ x: reported.x, value: reported.value })) return { reason: undefined };
    if (reported.value <= unbounded) return { reason: kept === undefined ? 'no-progress' : 'unbounded' };
    const normals = normalsOf(simplex);
    if (normals === undefined) {
      simplex.splice(1, n, ...(yield* ask(Array.from(x0, (_, i) => moved(base.x, i, radius, bounds)))));
      for (const vertex of simplex) keep(vertex);
      continue;
    }
    const lengths = simplex.slice(1).map(({ x }) => distance(x, base.x));
    const heights = normals.map((normal) => 1 / norm2(normal));
    const placed =
      improvements > 2 * n + 2 ||
      (heights.every((height) => height >= leastHeight * radius) &&
        lengths.every((length) => length <= greatestLength * radius));
    if (!placed && !improved) {
      const longest = Math.max(...lengths);
      const at = longest > greatestLength * radius ? lengths.indexOf(longest) : heights.indexOf(Math.min(...heights));
      const [vertex] = yield* ask([improvement(base.x, normals[at]!, improvingLength * radius, bounds)]);
      keep(vertex!);
      simplex[at + 1] = vertex!;
      [improved, improvements] = [true, improvements + 1];
      continue;
    }
    const model = linearModel(simplex, normals);
    const d = linearBallStep({
      gradient: model.gradient,
      soft: model.spaces,
      hard: bounds === undefined ? [] : sides(base.x, bounds, radius),
      radius,
    });
    let success = false;
    if (norm2(d) >= 0.5 * radius) {
      const rise = dot(model.gradient, d);
      const mended = base.violation - model.spaces.reduce((most, { a, b }) => Math.max(most, b - dot(a, d)), 0);
      if (mended > 0 && penalty * mended < 1.5 * rise) {
        penalty = (2 * rise) / mended;
        if (simplex.some((vertex) => merit(vertex) < merit(base))) continue;
      }
      const promised = penalty * Math.max(0, mended) - rise;
      const x = base.x.map((v, i) => v + d[i]!);
      if (bounds !== undefined) project(x, bounds);
      const [trial] = yield* ask([x]);
      keep(trial!);
      const gained = merit(base) - merit(trial!);
      const at = replaced(simplex, normals, trial!, gained > 0, radius);
      if (at > 0) simplex[at] = trial!;
      success = gained > 0 && gained >= 0.1 * promised;
    }
    if (success) {
      improved = true;
      continue;
    }
    if (!placed) {
      improved = false;
      continue;
    }
    const last = Math.max(options.accuracy, tolerance.step) * Math.max(1, normInfinity(base.x));
    if (radius <= last) return { reason: kept === undefined ? 'no-progress' : 'step-small' };
    radius = radius <= 3 * last ? last : 0.5 * radius;
    penalty = Math.min(penalty, largestPenalty(simplex));
    [improved, improvements] = [false, 0];
  }
}

function constraintsAt(x: Vector, constraints: CobylaOptions['constraints']): Vector {
  return constraints === undefined ? new Float64Array(0) : Float64Array.from(constraints(x.slice()));
}

/** How far the constraint that is broken most is below 0; Infinity where one is NaN. */
function violation(constraints: Vector): number {
  let most = 0;
  for (const c of constraints) most = Number.isNaN(c) ? Infinity : Math.max(most, -c);
  return most;
}

function changed(counts: readonly number[]): ZerothError {
  return new ZerothError('shape-mismatch', `constraints must always be as many, not ${counts.join(', ')}.`, counts);
}

/** Puts the vertex of least merit first; of equals the one that breaks the constraints less. */
function bestFirst(simplex: Vertex[], merit: (vertex: Vertex) => number): void {
  let best = 0;
  simplex.forEach((vertex, k) => {
    const [here, least] = [merit(vertex), merit(simplex[best]!)];
    if (here < least || (here === least && vertex.violation < simplex[best]!.violation)) best = k;
  });
  const held = simplex[0]!;
  simplex[0] = simplex[best]!;
  simplex[best] = held;
}

/** For each vertex but the first the vector that is 1 along its edge from the first, and 0 along the others. */
function normalsOf(simplex: readonly Vertex[]): Vector[] | undefined {
  const n = simplex.length - 1;
  const edges = new Float64Array(n * n);
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) edges[j * n + i] = simplex[j + 1]!.x[i]! - simplex[0]!.x[i]!;
    inverse[j * n + j] = 1;
  }
  if (solveInPlace(edges, n, inverse, n) >= 0 || !inverse.every((v) => Number.isFinite(v))) return undefined;
  return Array.from({ length: n }, (_, j) => Float64Array.from({ length: n }, (__, i) => inverse[i * n + j]!));
}

/** The linear functions through the values at the vertices, about the first; a constraint as a half space of steps. */
function linearModel(
  simplex: readonly Vertex[],
  normals: readonly Vector[],
): { readonly gradient: Vector; readonly spaces: readonly HalfSpace[] } {
  const base = simplex[0]!;
  const n = normals.length;
  const gradientOf = (of: (vertex: Vertex) => number): Vector => {
    // What has no value is worse than the worst that has one, and must not make the model infinite.
    const known = simplex.map(of).filter((v) => Number.isFinite(v));
    const high = 2 * Math.max(...known) - Math.min(...known) + 1;
    const gradient = new Float64Array(n);
    normals.forEach((normal, j) => {
      const value = of(simplex[j + 1]!);
      const change = (Number.isFinite(value) ? value : high) - of(base);
      for (let i = 0; i < n; i++) gradient[i] = gradient[i]! + change * normal[i]!;
    });
    return gradient;
  };
  if (!Number.isFinite(base.value)) return { gradient: new Float64Array(n), spaces: [] };
  return {
    gradient: gradientOf(({ value }) => value),
    spaces: Array.from(base.constraints, (c, k) => ({
      a: gradientOf(({ constraints }) => -constraints[k]!).map((v) => -v),
      b: Number.isFinite(c) ? -c : 0,
    })),
  };
}

/** The bounds that a step within the radius could break, as half spaces of steps. */
function sides(x: Vector, { lower, upper }: Bounds, radius: number): HalfSpace[] {
  const spaces: HalfSpace[] = [];
  for (let i = 0; i < x.length; i++)
    for (const sign of [1, -1]) {
      const room = sign > 0 ? x[i]! - lower[i]! : upper[i]! - x[i]!;
      if (room >= radius) continue;
      const a = new Float64Array(x.length);
      a[i] = sign;
      spaces.push({ a, b: -room });
    }
  return spaces;
}

/** x with component i moved by the radius, to the side where there is room. */
function moved(x: Vector, i: number, radius: number, bounds: Bounds | undefined): Vector {
  const point = x.slice();
  const up = bounds === undefined || bounds.upper[i]! - x[i]! >= Math.min(radius, x[i]! - bounds.lower[i]!);
  point[i] = x[i]! + (up ? radius : -radius);
  if (bounds !== undefined) project(point, bounds);
  return point;
}

/** A point whose distance from a face is large: along its normal, or along a coordinate where bounds cut that short. */
function improvement(x: Vector, normal: Vector, length: number, bounds: Bounds | undefined): Vector {
  const size = norm2(normal);
  const candidates: Vector[] = [length, -length].map((t) => {
    const point = x.map((v, i) => v + (t * normal[i]!) / size);
    if (bounds !== undefined) project(point, bounds);
    return point;
  });
  if (bounds !== undefined) for (let i = 0; i < x.length; i++) candidates.push(moved(x, i, length, bounds));
  let [best, most] = [candidates[0]!, 0];
  for (const point of candidates) {
    const height = Math.abs(point.reduce((sum, v, i) => sum + (v - x[i]!) * normal[i]!, 0)) / size;
    if (height > most * (1 + 1e-6)) [best, most] = [point, height];
  }
  return best;
}

/** The vertex to give up for a trial: the one whose face it is farthest from, and far away itself; 0 for none. */
function replaced(
  simplex: readonly Vertex[],
  normals: readonly Vector[],
  trial: Vertex,
  better: boolean,
  radius: number,
): number {
  const base = simplex[0]!;
  let [at, most] = [0, better ? 0 : 1];
  normals.forEach((normal, j) => {
    const share = Math.abs(normal.reduce((sum, v, i) => sum + v * (trial.x[i]! - base.x[i]!), 0));
    const length = distance(simplex[j + 1]!.x, better ? trial.x : base.x);
    const weighed = share * Math.max(1, length / (far * radius));
    if (weighed > most) [at, most] = [j + 1, weighed];
  });
  return at;
}

/** The penalty at which a change of the constraints over the simplex outweighs all change of f; Powell's equation 12. */
function largestPenalty(simplex: readonly Vertex[]): number {
  let least = Infinity;
  for (let k = 0; k < simplex[0]!.constraints.length; k++) {
    const broken = simplex.map(({ constraints }) => -constraints[k]!);
    const [low, high] = [Math.min(...broken), Math.max(...broken)];
    if (low < 0.5 * high) least = Math.min(least, Math.max(high, 0) - low);
  }
  if (least === Infinity) return 0;
  const values = simplex.map(({ value }) => value);
  return (Math.max(...values) - Math.min(...values)) / least;
}

function distance(x: Vector, y: Vector): number {
  return Math.sqrt(x.reduce((sum, v, i) => sum + (v - y[i]!) ** 2, 0));
}
