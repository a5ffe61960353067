import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { addScaled, norm2, scale } from '../../array/vector.js';
import { type Gradients, gradientAt, type Method, type Progress, progress, type Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import type { GradientReport, MinimizationProblem, Minimizer, MinimizerEnd } from '../minimizer.js';
import { end, fallsForever, isStationary } from '../pieces/endings.js';
import { checkTerms, type TermOptions, termSample } from '../pieces/term-samples.js';

/** Options of {@link onlineToNonConvex}. */
export interface OnlineToNonConvexOptions extends TermOptions {
  /** D > 0, the longest step. */
  readonly longest: number;
  /** η > 0, the learning rate of the online learner that chooses steps. */
  readonly rate: number;
  /** T, steps between two reports, from 1: all points of them are within δ = T D of each other. */
  readonly epoch: number;
  /** Whether the learner expects the last gradient to come again, for f that is smooth and answers without noise. Default false. */
  readonly optimistic?: boolean;
}

/**
 * From online learning to stationary points, for f that need be neither smooth nor convex: an online learner chooses each
 * step within a ball, x ← x + Δ, and its loss is the gradient at a random point of the step, which in the mean is the
 * change of f exactly: Δ ← the projection of Δ − η g. The optimistic learner plays for the gradient that it expects, the last one,
 * and asks at the middle of the step.
 *
 * Asks: gradients (order 1), one a step, of a sample where `terms` are given. O(δ⁻¹ ε⁻³) of them lead to a mean of gradients within δ that is
 * shorter than ε, in expectation, with η = D / (G √T) for gradients of length G; O(δ^(−1/2) ε^(−3/2)) for smooth f without noise by the
 * optimistic learner. Reports, once an epoch, the mean of its points and of its values, and as the gradient the mean
 * of its gradients, which lies in Goldstein's δ-subdifferential (in expectation, where samples are asked). Ends where that is small.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Cutkosky, Mehta, Orabona: Optimal stochastic non-smooth non-convex optimization through online-to-non-convex
 *   conversion (2023), algorithm 1
 */
export function onlineToNonConvex(options: OnlineToNonConvexOptions): Minimizer<Gradients> {
  checkPositive('longest', options.longest);
  checkPositive('rate', options.rate);
  checkInteger('epoch', options.epoch, 1);
  checkTerms(options);
  return {
    name: options.optimistic ? 'onlineToNonConvex, optimistic' : 'onlineToNonConvex',
    asks: ['gradients'],
    bounds: false,
    start: (problem) => convert(problem, options),
  };
}

function* convert(
  { x0, seed, tolerance }: MinimizationProblem,
  { longest, rate, epoch, optimistic = false, ...sampling }: OnlineToNonConvexOptions,
): Method<Gradients | Progress<GradientReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const draws = random(seed);
  const x = x0.slice();
  const step = new Float64Array(n);
  // What the learner would play if it expected nothing.
  const learned = new Float64Array(n);
  let isUnbounded: ReturnType<typeof fallsForever> | undefined;
  for (;;) {
    const mean = { x: new Float64Array(n), value: 0, gradient: new Float64Array(n) };
    for (let t = 0; t < epoch; t++) {
      const part = optimistic ? 0.5 : draws.uniform();
      const at: Vector = x.map((v, i) => v + part * step[i]!);
      const { value, gradient } = yield* gradientAt(at, new Float64Array(n), termSample(draws, sampling));
      mean.value += value / epoch;
      addScaled(mean.x, 1 / epoch, at);
      addScaled(mean.gradient, 1 / epoch, gradient);
      addScaled(x, 1, step);
      addScaled(learned, -rate, gradient);
      shorten(learned, longest);
      step.set(learned);
      if (!optimistic) continue;
      addScaled(step, -rate, gradient);
      shorten(step, longest);
    }
    isUnbounded ??= fallsForever(mean);
    if (yield* progress(mean)) return end(undefined);
    if (isUnbounded(mean)) return end('unbounded');
    if (isStationary(mean, undefined, tolerance)) return end('gradient-small');
  }
}

/** The nearest vector that is no longer. */
function shorten(step: Vector, longest: number): void {
  const length = norm2(step);
  if (length > longest) scale(step, longest / length);
}
