import {
  adafactorUpdate,
  adaGradUpdate,
  adamUpdate,
  adamWUpdate,
  amsGradUpdate,
  dAdaptationUpdate,
  lambUpdate,
  lionUpdate,
  nAdamUpdate,
  prodigyUpdate,
  rAdamUpdate,
  rmsPropUpdate,
  scheduleFreeAdamWUpdate,
  scheduleFreeSgdUpdate,
  sgdUpdate,
  shampooUpdate,
  type UpdateRule,
} from 'zeroth/updates';
import type { GradientMethod } from '../report/gradient-methods.js';

interface Entry {
  /** Default of the learning rate when a trained model is tuned on: a tenth or less of what its authors train with. */
  readonly rate: number;
  /** Default of the weight decay. */
  readonly decay?: number;
  readonly rule: (weightDecay: number) => UpdateRule;
}

/** Adafactor has no weight decay of its own: it is decoupled, as AdamW's is. */
function decayed(rule: UpdateRule, weightDecay: number): UpdateRule {
  if (weightDecay === 0) return rule;
  return {
    ...rule,
    step(tensors, gradients, state, rate) {
      for (const { values } of tensors) for (let i = 0; i < values.length; i++) values[i]! *= 1 - rate * weightDecay;
      rule.step(tensors, gradients, state, rate);
    },
  };
}

/** Steps between two computations of Shampoo's roots, and the longest side that has one: cubic work stays below a batch's. */
const [rootsEvery, longestSide] = [20, 256];

const entries: Readonly<Record<GradientMethod, Entry>> = {
  sgd: { rate: 0.1, rule: (weightDecay) => sgdUpdate({ weightDecay }) },
  momentum: { rate: 0.01, rule: (weightDecay) => sgdUpdate({ weightDecay, momentum: 0.9 }) },
  nesterov: { rate: 0.01, rule: (weightDecay) => sgdUpdate({ weightDecay, momentum: 0.9, nesterov: true }) },
  adam: { rate: 1e-4, rule: (weightDecay) => adamUpdate({ weightDecay }) },
  adamw: { rate: 1e-4, decay: 0.01, rule: (weightDecay) => adamWUpdate({ weightDecay }) },
  amsgrad: { rate: 1e-4, rule: (weightDecay) => amsGradUpdate({ weightDecay }) },
  nadam: { rate: 1e-4, rule: (weightDecay) => nAdamUpdate({ weightDecay }) },
  radam: { rate: 1e-4, rule: (weightDecay) => rAdamUpdate({ weightDecay }) },
  rmsprop: { rate: 1e-4, rule: (weightDecay) => rmsPropUpdate({ weightDecay }) },
  adagrad: { rate: 1e-3, rule: (weightDecay) => adaGradUpdate({ weightDecay }) },
  lion: { rate: 1e-5, rule: (weightDecay) => lionUpdate({ weightDecay }) },
  lamb: { rate: 1e-3, rule: (weightDecay) => lambUpdate({ weightDecay }) },
  adafactor: { rate: 1e-3, rule: (weightDecay) => decayed(adafactorUpdate(), weightDecay) },
  prodigy: { rate: 1, rule: (weightDecay) => prodigyUpdate({ weightDecay }) },
  'd-adaptation': { rate: 1, rule: (weightDecay) => dAdaptationUpdate({ weightDecay }) },
  'schedule-free-sgd': { rate: 0.5, rule: (weightDecay) => scheduleFreeSgdUpdate({ weightDecay }) },
  'schedule-free-adamw': { rate: 3e-4, rule: (weightDecay) => scheduleFreeAdamWUpdate({ weightDecay }) },
  shampoo: {
    rate: 1e-3,
    rule: (weightDecay) =>
      shampooUpdate({ weightDecay, momentum: 0.9, every: rootsEvery, largest: longestSide, grafting: 'adaGrad' }),
  },
};

/** The update rule of a method. Weight decay is as the rule has it: added to the gradient, or decoupled. */
export function updateRule(method: GradientMethod, weightDecay: number): UpdateRule {
  return entries[method].rule(weightDecay);
}

/** Default learning rate and weight decay of a method, in units of the weights. */
export function gradientDefaults(method: GradientMethod): { readonly rate: number; readonly weightDecay: number } {
  const { rate, decay = 0 } = entries[method];
  return { rate, weightDecay: decay };
}

/** Whether a method needs no schedule: its default is then a constant rate. */
export function isScheduleFree(method: GradientMethod): boolean {
  return updateRule(method, 0).average !== undefined;
}
