import { checkFinite, checkInteger } from '../../array/checks.js';
import { dot, norm2 } from '../../array/vector.js';
import { type Gradients, gradientAt, type Method, progress, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { isActive, project } from '../pieces/box.js';
import { end, endWithoutDecrease, fallsForever, isNegligible, isStationary } from '../pieces/endings.js';
import { limitedMemory } from '../pieces/limited-memory.js';
import { type Line, type LineStore, linePointAt } from '../pieces/line-point.js';
import { strongWolfe } from '../pieces/strong-wolfe.js';
import type { Trial } from '../pieces/trial.js';

/** Options of {@link lbfgs}. */
export interface LbfgsOptions {
  /** Pairs of steps and gradient differences that are kept; an integer from 1. Default 10. */
  readonly memory?: number;
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
  return { name: 'lbfgs', asks: ['gradients'], bounds: true, start: (problem) => quasiNewton(problem, memory) };
}

function* quasiNewton({ x0, bounds, tolerance }: MinimizationProblem, capacity: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x)) };
  const isUnbounded = fallsForever(now);
  const memory = limitedMemory(n, capacity);
  const store: LineStore = [];
  const direction = new Float64Array(n);
  const repair = bounds && ((x: Vector) => project(x, bounds));
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
    memory.direct(direction, now.gradient, masked);
    let slope = dot(now.gradient, direction);
    if (!(slope < 0)) {
      memory.forget();
      memory.direct(direction, now.gradient, masked);
      slope = dot(now.gradient, direction);
    }
    const fresh = memory.isEmpty();
    const first = fresh ? Math.min(1, Math.max(0.1 * norm2(now.x), 0.1) / norm2(direction)) : 1;
    const next: Trial | undefined =
      bounds === undefined
        ? yield* strongWolfe(now, direction, { first, store })
        : yield* projectedSearch({ start: now, direction, store, repair }, first);
    if (next === undefined) {
      if (!fresh) {
        memory.forget();
        continue;
      }
      return endWithoutDecrease(-slope, now, tolerance);
    }
    const { distance } = memory.learn(now, next);
    const decrease = now.value - next.value;
    now = next;
    if (isNegligible(distance, decrease, now, tolerance)) {
      if (fresh) {
        yield* progress(now);
        return end('no-decrease-left');
      }
      memory.forget();
    }
  }
}

/** Halves the step along the projected path until f falls by a share of what the slope promises. */
function* projectedSearch(line: Line, first: number): Method<Gradients, Trial | undefined> {
  const { start } = line;
  let step = first;
  for (let k = 0; k < 40; k++) {
    const trial = yield* linePointAt(line, step, []);
    let promised = 0;
    for (let i = 0; i < trial.x.length; i++) promised += start.gradient[i]! * (trial.x[i]! - start.x[i]!);
    if (trial.value <= start.value + 1e-4 * promised && trial.value < start.value) return trial;
    // The quadratic through value and slope at the start and the value here, kept between a tenth and a half.
    const model = trial.value === Infinity ? 0.1 : (-0.5 * promised) / (trial.value - start.value - promised);
    step *= Math.min(0.5, Math.max(0.1, Number.isNaN(model) ? 0.5 : model));
  }
  return undefined;
}
