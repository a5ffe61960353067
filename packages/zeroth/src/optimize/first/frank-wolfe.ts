import { checkFinite, checkPositive } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { type Gradients, gradientAt, type Method, progress, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { type ActiveSet, type Atom, activeSet } from '../pieces/active-set.js';
import type { ConvexSet } from '../pieces/convex-sets.js';
import { hasStalled } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { type Trial, trialAt } from '../pieces/trial.js';
import { openLoopTheorems } from '../theorems/accelerated-theorems.js';
import { setOf } from './projected-gradient.js';

/** Options of {@link frankWolfe}. */
export interface FrankWolfeOptions {
  /** The set that x stays in, bounded. Default: the box of the bounds, which must be finite. */
  readonly over?: ConvexSet;
  /**
   * 'plain' moves towards the set's best vertex; 'away' may move away from the worst vertex that x is made of instead;
   * 'pairwise' moves weight from the worst to the best. Default 'pairwise'.
   */
  readonly steps?: 'plain' | 'away' | 'pairwise';
  /** L, a Lipschitz constant of ∇f, positive, for steps without a search. Default: found by backtracking. */
  readonly smoothness?: number;
  /** The step 2 / (k + 2) of iteration k, which asks for no constant; 'plain' only. Default false. */
  readonly openLoop?: boolean;
}

/**
 * The Frank-Wolfe method: each step minimises the linear model of f over a set, v = argmin ∇f(x)·v, and moves from x
 * towards v, so that no projection is needed and x is a combination of few vertices. It ends where the gap
 * ∇f(x)·(x − v), which is never below f − f* for convex f, is at most tolerance.gradient max(1, |f|). A start outside
 * the set is projected.
 *
 * Asks: gradients (order 1). f − f* ≤ 2 L D² / (k + 2) for convex f on a set of diameter D; 'away' and 'pairwise'
 * converge linearly for strongly convex f on polytopes, 'plain' does not where x* is on a face.
 *
 * @throws ZerothError `option-out-of-range`; `unbounded-set` where a bound is infinite
 * @source Frank and Wolfe: An algorithm for quadratic programming (1956)
 * @source Lacoste-Julien and Jaggi: On the global linear convergence of Frank-Wolfe optimization variants (2015)
 * @source Pedregosa, Negiar, Askari and Jaggi: Linearly convergent Frank-Wolfe with backtracking line-search (2020)
 */
export function frankWolfe(options: FrankWolfeOptions = {}): Minimizer<Gradients> {
  if (options.smoothness !== undefined) checkPositive('smoothness', options.smoothness);
  return {
    name: 'frankWolfe',
    asks: ['gradients'],
    bounds: options.over === undefined,
    ...(options.openLoop && { theorems: openLoopTheorems }),
    start: (problem) => descend(problem, options),
  };
}

function* descend(problem: MinimizationProblem, { over, smoothness, openLoop, steps }: FrankWolfeOptions) {
  const { x0, tolerance } = problem;
  checkFinite('x0', x0);
  const variant = openLoop ? 'plain' : (steps ?? 'pairwise');
  const set = over ?? setOf(problem);
  // Rounding may leave a box by a unit in the last place; for other sets a projection may be dear, and is not asked for.
  const repair = over === undefined ? (x: Vector) => set.project(x) : () => undefined;
  const x = x0.slice();
  set.project(x);
  const atoms = variant === 'plain' ? undefined : activeSet(x);
  let now: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  const isUnbounded = fallsForever(now);
  let lipschitz = smoothness ?? 0;
  for (let k = 0; ; k++) {
    if (yield* progress(now)) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    const vertex = set.linearMinimizer(now.gradient);
    const gap = dot(now.gradient, now.x) - dot(now.gradient, vertex);
    if (gap <= tolerance.gradient * Math.max(1, Math.abs(now.value))) return end('gradient-small');
    const move = moveFor(variant, now, vertex, gap, atoms);
    const slope = -dot(now.gradient, move.direction);
    const square = dot(move.direction, move.direction);
    let next: Trial;
    let step: number;
    if (openLoop) {
      step = 2 / (k + 2);
      next = yield* trialAt(moved(now.x, move.direction, step, repair));
      if (next.value === Infinity) return end('no-progress');
    } else {
      // The first constant is the one for which the first step is whole.
      const first = smoothness ?? (lipschitz > 0 ? 0.9 * lipschitz : slope / square);
      const found: Found | undefined = yield* shortStep(now, move, slope, first, smoothness === undefined, repair);
      if (found === undefined) return end('no-progress');
      ({ step, lipschitz, trial: next } = found);
    }
    if (move.kind === 'towards') atoms?.towards(vertex, step);
    else if (move.kind === 'away') atoms?.away(move.worst, step);
    else atoms?.shift(move.worst, vertex, step);
    const dropped = move.kind !== 'towards' && step === move.longest;
    const stalled = !openLoop && !dropped && hasStalled(now, next, problem);
    now = next;
    if (!stalled) continue;
    yield* progress(now);
    return end(
      gap <= Math.sqrt(tolerance.value) * Math.max(1, Math.abs(now.value)) ? 'no-decrease-left' : 'no-progress',
    );
  }
}

/** A direction within the set from x, and the longest step along it. */
type Move = { readonly direction: Vector; readonly longest: number } & (
  | { readonly kind: 'towards' }
  | { readonly kind: 'away' | 'pairwise'; readonly worst: Atom }
);

function moveFor(
  variant: 'plain' | 'away' | 'pairwise',
  { x, gradient }: Trial,
  vertex: Vector,
  gap: number,
  atoms: ActiveSet | undefined,
): Move {
  const worst = atoms?.worst(gradient);
  const towards = { kind: 'towards', direction: x.map((v, i) => vertex[i]! - v), longest: 1 } as const;
  if (variant === 'plain' || worst === undefined) return towards;
  if (variant === 'pairwise')
    return {
      kind: 'pairwise',
      direction: vertex.map((v, i) => v - worst.point[i]!),
      longest: worst.weight,
      worst,
    };
  if (gap >= dot(gradient, worst.point) - dot(gradient, x) || worst.weight >= 1) return towards;
  return {
    kind: 'away',
    direction: x.map((v, i) => v - worst.point[i]!),
    longest: worst.weight / (1 - worst.weight),
    worst,
  };
}

interface Found {
  readonly trial: Trial;
  readonly step: number;
  readonly lipschitz: number;
}

/** The minimiser of the quadratic bound with constant L along the direction, L doubled until the bound holds. */
function* shortStep(
  now: Trial,
  { direction, longest }: Move,
  slope: number,
  first: number,
  search: boolean,
  repair: (x: Vector) => void,
): Method<Gradients, Found | undefined> {
  const square = dot(direction, direction);
  for (let lipschitz = first; lipschitz < Infinity; lipschitz *= 2) {
    const step = Math.min(longest, slope / (lipschitz * square));
    const trial = yield* trialAt(moved(now.x, direction, step, repair));
    const found = { trial, step, lipschitz };
    if (!search) return trial.value === Infinity ? undefined : found;
    // On quadratics the bound may be tight, to rounding.
    const rounding = 8 * 2 ** -52 * Math.max(Math.abs(now.value), step * slope);
    const bound = now.value - step * slope + 0.5 * lipschitz * step * step * square + rounding;
    if (trial.value <= bound) return found;
    // Where rounding hides the difference, the change of the slope shows the curvature.
    const hidden = Math.abs(trial.value - now.value) <= 2 ** -40 * Math.abs(now.value);
    if (hidden && dot(trial.gradient, direction) + slope <= lipschitz * step * square) return found;
  }
  return undefined;
}

function moved(x: Vector, direction: Vector, step: number, repair: (x: Vector) => void): Vector {
  const next = x.map((v, i) => v + step * direction[i]!);
  repair(next);
  return next;
}
