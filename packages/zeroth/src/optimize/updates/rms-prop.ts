import { checkDecay, checkNotNegative } from '../../array/checks.js';
import { type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of {@link rmsPropUpdate}. */
export interface RmsPropUpdateOptions {
  /** Decay α in [0, 1) of the mean of squares. Default 0.99. */
  readonly squareDecay?: number;
  /** ε ≥ 0. Default 1e-8. */
  readonly epsilon?: number;
  /** Momentum in [0, 1) of the scaled gradients. Default 0. */
  readonly momentum?: number;
  /** Whether to divide by the deviation, the mean gradient taken away. Default false. */
  readonly centered?: boolean;
  /** λ ≥ 0, added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/** What RMSProp remembers; lists are empty where an option does without them. */
export interface RmsPropState extends UpdateState {
  readonly square: Numbers[];
  readonly mean: Numbers[];
  readonly momentum: Numbers[];
}

/**
 * RMSProp: v ← α v + (1 − α) g², x ← x − η g / (√v + ε).
 *
 * @throws ZerothError `option-out-of-range`
 * @source Tieleman, Hinton: Divide the gradient by a running average of its recent magnitude (2012)
 * @source Graves: Generating sequences with recurrent neural networks (2013), equations 38 to 45, for the centred form
 */
export function rmsPropUpdate({
  squareDecay = 0.99,
  epsilon = 1e-8,
  momentum = 0,
  centered = false,
  weightDecay = 0,
}: RmsPropUpdateOptions = {}): UpdateRule<RmsPropState> {
  checkDecay('squareDecay', squareDecay);
  checkNotNegative('epsilon', epsilon);
  checkDecay('momentum', momentum);
  checkNotNegative('weightDecay', weightDecay);
  return {
    name: 'rmsProp',
    rate: 0.01,
    begin: (tensors) => ({
      step: 0,
      square: zerosLike(tensors),
      mean: centered ? zerosLike(tensors) : [],
      momentum: momentum > 0 ? zerosLike(tensors) : [],
    }),
    step(tensors, gradients, state, rate) {
      state.step++;
      tensors.forEach(({ values: x }, t) => {
        const [gradient, square, mean, rolled] = [gradients[t]!, state.square[t]!, state.mean[t], state.momentum[t]];
        for (let i = 0; i < x.length; i++) {
          const g = gradient[i]! + weightDecay * x[i]!;
          square[i] = squareDecay * square[i]! + (1 - squareDecay) * g * g;
          let variance = square[i]!;
          if (mean !== undefined) {
            mean[i] = squareDecay * mean[i]! + (1 - squareDecay) * g;
            // Rounding may leave a little below zero where the gradient is constant.
            variance = Math.max(0, variance - mean[i]! * mean[i]!);
          }
          const denominator = Math.sqrt(variance) + epsilon;
          let direction = denominator > 0 ? g / denominator : 0;
          if (rolled !== undefined) {
            direction += momentum * rolled[i]!;
            rolled[i] = direction;
          }
          x[i]! -= rate * direction;
        }
      });
    },
  };
}
