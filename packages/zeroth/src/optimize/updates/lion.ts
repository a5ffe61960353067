import { checkDecay, checkNotNegative } from '../../array/checks.js';
import { type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of {@link lionUpdate}. */
export interface LionUpdateOptions {
  /** β₁ in [0, 1), of the mean that is stepped by. Default 0.9. */
  readonly stepDecay?: number;
  /** β₂ in [0, 1), of the mean that is kept. Default 0.99. */
  readonly meanDecay?: number;
  /** λ ≥ 0, decoupled. Default 0. */
  readonly weightDecay?: number;
}

/** What Lion remembers. */
export interface LionState extends UpdateState {
  readonly mean: Numbers[];
}

/**
 * Lion: x ← x − η (sign(β₁ m + (1 − β₁) g) + λ x), m ← β₂ m + (1 − β₂) g. One vector of memory; every coordinate moves
 * by η.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Chen et al.: Symbolic discovery of optimization algorithms (2023), algorithm 2
 */
export function lionUpdate({
  stepDecay = 0.9,
  meanDecay = 0.99,
  weightDecay = 0,
}: LionUpdateOptions = {}): UpdateRule<LionState> {
  checkDecay('stepDecay', stepDecay);
  checkDecay('meanDecay', meanDecay);
  checkNotNegative('weightDecay', weightDecay);
  return {
    name: 'lion',
    rate: 1e-4,
    begin: (tensors) => ({ step: 0, mean: zerosLike(tensors) }),
    step(tensors, gradients, state, rate) {
      state.step++;
      tensors.forEach(({ values: x }, t) => {
        const [gradient, mean] = [gradients[t]!, state.mean[t]!];
        for (let i = 0; i < x.length; i++) {
          const g = gradient[i]!;
          x[i]! -= rate * (Math.sign(stepDecay * mean[i]! + (1 - stepDecay) * g) + weightDecay * x[i]!);
          mean[i] = meanDecay * mean[i]! + (1 - meanDecay) * g;
        }
      });
    },
  };
}
