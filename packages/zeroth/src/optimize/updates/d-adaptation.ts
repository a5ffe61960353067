import { checkPositive } from '../../array/checks.js';
import { checkedAdam } from './adam.js';
import type { ProdigyUpdateOptions } from './prodigy.js';
import { type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** What D-Adaptation remembers. */
export interface DAdaptationState extends UpdateState {
  readonly mean: Numbers[];
  readonly square: Numbers[];
  /** s, the weighted sum of gradients. */
  readonly sum: Numbers[];
  /** r, the weighted sum of ⟨g, s⟩ in the metric of the denominators. */
  progress: number;
  /** d, the estimate of the distance to a solution from below, which only grows. */
  distance: number;
}

/**
 * Adam with D-Adaptation: its rate is d, a lower bound of the distance to a solution that the gradients give, so that the
 * rate to give is 1, or a schedule that begins with it. Without corrections for the start at zero. The weight decay is
 * decoupled.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Defazio, Mishchenko: Learning-rate-free learning by D-adaptation (2023), algorithm 5
 */
export function dAdaptationUpdate({
  firstDistance = 1e-6,
  ...options
}: ProdigyUpdateOptions = {}): UpdateRule<DAdaptationState> {
  const { meanDecay, squareDecay, epsilon, weightDecay } = checkedAdam(options);
  checkPositive('firstDistance', firstDistance);
  const sumDecay = Math.sqrt(squareDecay);
  return {
    name: 'dAdaptation',
    rate: 1,
    begin: (tensors) => ({
      step: 0,
      mean: zerosLike(tensors),
      square: zerosLike(tensors),
      sum: zerosLike(tensors),
      progress: 0,
      distance: firstDistance,
    }),
    step(tensors, gradients, state, rate) {
      state.step++;
      const amount = rate * state.distance;
      let [size, along] = [0, 0];
      tensors.forEach(({ values: x }, t) => {
        const [gradient, mean, square, sum] = [gradients[t]!, state.mean[t]!, state.square[t]!, state.sum[t]!];
        for (let i = 0; i < x.length; i++) {
          const g = gradient[i]!;
          mean[i] = meanDecay * mean[i]! + (1 - meanDecay) * amount * g;
          square[i] = squareDecay * square[i]! + (1 - squareDecay) * g * g;
          const denominator = Math.sqrt(square[i]!) + epsilon;
          const kept = (1 - amount * weightDecay) * x[i]!;
          // A denominator of zero means that all gradients so far were.
          if (denominator > 0) {
            along += (g * sum[i]!) / denominator;
            x[i] = kept - mean[i]! / denominator;
          } else x[i] = kept;
          sum[i] = sumDecay * sum[i]! + (1 - sumDecay) * amount * g;
          size += Math.abs(sum[i]!);
        }
      });
      state.progress = sumDecay * state.progress + (1 - sumDecay) * amount * along;
      if (size > 0) state.distance = Math.max(state.distance, state.progress / ((1 - sumDecay) * size));
    },
  };
}
