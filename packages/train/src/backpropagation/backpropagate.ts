import { ask, type Effect, progress, type Query } from 'zeroth/query';
import { OracleError } from 'zeroth/run';
import type { GradientMethod } from '../report/gradient-methods.js';
import { isBetter } from '../tuning/better-scores.js';
import type { ForwardOnlyOptions, ForwardOnlyReport, ForwardOnlyResult } from '../tuning/forward-only.js';
import { minibatches } from '../tuning/minibatches.js';
import { evaluation } from '../tuning/queries.js';
import { type ScheduleName, scheduleFactor } from '../tuning/schedule.js';

/** How a stage is trained by backpropagation. */
export interface GradientRecipe {
  readonly method: GradientMethod;
  readonly options: {
    readonly steps: number;
    readonly learningRate: number;
    readonly schedule: ScheduleName;
    /** Steps in which the learning rate rises. */
    readonly warmup: number;
    /** λ, as the method's update rule has it: added to the gradient, or decoupled. Biases and norms do not decay. */
    readonly weightDecay: number;
  };
}

/** One step along the gradient of a batch; the answer is the batch's loss before it. */
export interface GradientStep extends Query<'gradientStep', number>, Effect {
  readonly method: GradientMethod;
  /** from 1 */
  readonly step: number;
  readonly rate: number;
  readonly weightDecay: number;
  /** indices of training examples */
  readonly sample: readonly number[];
}

/** Keeps a copy of the weights, in place of the one before. */
export interface KeepWeights extends Query<'keepWeights', void>, Effect {}

export type GradientQuery = GradientStep | KeepWeights;

/** The steps of a run: k counts from 0. */
export function gradientSteps(
  { method, options: { steps, learningRate, schedule, warmup, weightDecay } }: GradientRecipe,
  { examples, batch = 16, seed = 0 }: ForwardOnlyOptions,
): (k: number) => GradientStep {
  const batchAt = minibatches(examples, batch, seed);
  return (k) => {
    const rate = learningRate * scheduleFactor(schedule, k, steps, warmup);
    return { kind: 'gradientStep', effect: true, method, step: k + 1, rate, weightDecay, sample: batchAt(k) };
  };
}

/**
 * Trains by backpropagation on the batches, in the order and with the looks at the validation part that forward-only
 * methods have for the same seed. The best weights by validation are kept.
 *
 * Asks: gradientStep, keepWeights, evaluation.
 *
 * @returns as forward-only methods do; the scalars are the batches' losses
 */
export function* backpropagate(
  { method, options }: GradientRecipe,
  { examples, batch = 16, seed = 0, ...given }: ForwardOnlyOptions,
) {
  const { steps } = options;
  const evaluateEvery = given.evaluateEvery ?? Math.max(1, Math.ceil(steps / 12));
  const stepAt = gradientSteps({ method, options }, { examples, batch, seed });
  const losses: number[] = [];
  let best = yield* evaluation();
  let bestStep = 0;
  yield* ask<KeepWeights>({ kind: 'keepWeights', effect: true });
  const looks = [{ step: 0, scores: best }];
  let diverged: number | undefined;
  for (let k = 0; k < steps; k++) {
    try {
      losses.push(yield* ask<GradientStep>(stepAt(k)));
      const looksNow = (k + 1) % evaluateEvery === 0 || k + 1 === steps;
      const validation = looksNow ? yield* evaluation() : undefined;
      if (validation !== undefined) {
        looks.push({ step: k + 1, scores: validation });
        if (isBetter(validation, best)) {
          best = validation;
          bestStep = k + 1;
          yield* ask<KeepWeights>({ kind: 'keepWeights', effect: true });
        }
      }
      const report: ForwardOnlyReport = { step: k + 1, steps, loss: losses[k]!, validation };
      if (yield* progress(report)) break;
    } catch (error) {
      if (!(error instanceof OracleError && error.notFinite)) throw error;
      diverged = k + 1;
      break;
    }
  }
  const result: ForwardOnlyResult = { scalars: Float32Array.from(losses), bestStep, best, looks, diverged };
  return result;
}
