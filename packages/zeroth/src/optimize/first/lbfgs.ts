import { checkFinite, checkInteger } from '../../array/checks.js';
import { addScaled, dot, norm2, scale } from '../../array/vector.js';
import { type Gradients, gradientAt, type Method, progress, type Vector } from '../../query/index.js';
import type { Bounds, MinimizationProblem, Minimizer } from '../minimizer.js';
import { isActive, project } from '../pieces/box.js';
import { end, endWithoutDecrease, fallsForever, isNegligible, isStationary } from '../pieces/endings.js';
import { strongWolfe } from '../pieces/strong-wolfe.js';
import { type Trial, trialAt } from '../pieces/trial.js';

/** Options of {@link lbfgs}. */
export interface LbfgsOptions {
  /** Pairs of steps and gradient differences that are kept; an integer from 1. Default 10. */
  readonly memory?: number;
}

/** One step and what it did to the gradient. */
interface Pair {
  readonly s: Vector;
  readonly y: Vector;
  /** s'y and y'y over all variables. */
  readonly sy: number;
  readonly yy: number;
}

/**
 * Limited-memory BFGS: the direction −H ∇f from the last few pairs by two loops, O(memory · n) work and memory. With
 * bounds, variables that stand at a bound and would leave it are held, the others move by the same two loops restricted
 * to them, and the step is searched along the projected path.
 *
 * Asks: gradients (order 1). Linear convergence on strongly convex functions.
 *
 * @source Liu and Nocedal: On the limited memory BFGS method for large scale optimization (1989)
 * @source Bertsekas: Projected Newton methods for optimization problems with simple constraints (1982)
 */
export function lbfgs({ memory = 10 }: LbfgsOptions = {}): Minimizer<Gradients> {
  checkInteger('memory', memory, 1);
  return { name: 'lbfgs', asks: ['gradients'], bounds: true, start: (problem) => limitedMemory(problem, memory) };
}

function* limitedMemory({ x0, bounds, tolerance }: MinimizationProblem, memory: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x)) };
  const isUnbounded = fallsForever(now);
  let pairs: Pair[] = [];
  const direction = new Float64Array(n);
  const held = new Uint8Array(n);
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    if (isStationary(now, bounds, tolerance)) return end('gradient-small');
    let masked: Uint8Array | undefined;
    if (bounds !== undefined)
      for (let i = 0; i < n; i++) {
        held[i] = isActive(now.x, now.gradient, bounds, i) ? 1 : 0;
        if (held[i]) masked = held;
      }
    twoLoops(direction, now.gradient, pairs, masked);
    let slope = dot(now.gradient, direction);
    if (!(slope < 0)) {
      pairs = [];
      twoLoops(direction, now.gradient, pairs, masked);
      slope = dot(now.gradient, direction);
    }
    const fresh = pairs.length === 0;
    const first = fresh ? Math.min(1, Math.max(0.1 * norm2(now.x), 0.1) / norm2(direction)) : 1;
    const next: Trial | undefined =
      bounds === undefined
        ? yield* strongWolfe(now, direction, { first })
        : yield* projectedSearch(now, direction, bounds, first);
    if (next === undefined) {
      if (!fresh) {
        pairs = [];
        continue;
      }
      return endWithoutDecrease(-slope, now, tolerance);
    }
    const s = new Float64Array(n);
    const y = new Float64Array(n);
    let moved = 0;
    for (let i = 0; i < n; i++) {
      s[i] = next.x[i]! - now.x[i]!;
      y[i] = next.gradient[i]! - now.gradient[i]!;
      moved = Math.max(moved, Math.abs(s[i]!));
    }
    const decrease = now.value - next.value;
    now = next;
    if (isNegligible(moved, decrease, now, tolerance)) {
      if (fresh) {
        yield* progress(now);
        return end('no-decrease-left');
      }
      pairs = [];
      continue;
    }
    const [sy, yy] = [dot(s, y), dot(y, y)];
    if (sy > 2 ** -52 * norm2(s) * Math.sqrt(yy)) {
      pairs.push({ s, y, sy, yy });
      if (pairs.length > memory) pairs.shift();
    }
  }
}

/** direction ← −H ∇f over the variables that are not held, and 0 for those that are. */
function twoLoops(direction: Vector, gradient: Vector, pairs: readonly Pair[], held: Uint8Array | undefined): void {
  for (let i = 0; i < direction.length; i++) direction[i] = held?.[i] ? 0 : -gradient[i]!;
  // Restricted to the free variables a pair is a shorter one, and may have lost its positive curvature.
  const used = held === undefined ? pairs : pairs.map((pair) => restricted(pair, held)).filter(isCurved);
  const alphas = new Float64Array(used.length);
  for (let k = used.length - 1; k >= 0; k--) {
    const { s, y, sy } = used[k]!;
    alphas[k] = dot(s, direction) / sy;
    addScaled(direction, -alphas[k]!, y);
  }
  const newest = used[used.length - 1];
  if (newest !== undefined) scale(direction, newest.sy / newest.yy);
  for (let k = 0; k < used.length; k++) {
    const { s, y, sy } = used[k]!;
    addScaled(direction, alphas[k]! - dot(y, direction) / sy, s);
  }
}

function restricted({ s, y }: Pair, held: Uint8Array): Pair {
  const part = { s: s.map((v, i) => (held[i] ? 0 : v)), y: y.map((v, i) => (held[i] ? 0 : v)) };
  return { ...part, sy: dot(part.s, part.y), yy: dot(part.y, part.y) };
}

function isCurved({ sy, yy }: Pair): boolean {
  return sy > 2 ** -52 * yy;
}

/** Halves the step along the projected path until f falls by a share of what the slope promises. */
function* projectedSearch(
  start: Trial,
  direction: Vector,
  bounds: Bounds,
  first: number,
): Method<Gradients, Trial | undefined> {
  let step = first;
  for (let k = 0; k < 40; k++) {
    const x = new Float64Array(start.x.length);
    for (let i = 0; i < x.length; i++) x[i] = start.x[i]! + step * direction[i]!;
    project(x, bounds);
    const trial = yield* trialAt(x);
    let promised = 0;
    for (let i = 0; i < x.length; i++) promised += start.gradient[i]! * (x[i]! - start.x[i]!);
    if (trial.value <= start.value + 1e-4 * promised && trial.value < start.value) return trial;
    // The quadratic through value and slope at the start and the value here, kept between a tenth and a half.
    const model = trial.value === Infinity ? 0.1 : (-0.5 * promised) / (trial.value - start.value - promised);
    step *= Math.min(0.5, Math.max(0.1, Number.isNaN(model) ? 0.5 : model));
  }
  return undefined;
}
