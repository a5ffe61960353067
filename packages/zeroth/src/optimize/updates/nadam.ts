import { checkNotNegative } from '../../array/checks.js';
import { type AdamUpdateOptions, checkedAdam } from './adam.js';
import { type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of {@link nAdamUpdate}. */
export interface NAdamUpdateOptions extends AdamUpdateOptions {
  /** ψ ≥ 0 of the momentum's warm-up, μ_k = β₁ (1 − 0.96^(ψ k) / 2). Default 0.004. */
  readonly momentumDecay?: number;
}

/** What NAdam remembers. */
export interface NAdamState extends UpdateState {
  readonly mean: Numbers[];
  readonly square: Numbers[];
  /** μ₁ ⋯ μ_k */
  momentumProduct: number;
}

/**
 * Adam with Nesterov's momentum: the step uses the mean as it will be after the same gradient came once more.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Dozat: Incorporating Nesterov momentum into Adam (2016), algorithm 2
 */
export function nAdamUpdate({ momentumDecay = 0.004, ...options }: NAdamUpdateOptions = {}): UpdateRule<NAdamState> {
  const { meanDecay, squareDecay, epsilon, weightDecay } = checkedAdam(options);
  checkNotNegative('momentumDecay', momentumDecay);
  const momentumAt = (k: number) => meanDecay * (1 - 0.5 * 0.96 ** (k * momentumDecay));
  return {
    name: 'nAdam',
    rate: 2e-3,
    begin: (tensors) => ({ step: 0, mean: zerosLike(tensors), square: zerosLike(tensors), momentumProduct: 1 }),
    step(tensors, gradients, state, rate) {
      const k = ++state.step;
      const [now, next] = [momentumAt(k), momentumAt(k + 1)];
      state.momentumProduct *= now;
      const ofGradient = (rate * (1 - now)) / (1 - state.momentumProduct);
      const ofMean = (rate * next) / (1 - state.momentumProduct * next);
      const correction = 1 / (1 - squareDecay ** k);
      tensors.forEach(({ values: x }, t) => {
        const [gradient, mean, square] = [gradients[t]!, state.mean[t]!, state.square[t]!];
        for (let i = 0; i < x.length; i++) {
          const g = gradient[i]! + weightDecay * x[i]!;
          mean[i] = meanDecay * mean[i]! + (1 - meanDecay) * g;
          square[i] = squareDecay * square[i]! + (1 - squareDecay) * g * g;
          const denominator = Math.sqrt(square[i]! * correction) + epsilon;
          if (denominator > 0) x[i]! -= (ofGradient * g + ofMean * mean[i]!) / denominator;
        }
      });
    },
  };
}
