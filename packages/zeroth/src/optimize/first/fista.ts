import { checkFinite, checkNotNegative, checkPositive } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { type Gradients, gradientAt, type Method, type Progress, progress, type Vector } from '../../query/index.js';
import type { GradientReport, MinimizationProblem, Minimizer, MinimizerEnd } from '../minimizer.js';
import { firstStep, hasStalled } from '../pieces/descent.js';
import { end, fallsForever, isStationary } from '../pieces/endings.js';
import { checkTerm, type ProximalTerm } from '../pieces/proximal-maps.js';
import { type Trial, trialAt } from '../pieces/trial.js';
import { acceleratedTheorems } from '../theorems/accelerated-theorems.js';
import type { Theorem } from '../theorems/theorem.js';

/** Options of accelerated methods. */
export interface AccelerationOptions {
  /** L, a Lipschitz constant of ∇f, positive. Default: found by backtracking, to a factor of two. */
  readonly smoothness?: number;
  /** μ, a strong convexity of f, at least 0. With `smoothness`, momentum is constant then. Default 0: not known. */
  readonly convexity?: number;
  /** When momentum begins anew: as the gradient opposes the step, as the objective rises, or never. Default 'gradient'. */
  readonly restart?: 'gradient' | 'function' | 'never';
}

/** Throws `option-out-of-range`. */
export function checkAcceleration({ smoothness, convexity }: AccelerationOptions): void {
  if (smoothness !== undefined) checkPositive('smoothness', smoothness);
  if (convexity !== undefined) checkNotNegative('convexity', convexity);
}

/**
 * The accelerated proximal gradient method for f + h: x ← prox of h / L at y − ∇f(y) / L, y being x with momentum.
 *
 * Asks: gradients of f (order 1), two a step. Without restarts (F = f + h) F(x_k) − F* ≤ 2 L ‖x0 − x*‖² / (k + 1)² for convex f;
 * with backtracking L is at most twice the Lipschitz constant.
 *
 * @param term h, its value at the reports included
 * @throws ZerothError `bad-option`, `option-out-of-range`
 * @source Beck and Teboulle: A fast iterative shrinkage-thresholding algorithm for linear inverse problems (2009)
 * @source O'Donoghue and Candès: Adaptive restart for accelerated gradient schemes (2015)
 */
export function fista(term: ProximalTerm, options: AccelerationOptions = {}): Minimizer<Gradients> {
  checkTerm(term);
  checkAcceleration(options);
  return {
    name: 'fista',
    asks: ['gradients'],
    bounds: false,
    ...theoremsOf(options),
    term: (x) => term.value(x),
    start: (problem) => accelerated(problem, term, options),
  };
}

/** The theorems of accelerated steps, where L is given and nothing restarts. */
export function theoremsOf({ smoothness, convexity = 0, restart }: AccelerationOptions): {
  readonly theorems?: readonly Theorem[];
} {
  if (smoothness === undefined || restart !== 'never') return {};
  return { theorems: acceleratedTheorems(smoothness, convexity) };
}

/** The iteration, with or without momentum, with or without a term. */
export function* accelerated(
  problem: MinimizationProblem,
  term: ProximalTerm | undefined,
  { smoothness, convexity = 0, restart = 'gradient' }: AccelerationOptions,
  momentum = true,
): Method<Gradients | Progress<GradientReport>, MinimizerEnd> {
  checkFinite('x0', problem.x0);
  let x: Vector = problem.x0.slice();
  // A start outside the domain of h is brought into it.
  if (term !== undefined && term.value(x) === Infinity) term.apply(x, 1);
  let at: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  let now = whole(at, term);
  const isUnbounded = fallsForever(now);
  let lipschitz = smoothness ?? 1 / firstStep(at);
  if (!(lipschitz < Infinity)) lipschitz = 1;
  let t = 1;
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    if (isStationary(now, undefined, problem.tolerance)) return end('gradient-small');
    const found: Step | undefined = yield* stepFrom(at, term, lipschitz, smoothness === undefined);
    if (found === undefined) return end('no-progress');
    lipschitz = found.lipschitz;
    const next = whole(found.trial, term, found.mapping);
    // The mapping belongs to y; after a step of no momentum, y and x are one.
    const plain = at.x === x;
    if (plain && hasStalled(now, next, problem)) {
      yield* progress(next);
      return end('no-decrease-left');
    }
    const opposed =
      restart === 'gradient'
        ? opposes(found.mapping, next.x, x)
        : restart === 'function' && next.value > now.value && !plain;
    let beta = 0;
    if (!momentum || opposed) t = 1;
    else if (convexity > 0) {
      const root = Math.sqrt(Math.min(1, convexity / lipschitz));
      beta = (1 - root) / (1 + root);
    } else {
      const grown = 0.5 * (1 + Math.sqrt(1 + 4 * t * t));
      beta = (t - 1) / grown;
      t = grown;
    }
    const before: Vector = x;
    x = next.x;
    now = next;
    if (beta === 0) at = found.trial;
    else {
      const y: Vector = x.map((v, i) => v + beta * (v - before[i]!));
      at = yield* trialAt(y);
      // Momentum has left where f is finite.
      if (at.value === Infinity) [at, t] = [found.trial, 1];
    }
  }
}

interface Step {
  readonly trial: Trial;
  readonly lipschitz: number;
  /** L (y − x⁺), ∇f(y) where there is no term. */
  readonly mapping: Vector;
}

/** The point x⁺ at which the quadratic bound of f about y with constant L holds, L doubled until it does. */
function* stepFrom(
  at: Trial,
  term: ProximalTerm | undefined,
  first: number,
  search: boolean,
): Method<Gradients, Step | undefined> {
  for (let lipschitz = first; lipschitz < Infinity; lipschitz *= 2) {
    const x = at.x.map((v, i) => v - at.gradient[i]! / lipschitz);
    term?.apply(x, 1 / lipschitz);
    const trial = yield* trialAt(x);
    const move = x.map((v, i) => v - at.x[i]!);
    const mapping = move.map((m) => -lipschitz * m);
    const square = dot(move, move);
    const step = { trial, lipschitz, mapping };
    if (trial.value === Infinity && !search) return undefined;
    if (!search || square === 0) return step;
    if (trial.value <= at.value + dot(at.gradient, move) + 0.5 * lipschitz * square) return step;
    // Where rounding hides the difference, the change of the gradient shows the curvature.
    const hidden = Math.abs(trial.value - at.value) <= 2 ** -40 * Math.abs(at.value);
    if (hidden && dot(trial.gradient, move) - dot(at.gradient, move) <= lipschitz * square) return step;
  }
  return undefined;
}

/** The point with F = f + h; the gradient is that of f, or the gradient mapping where there is a term. */
function whole(trial: Trial, term: ProximalTerm | undefined, mapping?: Vector): Trial {
  if (term === undefined) return trial;
  const value = trial.value + term.value(trial.x);
  if (mapping !== undefined) return { x: trial.x, value, gradient: mapping };
  const x = trial.x.map((v, i) => v - trial.gradient[i]!);
  term.apply(x, 1);
  return { x: trial.x, value, gradient: trial.x.map((v, i) => v - x[i]!) };
}

function opposes(mapping: Vector, next: Vector, before: Vector): boolean {
  let sum = 0;
  for (let i = 0; i < next.length; i++) sum += mapping[i]! * (next[i]! - before[i]!);
  return sum > 0;
}
