import { checkFinite, checkPositive } from '../../array/checks.js';
import { norm2, normInfinity } from '../../array/vector.js';
import { type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { boxTrustRegionStep, quadraticAt } from '../pieces/box-trust-region.js';
import { type Candidate, candidateAt, candidatesAt } from '../pieces/candidates.js';
import {
  type Interpolation,
  interpolate,
  interpolationAt,
  lagrange,
  type Model,
  replacementDenominators,
} from '../pieces/interpolation-model.js';

/** Options of {@link bobyqa}. */
export interface BobyqaOptions {
  /** Radius of the first trust region: about a tenth of the greatest change that is expected. Default see below. */
  readonly radius?: number;
}

/**
 * Bound optimisation by quadratic approximation: a quadratic through 2n + 1 values, its Hessian changing as little as
 * each new value allows, is minimised within the bounds and a trust region; points are moved where the set of them
 * determines it badly.
 *
 * Asks: values (order 0), one point at a time after the first 2n + 1. Superlinear on smooth functions in practice, O(n³)
 * own time an iteration: for up to about a hundred variables. The first radius is 0.1 max(1, ‖x0‖∞) unless given, and at
 * most half of the narrowest bounds.
 *
 * @source Powell: The BOBYQA algorithm for bound constrained optimization without derivatives (2009)
 */
export function bobyqa(options: BobyqaOptions = {}): Minimizer<Values> {
  if (options.radius !== undefined) checkPositive('radius', options.radius);
  return { name: 'bobyqa', asks: ['values'], bounds: true, start: (problem) => trustRegion(problem, options) };
}

/** Growth of the trust region after which the points are laid out anew. */
const farOut = 2 ** 10;

type Steps<R> = Method<Values | Progress<MinimizerReport>, R>;

function* trustRegion({ x0, bounds, tolerance }: MinimizationProblem, options: BobyqaOptions): Steps<MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const [lower, upper] = [new Float64Array(n), new Float64Array(n)];
  let narrowest = Infinity;
  if (bounds !== undefined)
    for (let i = 0; i < n; i++) narrowest = Math.min(narrowest, 0.5 * (bounds.upper[i]! - bounds.lower[i]!));
  let rho = Math.min(narrowest, options.radius ?? 0.1 * Math.max(1, normInfinity(x0)));
  let delta = rho;
  let span = rho;
  const set = yield* firstPoints(x0, rho, bounds);
  const unbounded = unboundedLevel(set.points[0]!.value);
  let model = emptyModel(n);
  let interpolation = refit(model, set, delta);
  for (;;) {
    const best = set.points[set.best]!;
    if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    if (interpolation === undefined || (delta > farOut * span && span < narrowest)) {
      // Rounding has made the set useless, or will, as the points are close to each other by what is searched by now.
      span = Math.min(delta, narrowest);
      rho = Math.max(rho, span / farOut);
      yield* renew(set, span, bounds);
      model = emptyModel(n);
      interpolation = refit(model, set, delta);
      if (interpolation === undefined) return { reason: 'no-progress' };
      continue;
    }
    for (let i = 0; i < n; i++) {
      lower[i] = bounds === undefined ? -Infinity : bounds.lower[i]! - best.x[i]!;
      upper[i] = bounds === undefined ? Infinity : bounds.upper[i]! - best.x[i]!;
    }
    const d = boxTrustRegionStep(model, lower, upper, delta);
    const length = norm2(d);
    const promised = -quadraticAt(model, d);
    const short = !(length >= 0.5 * rho) || !(promised > 0);
    let ratio = -1;
    if (!short) {
      const trial = yield* candidateAt(sum(best.x, d, bounds));
      ratio = (best.value - trial.value) / promised;
      if (ratio <= 0.1) delta = Math.min(0.5 * delta, length);
      else if (ratio <= 0.7) delta = Math.max(0.5 * delta, length);
      else delta = Math.max(0.5 * delta, 2 * length);
      if (delta <= 1.5 * rho) delta = rho;
      const replaced = worstPlaced(set, interpolation, d, trial.value < best.value, delta);
      if (replaced >= 0) {
        insert(set, model, replaced, trial);
        interpolation = refit(model, set, delta);
        if (interpolation === undefined) continue;
      }
      if (ratio >= 0.1) continue;
    }
    const { at: far, distance } = farthest(set);
    const limit = Math.max(2 * delta, short ? 10 * rho : 0);
    if (distance > limit) {
      if (short) {
        delta = Math.min(0.1 * delta, 0.5 * distance);
        if (delta <= 1.5 * rho) delta = rho;
      }
      const reach = Math.max(Math.min(0.1 * distance, delta), rho);
      const centre = set.points[set.best]!;
      const step = improvement(interpolation, far, centre.x, bounds, reach);
      const trial = yield* candidateAt(sum(centre.x, step, bounds));
      insert(set, model, far, trial);
      interpolation = refit(model, set, delta);
      continue;
    }
    if (!short && (ratio > 0 || Math.max(delta, length) > rho)) continue;
    const size = Math.max(1, normInfinity(best.x));
    const worth = tolerance.value * Math.max(1, Math.abs(best.value));
    const least = tolerance.step * size;
    if (rho <= least || (short && promised <= worth && spread(set) <= worth)) {
      if (short && length > 0) yield* candidateAt(sum(best.x, d, bounds));
      return { reason: rho <= least ? 'step-small' : 'no-decrease-left' };
    }
    delta = 0.5 * rho;
    rho = Math.max(least, 0.1 * rho);
    delta = Math.max(delta, rho);
  }
}

