import { type ForwardOnlyOptions, type ForwardOnlyPlan, forwardOnly } from './forward-only.js';
import { checkPlanOptions, requireOption } from './plan-options.js';
import { type Law, laws, type Probe, type UpdateRule } from './queries.js';
import { type ScheduleName, scheduleFactor } from './schedule.js';

/** Options of {@link mezo} that its record keeps. */
export interface MezoPlanOptions {
  readonly steps: number;
  /** η */
  readonly learningRate: number;
  /** ε, in units of the direction. Default 1e-3. */
  readonly radius?: number;
  /** n, the probes a step, whose estimates are averaged. Default 1. */
  readonly directions?: number;
  /** Default `rademacher`. */
  readonly law?: Law;
  /** Default `constant`, as in the paper. */
  readonly schedule?: ScheduleName;
  /** Steps in which the learning rate rises. Default 0. */
  readonly warmup?: number;
  /** λ, decoupled; biases and norms do not decay. Default 0. */
  readonly weightDecay?: number;
  /**
   * Default `sgd`. `sign` takes the sign of each scalar, which is the sign of the estimated gradient itself where z is
   * Rademacher. `momentum` and `adam` keep one and two buffers as large as the tuned parameters.
   */
  readonly update?: 'sgd' | 'momentum' | 'adam' | 'sign';
  /**
   * Divides a scalar by the root of its running mean square and clips it: the step's length then does not depend on the
   * loss's scale. Default: not done.
   */
  readonly normalize?: { readonly clip: number; readonly rate: number };
  /** Default 0; below 2²⁰. */
  readonly seed?: number;
  /** Weights of tensor t with |w| above thresholds[t] are left alone. */
  readonly thresholds?: readonly number[];
}

export interface MezoOptions extends MezoPlanOptions, ForwardOnlyOptions {
  readonly seed?: number;
}

/**
 * MeZO: stochastic gradient descent on two forward passes a step. A seeded direction z moves the parameters in place
 * to θ + ε z and θ − ε z; the projected gradient g = (L(θ + ε z) − L(θ − ε z)) / 2ε gives θ ← (1 − η λ) θ − η g z.
 * Its memory is that of inference; seed and scalars are its record.
 *
 * Asks: probedLosses, evaluation; order 0. The rate is that of SGD slowed by the effective rank of the Hessian.
 *
 * @source Malladi, Gao, Nichani, Damian, Lee, Chen, Arora: Fine-Tuning Language Models with Just Forward Passes (2023)
 */
export function mezo(options: MezoOptions) {
  return forwardOnly(mezoPlan(options), options);
}

/** Probes and steps of {@link mezo}. @throws ZerothError `tuning-option` */
export function mezoPlan(options: MezoPlanOptions): ForwardOnlyPlan {
  const { steps, learningRate, radius = 1e-3, directions = 1, law = 'rademacher', schedule = 'constant' } = options;
  const { warmup = 0, weightDecay = 0, update = 'sgd', normalize, seed = 0, thresholds } = options;
  checkPlanOptions({ steps, learningRate, radius, weightDecay, seed });
  requireOption(laws.includes(law), 'law', law, laws.join(', '));
  requireOption(
    Number.isInteger(directions) && directions >= 1 && directions <= 4096,
    'directions',
    directions,
    'an integer from 1 to 4096',
  );
  requireOption(Number.isInteger(warmup) && warmup >= 0, 'warmup', warmup, 'an integer from 0');
  requireOption(steps * directions < 2 ** 32, 'directions', directions, 'so few that all probes have a seed');
  requireOption(
    update !== 'adam' || directions === 1,
    'directions',
    directions,
    '1 for adam, whose second moment does not split into directions',
  );
  requireOption(
    thresholds === undefined || (directions === 1 && ruleOf(update).rule === 'sgd'),
    'directions',
    directions,
    '1, and the update sgd or sign, where only small weights move',
  );
  const rule = ruleOf(update);
  const probe = (k: number, j: number): Probe => ({
    kind: 'seeded',
    law,
    seed: seed * 2 ** 32 + k * directions + j,
    radius,
    ...(thresholds === undefined ? undefined : { thresholds }),
  });
  return {
    steps,
    directions,
    probe,
    scalars: scaler(update, normalize),
    step(k, scalars) {
      const rate = learningRate * scheduleFactor(schedule, k, steps, warmup);
      return {
        kind: 'seededStep',
        effect: true,
        step: k + 1,
        probes: Array.from({ length: directions }, (_, j) => probe(k, j)),
        scalars,
        rate,
        decay: rate * weightDecay,
        update: rule,
      };
    },
  };
}

function ruleOf(update: MezoPlanOptions['update']): UpdateRule {
  if (update === 'momentum') return { rule: 'momentum', beta: 0.9 };
  if (update === 'adam') return { rule: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  return { rule: 'sgd' };
}

function scaler(
  update: MezoPlanOptions['update'],
  normalize: MezoPlanOptions['normalize'],
): (gradients: readonly number[]) => readonly number[] {
  let meanSquare = 0;
  let steps = 0;
  return (gradients) => {
    if (update === 'sign') return gradients.map(Math.sign);
    if (normalize === undefined) return gradients;
    steps++;
    const square = gradients.reduce((sum, g) => sum + g * g, 0) / gradients.length;
    // The first steps average all so far, so that the mean is not biased towards its start.
    meanSquare += Math.max(normalize.rate, 1 / steps) * (square - meanSquare);
    const scale = meanSquare > 0 ? 1 / Math.sqrt(meanSquare) : 0;
    return gradients.map((g) => Math.min(normalize.clip, Math.max(-normalize.clip, g * scale)));
  };
}
