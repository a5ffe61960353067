import { checkDecay } from '../../array/checks.js';
import { type Numbers, type Tensor, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** What {@link averagedUpdate} remembers besides its rule's state. */
export interface AveragedState<S extends UpdateState> extends UpdateState {
  readonly inner: S;
  readonly mean: Numbers[];
}

/**
 * A rule whose parameters to use are the average of those that it stepped to: the mean of all of them, or with a decay
 * in [0, 1) an exponential average, corrected for its start at zero.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Polyak, Juditsky: Acceleration of stochastic approximation by averaging (1992)
 */
export function averagedUpdate<S extends UpdateState>(
  rule: UpdateRule<S>,
  decay?: number,
): UpdateRule<AveragedState<S>> {
  if (decay !== undefined) checkDecay('decay', decay);
  return {
    name: rule.name,
    rate: rule.rate,
    begin: (tensors) => ({ step: 0, inner: rule.begin(tensors), mean: zerosLike(tensors) }),
    step(tensors, gradients, state, rate) {
      rule.step(tensors, gradients, state.inner, rate);
      const k = ++state.step;
      const weight = decay === undefined ? 1 / k : (1 - decay) / (1 - decay ** k);
      tensors.forEach(({ values: x }, t) => {
        const mean = state.mean[t]!;
        for (let i = 0; i < x.length; i++) mean[i]! += weight * (x[i]! - mean[i]!);
      });
    },
    average(tensors: readonly Tensor[], state, into) {
      for (const [t, { values }] of tensors.entries()) into[t]!.set(state.step === 0 ? values : state.mean[t]!);
    },
  };
}
