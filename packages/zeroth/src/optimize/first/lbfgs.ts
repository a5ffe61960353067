import { checkFinite, checkInteger } from '../../array/checks.js';
import { dot, norm2 } from '../../array/vector.js';
import { type Gradients, gradientAt, type Method, progress, type Vector } from '../../query/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  unboundedBelow,
} from '../minimizer.js';
import { isActive, project, projectedGradientNorm } from '../pieces/box.js';
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
  const unbounded = unboundedBelow * Math.max(1, Math.abs(now.value));
  let pairs: Pair[] = [];
  const direction = new Float64Array(n);
  const held = new Uint8Array(n);
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    if (projectedGradientNorm(now.x, now.gradient, bounds) <= tolerance.gradient) return end('gradient-small');
    if (now.value < unbounded) return end('unbounded');
    for (let i = 0; i < n; i++) held[i] = bounds !== undefined && isActive(now.x, now.gradient, bounds, i) ? 1 : 0;
    twoLoops(direction, now.gradient, pairs, held);
    let slope = dot(now.gradient, direction);
    if (!(slope < 0)) {
      pairs = [];
      twoLoops(direction, now.gradient, pairs, held);
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
      const negligible = -slope <= Math.sqrt(tolerance.value) * Math.max(1, Math.abs(now.value));
      return end(negligible ? 'no-decrease-left' : 'no-progress');
    }
    const s = new Float64Array(n);
    const y = new Float64Array(n);
    let moved = 0;
    let size = 1;
    for (let i = 0; i < n; i++) {
      s[i] = next.x[i]! - now.x[i]!;
      y[i] = next.gradient[i]! - now.gradient[i]!;
      moved = Math.max(moved, Math.abs(s[i]!));
      size = Math.max(size, Math.abs(next.x[i]!));
    }
    const decrease = now.value - next.value;
    now = next;
    if (moved <= tolerance.step * size && decrease <= tolerance.value * Math.max(1, Math.abs(now.value))) {
      if (fresh) {
        yield* progress(now);
        return end('no-decrease-left');
      }
      pairs = [];
      continue;
    }
    if (dot(s, y) > 2 ** -52 * norm2(s) * norm2(y)) {
      pairs.push({ s, y });
      if (pairs.length > memory) pairs.shift();
    }
  }
}

function end(reason: MinimizerEnd['reason']): MinimizerEnd {
  return { reason };
}

/** direction ← −H ∇f over the variables that are not held, and 0 for those that are. */
function twoLoops(direction: Vector, gradient: Vector, pairs: readonly Pair[], held: Uint8Array): void {
  const n = direction.length;
  for (let i = 0; i < n; i++) direction[i] = held[i] ? 0 : -gradient[i]!;
  const used: { readonly pair: Pair; readonly rho: number; readonly alpha: number }[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const pair = pairs[k]!;
    let sy = 0;
    let yy = 0;
    for (let i = 0; i < n; i++)
      if (!held[i]) {
        sy += pair.s[i]! * pair.y[i]!;
        yy += pair.y[i]! * pair.y[i]!;
      }
    // Restricted to the free variables a pair may have lost its positive curvature.
    if (!(sy > 2 ** -52 * yy)) continue;
    const alpha = dot(pair.s, direction) / sy;
    for (let i = 0; i < n; i++) if (!held[i]) direction[i] = direction[i]! - alpha * pair.y[i]!;
    used.push({ pair, rho: 1 / sy, alpha });
  }
  const newest = used[0]?.pair;
  if (newest !== undefined) {
    let sy = 0;
    let yy = 0;
    for (let i = 0; i < n; i++)
      if (!held[i]) {
        sy += newest.s[i]! * newest.y[i]!;
        yy += newest.y[i]! * newest.y[i]!;
      }
    for (let i = 0; i < n; i++) direction[i] = direction[i]! * (sy / yy);
  }
  for (let k = used.length - 1; k >= 0; k--) {
    const { pair, rho, alpha } = used[k]!;
    const beta = rho * dot(pair.y, direction);
    for (let i = 0; i < n; i++) if (!held[i]) direction[i] = direction[i]! + (alpha - beta) * pair.s[i]!;
  }
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
