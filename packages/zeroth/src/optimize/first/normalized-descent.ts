import { checkPositive } from '../../array/checks.js';
import { norm2 } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import type { Gradients } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { descendBy } from '../pieces/descend-by.js';
import { type Schedule, toSchedule } from '../pieces/schedules.js';
import { trialAt } from '../pieces/trial.js';

/** Options of {@link normalizedDescent}. */
export interface NormalizedDescentOptions {
  /** γ, positive, or one for each step. The theorem has γ = ε^β / C for a gradient of norm ε, C from the smoothness. */
  readonly step: number | Schedule;
  /** β in [0, 1], from the α of the smoothness on. Default 1: every step has the length γ. */
  readonly power?: number;
}

/**
 * Gradient descent with the gradient divided by a power of its norm: x ← x − γ ∇f(x) / ‖∇f(x)‖^β.
 *
 * Asks: gradients (order 1), one a step. For f whose smoothness grows with the gradient, ‖∇f(y) − ∇f(x)‖ ≤
 * (K₀ + K₁ max over the segment of ‖∇f‖^α) ‖y − x‖, as that of exponentials (α = 1) and of polynomials of degree p
 * (α = (p − 2)/(p − 1)) does, min ‖∇f‖ falls at O(1/√k), nonconvex f included, where β ≥ α and γ suits k. With a
 * constant γ and β = 1 it ends up moving about the minimum at a distance of the order of γ.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Chen, Zhou, Liang, Lu: Generalized-smooth nonconvex optimization is as efficient as smooth nonconvex optimization (2023), algorithm 1
 */
export function normalizedDescent({ step, power = 1 }: NormalizedDescentOptions): Minimizer<Gradients> {
  if (typeof step === 'number') checkPositive('step', step);
  if (!(power >= 0 && power <= 1))
    throw new ZerothError('option-out-of-range', `power must be in [0, 1], not ${power}.`, power);
  const schedule = toSchedule(step);
  return {
    name: 'normalizedDescent',
    asks: ['gradients'],
    bounds: false,
    start: (problem) =>
      descendBy(problem, () => {
        let k = 0;
        return function* next({ x, gradient }) {
          const factor = schedule(k++) / norm2(gradient) ** power;
          return yield* trialAt(x.map((v, i) => v - factor * gradient[i]!));
        };
      }),
  };
}
