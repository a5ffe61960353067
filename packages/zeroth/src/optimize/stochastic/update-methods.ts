import type { Gradients } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { stochasticTheorems } from '../theorems/stochastic-theorems.js';
import { type AdaGradUpdateOptions, adaGradUpdate } from '../updates/ada-grad.js';
import { type AdafactorUpdateOptions, adafactorUpdate } from '../updates/adafactor.js';
import { type AdamUpdateOptions, adamUpdate, adamWUpdate, amsGradUpdate } from '../updates/adam.js';
import { dAdaptationUpdate } from '../updates/d-adaptation.js';
import { lambUpdate } from '../updates/lamb.js';
import { type LionUpdateOptions, lionUpdate } from '../updates/lion.js';
import { type NAdamUpdateOptions, nAdamUpdate } from '../updates/nadam.js';
import { type ProdigyUpdateOptions, prodigyUpdate } from '../updates/prodigy.js';
import { rAdamUpdate } from '../updates/radam.js';
import { type RmsPropUpdateOptions, rmsPropUpdate } from '../updates/rms-prop.js';
import {
  type ScheduleFreeUpdateOptions,
  scheduleFreeAdamWUpdate,
  scheduleFreeSgdUpdate,
} from '../updates/schedule-free.js';
import { type SgdUpdateOptions, sgdUpdate } from '../updates/sgd.js';
import { type ShampooUpdateOptions, shampooUpdate } from '../updates/shampoo.js';
import { type TrainingOptions, training } from './training.js';

/*
 * Methods for the front door, one an update rule: what each does and where it is from is said at its rule. All ask
 * gradients, of samples where `terms` is given, and throw ZerothError `option-out-of-range`.
 */

/** {@link sgdUpdate} as a method. */
export function sgd(options: SgdUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  const { rate: step = 0.01, momentum = 0, terms, batch = 1, sampling, reportEvery, clip, groups } = options;
  const plain = !options.nesterov && !options.dampening && !options.weightDecay && clip === undefined && !groups;
  // The theorems are on independent samples, and on every iterate.
  const bounded =
    plain && typeof step === 'number' && terms !== undefined && sampling === 'independent' && reportEvery === 1;
  return {
    ...training(sgdUpdate(options), options),
    ...(bounded && { theorems: stochasticTheorems({ step, momentum, terms, batch }) }),
  };
}

/** {@link adamUpdate} as a method. */
export function adam(options: AdamUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(adamUpdate(options), options);
}

/** {@link adamWUpdate} as a method. */
export function adamW(options: AdamUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(adamWUpdate(options), options);
}

/** {@link amsGradUpdate} as a method. */
export function amsGrad(options: AdamUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(amsGradUpdate(options), options);
}

/** {@link nAdamUpdate} as a method. */
export function nAdam(options: NAdamUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(nAdamUpdate(options), options);
}

/** {@link rAdamUpdate} as a method. */
export function rAdam(options: AdamUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(rAdamUpdate(options), options);
}

/** {@link rmsPropUpdate} as a method. */
export function rmsProp(options: RmsPropUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(rmsPropUpdate(options), options);
}

/** {@link adaGradUpdate} as a method. */
export function adaGrad(options: AdaGradUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(adaGradUpdate(options), options);
}

/** {@link lionUpdate} as a method. */
export function lion(options: LionUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(lionUpdate(options), options);
}

/** {@link lambUpdate} as a method. */
export function lamb(options: AdamUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(lambUpdate(options), options);
}

/** {@link adafactorUpdate} as a method. */
export function adafactor(options: AdafactorUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(adafactorUpdate(options), options);
}

/** {@link prodigyUpdate} as a method. */
export function prodigy(options: ProdigyUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(prodigyUpdate(options), options);
}

/** {@link dAdaptationUpdate} as a method. */
export function dAdaptation(options: ProdigyUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(dAdaptationUpdate(options), options);
}

/** {@link scheduleFreeSgdUpdate} as a method. Reports and ends at the average. */
export function scheduleFreeSgd(options: ScheduleFreeUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(scheduleFreeSgdUpdate(options), options);
}

/** {@link scheduleFreeAdamWUpdate} as a method. Reports and ends at the average. */
export function scheduleFreeAdamW(
  options: ScheduleFreeUpdateOptions & Pick<AdamUpdateOptions, 'squareDecay' | 'epsilon'> & TrainingOptions = {},
): Minimizer<Gradients> {
  return training(scheduleFreeAdamWUpdate(options), options);
}

/** {@link shampooUpdate} as a method: give the `shapes` of the matrices in x. */
export function shampoo(options: ShampooUpdateOptions & TrainingOptions = {}): Minimizer<Gradients> {
  return training(shampooUpdate(options), options);
}
