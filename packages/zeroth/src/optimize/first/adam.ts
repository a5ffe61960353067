import { checkDecay, checkFinite, checkPositive } from '../../array/checks.js';
import { checkpoint, gradientAt, progress } from '../../query/index.js';
import type { Vector } from '../../query/types.js';

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Step size α > 0. Default 0.001. */
  readonly step?: number;
  /** Decay β₁ in [0, 1) of the mean of gradients. Default 0.9. */
  readonly meanDecay?: number;
  /** Decay β₂ in [0, 1) of the mean of their squares. Default 0.999. */
  readonly squareDecay?: number;
  /** ε > 0, which keeps the denominator from zero. Default 1e-8. */
  readonly epsilon?: number;
}

/** All that Adam knows after k steps; it goes into checkpoints. */
export interface AdamState {
  readonly k: number;
  readonly x: Vector;
  /** mean of gradients m, and of their squares v, without correction of their bias towards zero */
  readonly mean: Vector;
  readonly square: Vector;
}

/**
 * Adam: steps by the mean of the gradients over the root of the mean of their squares, by coordinate, both exponential
 * averages corrected for their start at zero: x ← x − α m̂ / (√v̂ + ε).
 *
 * Asks: gradients (order 1). Offers its whole state as a checkpoint before each question. A coordinate moves by at most
 * α (1 − β₁)/√(1 − β₂) a step where this exceeds α, and by about α. It does not converge for all convex objectives.
 *
 * @param x0 starting point, length n; it is not changed
 * @returns the last point reported, once a stop rule has fired
 * @source Kingma, Ba: Adam: a method for stochastic optimization (2015), algorithm 1
 */
export function* adam(
  x0: Vector,
  { step = 1e-3, meanDecay = 0.9, squareDecay = 0.999, epsilon = 1e-8 }: AdamOptions = {},
) {
  checkFinite('x0', x0);
  checkPositive('step', step);
  checkDecay('meanDecay', meanDecay);
  checkDecay('squareDecay', squareDecay);
  checkPositive('epsilon', epsilon);
  const n = x0.length;
  const gradient = new Float64Array(n);
  let state: AdamState = { k: 0, x: x0.slice(), mean: new Float64Array(n), square: new Float64Array(n) };
  for (;;) {
    state = yield* checkpoint(state);
    const { x, mean, square } = state;
    const { value } = yield* gradientAt(x, gradient);
    if (yield* progress({ x, value, gradient })) return x;
    const k = state.k + 1;
    const meanCorrection = 1 - meanDecay ** k;
    const squareCorrection = 1 - squareDecay ** k;
    for (let i = 0; i < n; i++) {
      const g = gradient[i]!;
      mean[i] = meanDecay * mean[i]! + (1 - meanDecay) * g;
      square[i] = squareDecay * square[i]! + (1 - squareDecay) * g * g;
      x[i]! -= (step * (mean[i]! / meanCorrection)) / (Math.sqrt(square[i]! / squareCorrection) + epsilon);
    }
    state = { k, x, mean, square };
  }
}