/** The points of a model and which is best. */
interface PointSet {
  readonly points: Candidate[];
  best: number;
}

/** x0 and two more along each coordinate: on both sides, or further on where the first one was better. */
function* firstPoints(x0: Vector, radius: number, bounds: Bounds | undefined): Steps<PointSet> {
  const start = yield* candidateAt(x0.slice());
  const set: PointSet = { points: [start], best: 0 };
  yield* around(set, radius, bounds);
  return set;
}

/** Replaces all points but the best. */
function* renew(set: PointSet, radius: number, bounds: Bounds | undefined): Steps<void> {
  set.points.splice(0, set.points.length, set.points[set.best]!);
  set.best = 0;
  yield* around(set, radius, bounds);
}

function* around(set: PointSet, radius: number, bounds: Bounds | undefined): Steps<void> {
  const start = set.points[0]!;
  const moved = (i: number, t: number): Vector => {
    const x = start.x.slice();
    x[i] = x[i]! + t;
    if (bounds !== undefined) x[i] = Math.min(bounds.upper[i]!, Math.max(bounds.lower[i]!, x[i]!));
    return x;
  };
  const room = (i: number, side: number): number =>
    bounds === undefined ? Infinity : side > 0 ? bounds.upper[i]! - start.x[i]! : start.x[i]! - bounds.lower[i]!;
  const indices = Array.from(start.x.keys());
  const sides = indices.map((i) => (room(i, 1) >= radius || room(i, 1) >= room(i, -1) ? 1 : -1));
  const first = yield* candidatesAt(indices.map((i) => moved(i, sides[i]! * radius)));
  const second = yield* candidatesAt(
    indices.map((i) => {
      const side = sides[i]!;
      if (room(i, -side) >= radius && (first[i]!.value >= start.value || room(i, side) < 2 * radius))
        return moved(i, -side * radius);
      if (room(i, side) >= 2 * radius) return moved(i, 2 * side * radius);
      // Neither side has room: halfway to the nearer bound, or to the first point.
      return room(i, -side) > 0.25 * radius ? moved(i, -side * room(i, -side)) : moved(i, 0.5 * side * radius);
    }),
  );
  set.points.push(...first, ...second);
  cap(set);
  set.points.forEach(({ value }, k) => {
    if (value < set.points[set.best]!.value) set.best = k;
  });
}

