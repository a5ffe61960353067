import { checkFinite } from '../../array/checks.js';
import { type Gradients, gradientAt, type Method, progress, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { boxSet, type ConvexSet } from '../pieces/convex-sets.js';
import { endOfDescent, firstStep, hasStalled } from '../pieces/descent.js';
import { end, fallsForever, isStationary } from '../pieces/endings.js';
import { type Trial, trialAt } from '../pieces/trial.js';

/** Options of {@link projectedGradient}. */
export interface ProjectedGradientOptions {
  /** The set that x stays in. Default: the box of the bounds. */
  readonly onto?: ConvexSet;
}

/**
 * Gradient descent along the projected path: x ← P(x − t ∇f(x)), t from twice the last one halved until
 * f(x⁺) ≤ f(x) − σ ‖x⁺ − x‖² / t, σ = 1e-4. Every question is within the set; x0 is projected first.
 *
 * Asks: gradients (order 1). f − f* falls as 1/k where f is convex with Lipschitz gradient; it identifies the active
 * bounds of a nondegenerate solution in finitely many steps.
 *
 * @source Bertsekas: On the Goldstein-Levitin-Polyak gradient projection method (1976)
 */
export function projectedGradient({ onto }: ProjectedGradientOptions = {}): Minimizer<Gradients> {
  return {
    name: 'projectedGradient',
    asks: ['gradients'],
    bounds: onto === undefined,
    start: (problem) => descend(problem, onto),
  };
}

/** The box of a problem's bounds, or all of ℝⁿ. */
export function setOf({ bounds, x0 }: MinimizationProblem): ConvexSet {
  const everywhere = { lower: x0.map(() => -Infinity), upper: x0.map(() => Infinity) };
  return boxSet(bounds ?? everywhere);
}

/** P(x − t ∇f) − x; for t = 1 it vanishes just at stationary points. */
export function projectedStep(set: ConvexSet, { x, gradient }: Trial, step: number): Vector {
  const moved = x.map((v, i) => v - step * gradient[i]!);
  set.project(moved);
  for (let i = 0; i < x.length; i++) moved[i] = moved[i]! - x[i]!;
  return moved;
}

/** Whether −∇f, projected to the set, is small, and would hardly change f relatively. */
export function isStationaryOn(set: ConvexSet | undefined, now: Trial, problem: MinimizationProblem): boolean {
  const { bounds, tolerance } = problem;
  // P(x − ∇f) − x would lose a small gradient far out, where x is large.
  if (set === undefined) return isStationary(now, bounds, tolerance);
  return isStationary({ ...now, gradient: projectedStep(set, now, 1) }, undefined, tolerance);
}

function* descend(problem: MinimizationProblem, onto: ConvexSet | undefined) {
  checkFinite('x0', problem.x0);
  const set = onto ?? setOf(problem);
  const x = problem.x0.slice();
  set.project(x);
  let now: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  const isUnbounded = fallsForever(now);
  let step = 0;
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    if (isStationaryOn(onto, now, problem)) return end('gradient-small');
    const found: PathStep | undefined = yield* searchPath(set, now, step > 0 ? 2 * step : firstStep(now));
    if (found === undefined) return endOfDescent(now, now.gradient, problem);
    const negligible = hasStalled(now, found.trial, problem);
    ({ step, trial: now } = found);
    if (!negligible) continue;
    yield* progress(now);
    return endOfDescent(now, projectedStep(set, now, 1), problem);
  }
}

interface PathStep {
  readonly trial: Trial;
  readonly step: number;
}

function* searchPath(set: ConvexSet, now: Trial, first: number): Method<Gradients, PathStep | undefined> {
  const rounding = 8 * 2 ** -52 * Math.abs(now.value);
  for (let k = 0, step = first; k < 80; k++, step *= 0.5) {
    const move = projectedStep(set, now, step);
    const x = now.x.map((v, i) => v + move[i]!);
    // The sum may round out of the set by a unit in the last place.
    set.project(x);
    const trial = yield* trialAt(x);
    let square = 0;
    let change = 0;
    for (let i = 0; i < x.length; i++) {
      const moved = x[i]! - now.x[i]!;
      square += moved * moved;
      change += moved * (trial.gradient[i]! - now.gradient[i]!);
    }
    if (trial.value <= now.value - (1e-4 * square) / step) return { trial, step };
    // Where rounding hides the decrease, the curvature along the move says whether the step is short enough.
    if (trial.value <= now.value + rounding && change <= square / step) return { trial, step };
  }
  return undefined;
}
