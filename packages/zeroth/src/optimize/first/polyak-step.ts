import { checkDecay, checkFinite } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { type Gradients, gradientAt, progress } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { type Trial, trialAt } from '../pieces/trial.js';

/** Options of {@link polyakStep}. */
export interface PolyakStepOptions {
  /** The least value of f, f*, or a bound below it. The steps are Polyak's where it is tight. */
  readonly lowerBound: number;
  /** Momentum β in [0, 1). Default 0. */
  readonly momentum?: number;
  /** Largest step size, positive. Default Infinity. */
  readonly maxStep?: number;
}

/**
 * Gradient descent by Polyak's rule, which needs no constant but the least value: d ← β d + ∇f(x),
 * x ← x − min(η, (f(x) − f*) / ‖d‖²) d.
 *
 * Asks: gradients or subgradients (order 1), one a step. Without momentum, where f is convex and f* tight, ‖x − x*‖ never
 * grows, and the least f − f* falls as 1/√k where f is Lipschitz, as 1/k where its gradient is.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Polyak: Introduction to optimization (1987), section 5.3
 * @source Wang, Johansson and Zhang: Generalized Polyak step size for first order optimization with momentum (2023)
 */
export function polyakStep({ lowerBound, momentum = 0, maxStep = Infinity }: PolyakStepOptions): Minimizer<Gradients> {
  checkDecay('momentum', momentum);
  if (!Number.isFinite(lowerBound))
    throw new ZerothError('option-out-of-range', `lowerBound must be finite, not ${lowerBound}.`, lowerBound);
  if (!(maxStep > 0))
    throw new ZerothError('option-out-of-range', `maxStep must be positive, not ${maxStep}.`, maxStep);
  return {
    name: 'polyakStep',
    asks: ['gradients'],
    bounds: false,
    start: (problem) => descend(problem, lowerBound, momentum, maxStep),
  };
}

function* descend(problem: MinimizationProblem, lowerBound: number, momentum: number, maxStep: number) {
  const { x0 } = problem;
  checkFinite('x0', x0);
  const direction = new Float64Array(x0.length);
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  const isUnbounded = fallsForever(now);
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    const reason = reasonAt(now, problem, isUnbounded);
    if (reason !== undefined) return end(reason);
    // The bound is reached: the rule has no step left.
    if (now.value <= lowerBound) return end('no-decrease-left');
    const { x, gradient, value } = now;
    for (let i = 0; i < x.length; i++) direction[i] = momentum * direction[i]! + gradient[i]!;
    const square = dot(direction, direction);
    // Momentum can cancel the gradient exactly; a zero direction means no step, not a division by zero.
    const step = square > 0 ? Math.min(maxStep, (value - lowerBound) / square) : 0;
    now = yield* trialAt(x.map((v, i) => v - step * direction[i]!));
    if (now.value === Infinity) return end('no-progress');
  }
}
