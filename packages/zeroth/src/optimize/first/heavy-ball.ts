import { checkDecay, checkFinite, checkPositive } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import { type Gradients, gradientAt, progress, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { type Schedule, toSchedule } from '../pieces/schedules.js';
import { type Trial, trialAt } from '../pieces/trial.js';
import { heavyBallTheorems } from '../theorems/descent-theorems.js';

/** Options of {@link heavyBall}: a step and a momentum, or the curvatures that give both. */
export type HeavyBallOptions =
  | {
      /** Step size, positive, or one for each iteration. */
      readonly step: number | Schedule;
      /** Momentum β in [0, 1). Default 0.9. */
      readonly momentum?: number;
    }
  | {
      /** L, the largest curvature of f. */
      readonly smoothness: number;
      /** μ, the least curvature of f, in (0, L]. */
      readonly convexity: number;
    };

/**
 * Gradient descent with momentum: x ← x − η ∇f(x) + β (x − x before).
 *
 * Asks: gradients (order 1), one a step. On quadratics with curvatures in [μ, L], η = 4/(√L + √μ)² and
 * β = ((√κ − 1)/(√κ + 1))², κ = L/μ, give the rate √β; on other strongly convex functions it may cycle.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Polyak: Some methods of speeding up the convergence of iteration methods (1964)
 */
export function heavyBall(options: HeavyBallOptions): Minimizer<Gradients> {
  const { step, momentum } = 'step' in options ? { momentum: 0.9, ...options } : best(options);
  if (typeof step === 'number') checkPositive('step', step);
  checkDecay('momentum', momentum);
  return {
    name: 'heavyBall',
    asks: ['gradients'],
    bounds: false,
    ...(typeof step === 'number' && { theorems: heavyBallTheorems(step, momentum) }),
    start: (problem) => roll(problem, toSchedule(step), momentum),
  };
}

function best({ smoothness, convexity }: { readonly smoothness: number; readonly convexity: number }) {
  checkPositive('smoothness', smoothness);
  checkPositive('convexity', convexity);
  if (convexity > smoothness)
    throw new ZerothError('option-out-of-range', 'convexity must be at most smoothness.', convexity);
  const [high, low] = [Math.sqrt(smoothness), Math.sqrt(convexity)];
  return { step: 4 / (high + low) ** 2, momentum: ((high - low) / (high + low)) ** 2 };
}

function* roll(problem: MinimizationProblem, step: Schedule, momentum: number) {
  const { x0 } = problem;
  checkFinite('x0', x0);
  const start = x0.slice();
  let now: Trial = { x: start, ...(yield* gradientAt(start, new Float64Array(start.length))) };
  let before: Vector = start;
  const isUnbounded = fallsForever(now);
  for (let k = 0; ; k++) {
    if (yield* progress(now)) return end(undefined);
    const reason = reasonAt(now, problem, isUnbounded);
    if (reason !== undefined) return end(reason);
    const { x, gradient } = now;
    const eta = step(k);
    const last = before;
    const next = x.map((v, i) => v - eta * gradient[i]! + momentum * (v - last[i]!));
    before = x;
    now = yield* trialAt(next);
    if (now.value === Infinity) return end('no-progress');
  }
}
