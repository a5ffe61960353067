import { checkPositive } from '../../array/checks.js';
import { type AdamUpdateOptions, checkedAdam } from './adam.js';
import { copiesOf, type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of {@link prodigyUpdate}. */
export interface ProdigyUpdateOptions extends AdamUpdateOptions {
  /** d₀ > 0, the first estimate of the distance to a solution, from below. Default 1e-6. */
  readonly firstDistance?: number;
}

/** What Prodigy remembers. */
export interface ProdigyState extends UpdateState {
  readonly mean: Numbers[];
  readonly square: Numbers[];
  /** s, the weighted sum of gradients. */
  readonly sum: Numbers[];
  /** x₀ */
  readonly start: Numbers[];
  /** r, the weighted sum of ⟨g, x₀ − x⟩. */
  progress: number;
  /** d, the estimate of ‖x₀ − x*‖, which only grows. */
  distance: number;
}

/**
 * Prodigy: Adam whose rate is an estimate d of the distance to a solution, learnt from the gradients, so that the rate to
 * give is 1, or a schedule that begins with it. The weight decay is decoupled.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Mishchenko, Defazio: Prodigy, an expeditiously adaptive parameter-free learner (2023), algorithm 4
 */
export function prodigyUpdate({
  firstDistance = 1e-6,
  ...options
}: ProdigyUpdateOptions = {}): UpdateRule<ProdigyState> {
  const { meanDecay, squareDecay, epsilon, weightDecay } = checkedAdam(options);
  checkPositive('firstDistance', firstDistance);
  const sumDecay = Math.sqrt(squareDecay);
  return {
    name: 'prodigy',
    rate: 1,
    begin: (tensors) => ({
      step: 0,
      mean: zerosLike(tensors),
      square: zerosLike(tensors),
      sum: zerosLike(tensors),
      start: copiesOf(tensors),
      progress: 0,
      distance: firstDistance,
    }),
    step(tensors, gradients, state, rate) {
      state.step++;
      const d = state.distance;
      const added = (1 - sumDecay) * rate * d * d;
      let [size, along] = [0, 0];
      tensors.forEach(({ values: x }, t) => {
        const [gradient, mean, square] = [gradients[t]!, state.mean[t]!, state.square[t]!];
        const [sum, start] = [state.sum[t]!, state.start[t]!];
        for (let i = 0; i < x.length; i++) {
          const g = gradient[i]!;
          mean[i] = meanDecay * mean[i]! + (1 - meanDecay) * d * g;
          square[i] = squareDecay * square[i]! + (1 - squareDecay) * d * d * g * g;
          sum[i] = sumDecay * sum[i]! + added * g;
          size += Math.abs(sum[i]!);
          along += g * (start[i]! - x[i]!);
          const denominator = Math.sqrt(square[i]!) + d * epsilon;
          const kept = (1 - rate * d * weightDecay) * x[i]!;
          x[i] = denominator > 0 ? kept - (rate * d * mean[i]!) / denominator : kept;
        }
      });
      state.progress = sumDecay * state.progress + added * along;
      if (size > 0) state.distance = Math.max(d, state.progress / size);
    },
  };
}
