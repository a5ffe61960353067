import { type AdamUpdateOptions, checkedAdam } from './adam.js';
import { type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** What LAMB remembers. */
export interface LambState extends UpdateState {
  readonly mean: Numbers[];
  readonly square: Numbers[];
  /** The direction of the tensor at hand, as long as the longest: memory of a step, not of the past. */
  readonly direction: Float64Array;
}

/**
 * Adam whose step is scaled, tensor by tensor, to the size of the weights: r = m̂ / (√v̂ + ε) + λ x,
 * x ← x − η (‖x‖ / ‖r‖) r, with the factor 1 where a norm is zero. For large batches.
 *
 * @throws ZerothError `option-out-of-range`
 * @source You et al.: Large batch optimization for deep learning, training BERT in 76 minutes (2020), algorithm 2
 */
export function lambUpdate(options: AdamUpdateOptions = {}): UpdateRule<LambState> {
  const { meanDecay, squareDecay, epsilon, weightDecay } = checkedAdam({ epsilon: 1e-6, ...options });
  return {
    name: 'lamb',
    rate: 1e-3,
    begin: (tensors) => ({
      step: 0,
      mean: zerosLike(tensors),
      square: zerosLike(tensors),
      direction: new Float64Array(tensors.reduce((most, { values }) => Math.max(most, values.length), 0)),
    }),
    step(tensors, gradients, state, rate) {
      const k = ++state.step;
      const meanCorrection = 1 / (1 - meanDecay ** k);
      const squareCorrection = 1 / (1 - squareDecay ** k);
      const { direction } = state;
      tensors.forEach(({ values: x }, t) => {
        const [gradient, mean, square] = [gradients[t]!, state.mean[t]!, state.square[t]!];
        let [ofWeights, ofDirection] = [0, 0];
        for (let i = 0; i < x.length; i++) {
          const g = gradient[i]!;
          mean[i] = meanDecay * mean[i]! + (1 - meanDecay) * g;
          square[i] = squareDecay * square[i]! + (1 - squareDecay) * g * g;
          const denominator = Math.sqrt(square[i]! * squareCorrection) + epsilon;
          const r = (denominator > 0 ? (mean[i]! * meanCorrection) / denominator : 0) + weightDecay * x[i]!;
          direction[i] = r;
          ofWeights += x[i]! * x[i]!;
          ofDirection += r * r;
        }
        const amount = ofWeights > 0 && ofDirection > 0 ? rate * Math.sqrt(ofWeights / ofDirection) : rate;
        for (let i = 0; i < x.length; i++) x[i]! -= amount * direction[i]!;
      });
    },
  };
}
