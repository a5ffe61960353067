import { checkDecay, checkFinite } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { type Gradients, gradientAt, progress, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { type Trial, trialAt } from '../pieces/trial.js';
import { type VarianceReducedOptions, varianceReduced } from '../stochastic/variance-reduced.js';
import { polyakTheorems } from '../theorems/descent-theorems.js';

/** Options of {@link polyakStep}. */
export interface PolyakStepOptions extends Partial<VarianceReducedOptions> {
  /** The least value of f, f*, or a bound below it; with `terms`, of each sample. The steps are Polyak's where it is tight. */
  readonly lowerBound: number;
  /** Momentum β in [0, 1). Default 0. */
  readonly momentum?: number;
  /** What has momentum: the sum of gradients, or the move. Default 'movingAverage'. */
  readonly form?: 'movingAverage' | 'heavyBall';
  /** Largest step size, positive. Default Infinity. */
  readonly maxStep?: number;
}

/**
 * Gradient descent by Polyak's rule, which needs no constant but the least value: the step size that brings the bound on
 * the distance to a minimiser down most. With momentum either d ← β d + ∇f(x), x ← x − min(η, (f(x) − f*) / ‖d‖²) d; or,
 * as heavy ball, x ← x + Δ with Δ ← β Δ − min(η, (f(x) − f* + β ∇f(x)·Δ) / ‖∇f(x)‖²) ∇f(x).
 *
 * Asks: gradients or subgradients (order 1), one a step; with `terms` of a sample, and of the whole once a report. Where f
 * is convex and f* tight, ‖x − x*‖ never grows in the form of the moving average; without momentum the least f − f* falls
 * as 1/√k where f is Lipschitz, as 1/k where its gradient is. Of samples the same holds where one x suits them all.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Polyak: Introduction to optimization (1987), section 5.3
 * @source Wang, Johansson and Zhang: Generalized Polyak step size for first order optimization with momentum (2023)
 */
export function polyakStep({ terms, batch, reportEvery, ...rest }: PolyakStepOptions): Minimizer<Gradients> {
  const rule: Rule = { momentum: 0, form: 'movingAverage', maxStep: Infinity, ...rest };
  const { lowerBound, momentum, maxStep } = rule;
  checkDecay('momentum', momentum);
  if (!Number.isFinite(lowerBound))
    throw new ZerothError('option-out-of-range', `lowerBound must be finite, not ${lowerBound}.`, lowerBound);
  if (!(maxStep > 0))
    throw new ZerothError('option-out-of-range', `maxStep must be positive, not ${maxStep}.`, maxStep);
  if (terms === undefined)
    return {
      name: 'polyakStep',
      asks: ['gradients'],
      bounds: false,
      ...(momentum === 0 && maxStep === Infinity && { theorems: polyakTheorems(lowerBound) }),
      start: (problem) => descend(problem, rule),
    };
  const options = {
    terms,
    ...(batch === undefined ? undefined : { batch }),
    ...(reportEvery === undefined ? undefined : { reportEvery }),
  };
  return varianceReduced('polyakStep', options, (x0) => {
    const gradient = new Float64Array(x0.length);
    const move = mover(x0.length, rule);
    return function* step(x, sample) {
      const { value } = yield* gradientAt(x, gradient, { sample });
      move(x, value, gradient);
    };
  });
}

type Rule = Required<Omit<PolyakStepOptions, keyof VarianceReducedOptions>>;

/** Moves x in place, and remembers the direction or the last move. */
function mover(n: number, { lowerBound, momentum, form, maxStep }: Rule) {
  const kept = new Float64Array(n);
  // Momentum can cancel the gradient exactly; a zero direction means no step, not a division by zero. And a sample may
  // be below the bound, or heavy ball's move as good already as the bound can tell.
  const sizeOf = (gain: number, square: number) => (square > 0 ? Math.min(maxStep, Math.max(0, gain) / square) : 0);
  return (x: Vector, value: number, gradient: Vector): void => {
    if (form === 'heavyBall') {
      const step = sizeOf(value - lowerBound + momentum * dot(gradient, kept), dot(gradient, gradient));
      for (let i = 0; i < n; i++) {
        kept[i] = momentum * kept[i]! - step * gradient[i]!;
        x[i]! += kept[i]!;
      }
      return;
    }
    for (let i = 0; i < n; i++) kept[i] = momentum * kept[i]! + gradient[i]!;
    const step = sizeOf(value - lowerBound, dot(kept, kept));
    for (let i = 0; i < n; i++) x[i]! -= step * kept[i]!;
  };
}

function* descend(problem: MinimizationProblem, rule: Rule) {
  const { x0 } = problem;
  checkFinite('x0', x0);
  const x = x0.slice();
  const move = mover(x.length, rule);
  let now: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  const isUnbounded = fallsForever(now);
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    const reason = reasonAt(now, problem, isUnbounded);
    if (reason !== undefined) return end(reason);
    // The bound is reached: the rule has no step left.
    if (now.value <= rule.lowerBound) return end('no-decrease-left');
    const next = now.x.slice();
    move(next, now.value, now.gradient);
    now = yield* trialAt(next);
    if (now.value === Infinity) return end('no-progress');
  }
}
