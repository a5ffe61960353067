import { checkNotNegative } from '../../array/checks.js';
import { type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of {@link adaGradUpdate}. */
export interface AdaGradUpdateOptions {
  /** ε ≥ 0. Default 1e-10. */
  readonly epsilon?: number;
  /** The rate of step k = 0, 1, … is divided by 1 + k times this. Default 0. */
  readonly rateDecay?: number;
  /** What the sums of squares begin with. Default 0. */
  readonly initialSum?: number;
  /** λ ≥ 0, added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/** What AdaGrad remembers. */
export interface AdaGradState extends UpdateState {
  /** Sums of squares of gradients. */
  readonly sum: Numbers[];
}

/**
 * AdaGrad: s ← s + g², x ← x − η g / (√s + ε).
 *
 * @throws ZerothError `option-out-of-range`
 * @source Duchi, Hazan, Singer: Adaptive subgradient methods for online learning and stochastic optimization (2011)
 */
export function adaGradUpdate({
  epsilon = 1e-10,
  rateDecay = 0,
  initialSum = 0,
  weightDecay = 0,
}: AdaGradUpdateOptions = {}): UpdateRule<AdaGradState> {
  checkNotNegative('epsilon', epsilon);
  checkNotNegative('rateDecay', rateDecay);
  checkNotNegative('initialSum', initialSum);
  checkNotNegative('weightDecay', weightDecay);
  return {
    name: 'adaGrad',
    rate: 0.01,
    begin: (tensors) => ({ step: 0, sum: zerosLike(tensors).map((zeros) => zeros.fill(initialSum)) }),
    step(tensors, gradients, state, rate) {
      const amount = rate / (1 + state.step++ * rateDecay);
      tensors.forEach(({ values: x }, t) => {
        const [gradient, sum] = [gradients[t]!, state.sum[t]!];
        for (let i = 0; i < x.length; i++) {
          const g = gradient[i]! + weightDecay * x[i]!;
          sum[i]! += g * g;
          const denominator = Math.sqrt(sum[i]!) + epsilon;
          if (denominator > 0) x[i]! -= (amount * g) / denominator;
        }
      });
    },
  };
}