/** What has no value, or a huge one, must not bend the model: values are cut off well above the others. */
function cap({ points }: PointSet): void {
  let [least, most] = [Infinity, -Infinity];
  for (const { value } of points)
    if (value < Infinity) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  for (let k = 0; k < points.length; k++)
    if (points[k]!.value === Infinity) points[k] = { x: points[k]!.x, value: most + Math.max(1, most - least) };
}

function emptyModel(n: number): Model {
  return { constant: 0, gradient: new Float64Array(n), hessian: new Float64Array(n * n) };
}

/** Makes the model, which is about the best point, pass through all values. */
function refit(model: Model, { points, best }: PointSet, delta: number): Interpolation | undefined {
  const centre = points[best]!;
  const interpolation = interpolationAt(points, centre.x, delta);
  if (interpolation === undefined) return undefined;
  const residuals = Float64Array.from(points, ({ x, value }) => {
    const d = x.map((v, i) => v - centre.x[i]!);
    return value - centre.value - model.constant - quadraticAt(model, d);
  });
  interpolate(model, interpolation, residuals);
  model.constant = 0;
  return interpolation;
}

/** Puts a point in the place of another; where it is the best, the model is moved there. */
function insert(set: PointSet, model: Model, place: number, trial: Candidate): void {
  const before = set.points[set.best]!;
  set.points[place] = trial;
  cap(set);
  if (!(trial.value < before.value)) return;
  set.best = place;
  const n = trial.x.length;
  const d = trial.x.map((v, i) => v - before.x[i]!);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) model.gradient[i] = model.gradient[i]! + model.hessian[i * n + j]! * d[j]!;
}

/** The point to give up for the step: far from the best, and not needed to determine the model. */
function worstPlaced(set: PointSet, interpolation: Interpolation, d: Vector, better: boolean, delta: number): number {
  const denominators = replacementDenominators(interpolation, d);
  const centre = set.points[set.best]!.x;
  let [at, most] = [-1, 0];
  set.points.forEach(({ x }, k) => {
    if (k === set.best && !better) return;
    let squared = 0;
    for (let i = 0; i < x.length; i++) squared += (x[i]! - centre[i]! - (better ? d[i]! : 0)) ** 2;
    const weighed = denominators[k]! * Math.max(1, squared / (delta * delta)) ** 2;
    if (weighed > most) [at, most] = [k, weighed];
  });
  return at;
}

function farthest({ points, best }: PointSet): { readonly at: number; readonly distance: number } {
  const centre = points[best]!.x;
  let [at, most] = [-1, 0];
  points.forEach(({ x }, k) => {
    let squared = 0;
    for (let i = 0; i < x.length; i++) squared += (x[i]! - centre[i]!) ** 2;
    if (squared > most) [at, most] = [k, squared];
  });
  return { at, distance: Math.sqrt(most) };
}

/** A step from the best point to where the Lagrange function of a point is large. */
function improvement(
  interpolation: Interpolation,
  k: number,
  centre: Vector,
  bounds: Bounds | undefined,
  radius: number,
): Vector {
  const own = lagrange(interpolation, k);
  const negative = { gradient: own.gradient.map((g) => -g), hessian: own.hessian.map((h) => -h) };
  const lower = centre.map((x, i) => (bounds === undefined ? -Infinity : bounds.lower[i]! - x));
  const upper = centre.map((x, i) => (bounds === undefined ? Infinity : bounds.upper[i]! - x));
  const down = boxTrustRegionStep(own, lower, upper, radius);
  const up = boxTrustRegionStep(negative, lower, upper, radius);
  return Math.abs(quadraticAt(own, down)) >= Math.abs(quadraticAt(own, up)) ? down : up;
}

function spread({ points, best }: PointSet): number {
  return Math.max(...points.map(({ value }) => value)) - points[best]!.value;
}

function sum(x: Vector, d: Vector, bounds: Bounds | undefined): Vector {
  return x.map((v, i) =>
    bounds === undefined ? v + d[i]! : Math.min(bounds.upper[i]!, Math.max(bounds.lower[i]!, v + d[i]!)),
  );
}
