import { type AdamUpdateOptions, checkedAdam } from './adam.js';
import { type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** What RAdam remembers. */
export interface RAdamState extends UpdateState {
  readonly mean: Numbers[];
  readonly square: Numbers[];
}

/**
 * Adam without the adaptive denominator while its variance is not bounded (the first steps), and with its variance
 * rectified from then on: no warm-up is needed.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Liu, Jiang, He, Chen, Liu, Gao, Han: On the variance of the adaptive learning rate and beyond (2020), algorithm 2
 */
export function rAdamUpdate(options: AdamUpdateOptions = {}): UpdateRule<RAdamState> {
  const { meanDecay, squareDecay, epsilon, weightDecay } = checkedAdam(options);
  const longest = 2 / (1 - squareDecay) - 1;
  return {
    name: 'rAdam',
    rate: 1e-3,
    begin: (tensors) => ({ step: 0, mean: zerosLike(tensors), square: zerosLike(tensors) }),
    step(tensors, gradients, state, rate) {
      const k = ++state.step;
      const left = 1 - squareDecay ** k;
      // Length of the simple average that the exponential one approximates.
      const length = longest - (2 * k * squareDecay ** k) / left;
      const isBounded = length > 5;
      const rectified = isBounded
        ? Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length))
        : 1;
      const amount = (rate * rectified) / (1 - meanDecay ** k);
      const root = Math.sqrt(left);
      tensors.forEach(({ values: x }, t) => {
        const [gradient, mean, square] = [gradients[t]!, state.mean[t]!, state.square[t]!];
        for (let i = 0; i < x.length; i++) {
          const g = gradient[i]! + weightDecay * x[i]!;
          mean[i] = meanDecay * mean[i]! + (1 - meanDecay) * g;
          square[i] = squareDecay * square[i]! + (1 - squareDecay) * g * g;
          const denominator = isBounded ? (Math.sqrt(square[i]!) + epsilon) / root : 1;
          if (denominator > 0) x[i]! -= (amount * mean[i]!) / denominator;
        }
      });
    },
  };
}
