import { cosPi } from 'zeroth/random';
import { type ForwardOnlyOptions, type ForwardOnlyPlan, forwardOnly } from './forward-only.js';
import { checkPlanOptions, requireOption } from './plan-options.js';
import type { UncertainProbe } from './queries.js';
import { type ScheduleName, scheduleFactor } from './schedule.js';

/** Options of {@link zoAdaMU} that its record keeps. */
export interface ZoAdaMUPlanOptions {
  readonly steps: number;
  /** η */
  readonly learningRate: number;
  /** ε. Default 1e-3. */
  readonly radius?: number;
  /** Default `constant`. */
  readonly schedule?: ScheduleName;
  readonly weightDecay?: number;
  /** T₁: until this step the perturbation is plain. Default: 6.4% of the steps (1024 of 16000 in the paper). */
  readonly annealFrom?: number;
  /** T₂: from this step on the annealed values stay. Default: all steps. */
  readonly annealTo?: number;
  /** Default 0; below 2²⁰. */
  readonly seed?: number;
}

export interface ZoAdaMUOptions extends ZoAdaMUPlanOptions, ForwardOnlyOptions {
  readonly seed?: number;
}

/** The annealed constants of step k. */
interface Annealed {
  readonly alpha: number;
  readonly beta1: number;
  readonly beta2: number;
}

/**
 * ZO-AdaMU: the perturbation itself adapts. With z₁ ~ N(0, α) and z₂ ~ N(m, 1 − α) it is m' = β₁ z₁ + (1 − β₁) z₂, the
 * scalar g = (L(θ + ε m') − L(θ − ε m')) / 2ε, and θ ← θ − η g m' / √(v + 1e-8) with v = β₂ z₁² + (1 − β₂) z₂²; m' is
 * the next m. α, β₁ and β₂ are 1 until step T₁, fall as half cosines until T₂ (β₁ a tenth, β₂ one and a half times as
 * far as α, never below their last values), and are ½, 0.9 and 0.01 from there on.
 *
 * Asks: probedLosses, evaluation; order 0. Memory: one buffer as large as the tuned parameters beside inference.
 *
 * @source Jiang, Chen, Pan, Xiang, Lin, Wu, Liu, Song: ZO-AdaMU Optimizer (2024)
 */
export function zoAdaMU(options: ZoAdaMUOptions) {
  return forwardOnly(zoAdaMUPlan(options), options);
}

/** Probes and steps of {@link zoAdaMU}. @throws ZerothError `tuning-option` */
export function zoAdaMUPlan(options: ZoAdaMUPlanOptions): ForwardOnlyPlan {
  const { steps, learningRate, radius = 1e-3, schedule = 'constant', weightDecay = 0, seed = 0 } = options;
  const { annealFrom = Math.ceil(0.064 * steps), annealTo = steps } = options;
  checkPlanOptions({ steps, learningRate, radius, weightDecay, seed });
  requireOption(annealFrom >= 0 && annealFrom <= annealTo, 'annealFrom', annealFrom, 'from 0 to annealTo');
  const probe = (k: number): UncertainProbe => ({
    kind: 'momentumUncertainty',
    seed: seed * 2 ** 32 + k,
    radius,
    ...annealed(k, annealFrom, annealTo),
  });
  return {
    steps,
    directions: 1,
    probe,
    scalars: (gradients) => gradients,
    step(k, scalars) {
      const rate = learningRate * scheduleFactor(schedule, k, steps);
      return {
        kind: 'seededStep',
        effect: true,
        step: k + 1,
        probes: [probe(k)],
        scalars,
        rate,
        decay: rate * weightDecay,
        update: { rule: 'sgd' },
      };
    },
  };
}

/** The values that the annealing ends at. */
const last: Annealed = { alpha: 0.5, beta1: 0.9, beta2: 0.01 };

function annealed(k: number, from: number, to: number): Annealed {
  if (k < from) return { alpha: 1, beta1: 1, beta2: 1 };
  if (k >= to) return last;
  // Falls from 0 at T₁ to 1 at T₂ as half a cosine does, in the same bits on every platform.
  const fallen = (1 - cosPi((k - from) / Math.max(1, to - from))) / 2;
  return {
    alpha: Math.max(last.alpha, 1 - fallen),
    beta1: Math.max(last.beta1, 1 - 0.1 * fallen),
    beta2: Math.max(last.beta2, 1 - 1.5 * fallen),
  };
}
