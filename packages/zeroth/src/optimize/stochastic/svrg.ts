import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { gradientAt, gradientsAt, progress } from '../../query/index.js';
import type { Vector } from '../../query/types.js';
import { random } from '../../random/index.js';

/** Options of {@link svrg}. */
export interface SvrgOptions {
  /** Step size η > 0, below 1/(4 L) for the theorem to say something. */
  readonly step: number;
  /** N, how many terms the objective is the mean of. */
  readonly terms: number;
  /** m, inner steps an epoch. Default 2 N. */
  readonly inner?: number;
  /** Terms an inner step, drawn without replacement. Default 1. */
  readonly batch?: number;
  /** Which inner point the next epoch begins at: the last, or one at random, for which the theorem holds. Default `last`. */
  readonly anchor?: 'last' | 'random';
  /** Seed of the draws, a safe integer. Default 0. */
  readonly seed?: number;
}

/**
 * Stochastic variance-reduced gradient for f = (1/N) Σ fᵢ: each epoch takes the whole gradient at an anchor y once, then
 * m steps x ← x − η (∇f_S(x) − ∇f_S(y) + ∇f(y)) with small samples S of the terms.
 *
 * Asks: gradients (order 1), without a `sample` for the whole of f, and with the indices of S at x and y in one
 * question. For convex fᵢ with L-Lipschitz gradients and μ-strongly convex f, the mean of f − f* over the anchors (drawn
 * at random) shrinks by 1/(μ η (1 − 2 L η) m) + 2 L η/(1 − 2 L η) an epoch.
 *
 * Reports the anchor, its value and its gradient, once an epoch.
 *
 * @param x0 starting point, length n; it is not changed
 * @returns the last anchor reported, once a stop rule has fired
 * @source Johnson, Zhang: Accelerating stochastic gradient descent using predictive variance reduction (2013)
 */
export function* svrg(
  x0: Vector,
  { step, terms, inner = 2 * terms, batch = 1, anchor = 'last', seed = 0 }: SvrgOptions,
) {
  checkFinite('x0', x0);
  checkPositive('step', step);
  checkInteger('terms', terms, 1);
  checkInteger('inner', inner, 1);
  checkInteger('batch', batch, 1, terms);
  const draws = random(seed);
  const x = x0.slice();
  const y = x0.slice();
  const gradient = new Float64Array(x.length);
  for (;;) {
    y.set(x);
    const { value } = yield* gradientAt(y, gradient);
    if (yield* progress({ x: y, value, gradient })) return y;
    // Steps after the point that is drawn would be thrown away, so they are not taken.
    const steps = anchor === 'random' ? draws.integer(inner) : inner;
    for (let k = 0; k < steps; k++) {
      const sample = Array.from(draws.choice(terms, batch));
      const answers = yield* gradientsAt([x, y], { sample });
      const now = answers[0]!.gradient;
      const then = answers[1]!.gradient;
      for (let i = 0; i < x.length; i++) x[i]! -= step * (now[i]! - then[i]! + gradient[i]!);
    }
  }
}
