import { ZerothError } from 'zeroth';
import { ask, type Method, progress, type Query } from 'zeroth/query';
import { OracleError } from 'zeroth/run';
import type { ValidationScores } from '../report/report.js';
import { isBetter } from './better-scores.js';
import { minibatches } from './minibatches.js';
import { evaluation, type Probe, probedLosses, type SeededStep } from './queries.js';

/**
 * What distinguishes the forward-only methods: where they probe, and what they make of the answers. Probes and steps
 * are functions of the step's number and its scalars alone, so that seed and scalars are the whole record of a run.
 */
export interface ForwardOnlyPlan {
  readonly steps: number;
  /** probes a step */
  readonly directions: number;
  /** Probe j of step k, both from 0. */
  probe(k: number, j: number): Probe;
  /** The scalars of a step, from its projected gradients. Called in the order of the steps. */
  scalars(gradients: readonly number[]): readonly number[];
  /** Step k, from its scalars. */
  step(k: number, scalars: readonly number[]): SeededStep;
}

/** What every forward-only method needs of its task. */
export interface ForwardOnlyOptions {
  /** how many training examples there are */
  readonly examples: number;
  /** examples a batch. Default 16. */
  readonly batch?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Steps between two looks at the validation part. Default: 12 looks a run. */
  readonly evaluateEvery?: number;
}

/** A report of a forward-only method: once a step, with the validation scores where it looked. */
export interface ForwardOnlyReport {
  /** steps taken */
  readonly step: number;
  readonly steps: number;
  /** mean of the probed losses of this step's batch */
  readonly loss: number;
  readonly validation: ValidationScores | undefined;
}

/** What a forward-only run leaves behind: with the base weights, it is the tuned model. */
export interface ForwardOnlyResult {
  /** Scalars of all steps, `directions` a step, as float32. */
  readonly scalars: Float32Array;
  /** The step of the best validation scores, by `isBetter`, 0 being the start. */
  readonly bestStep: number;
  readonly best: ValidationScores;
  readonly looks: readonly { readonly step: number; readonly scores: ValidationScores }[];
  /** The step, from 1, whose loss was not finite: the run ended before it. */
  readonly diverged: number | undefined;
}

/** The loop that forward-only methods share: probe, step, look at the validation part from time to time. */
export function* forwardOnly(plan: ForwardOnlyPlan, options: ForwardOnlyOptions) {
  const { steps, directions } = plan;
  const { examples, batch = 16, seed = 0, evaluateEvery = Math.max(1, Math.ceil(steps / 12)) } = options;
  if (!(evaluateEvery >= 1)) throw new ZerothError('evaluate-every', 'evaluateEvery must be at least 1', evaluateEvery);
  const batchAt = minibatches(examples, batch, seed);
  const record = new Float32Array(steps * directions);

  let best = yield* evaluation();
  let bestStep = 0;
  const looks = [{ step: 0, scores: best }];
  let taken = 0;
  let diverged: number | undefined;
  for (let k = 0; k < steps; k++) {
    const sample = batchAt(k);
    const probed = yield* finite(probeAll(plan, k, sample));
    if (probed === undefined) {
      diverged = k + 1;
      break;
    }
    // Rounded as they are recorded: a record of four bytes a scalar gives the same weights, bit for bit.
    const scalars = plan.scalars(probed.gradients).map(Math.fround);
    yield* ask<SeededStep>(plan.step(k, scalars));
    record.set(scalars, k * directions);
    taken = k + 1;
    let validation: ValidationScores | undefined;
    if (taken % evaluateEvery === 0 || taken === steps) {
      validation = yield* finite(evaluation());
      if (validation === undefined) {
        diverged = taken;
        break;
      }
      looks.push({ step: taken, scores: validation });
      if (isBetter(validation, best)) {
        best = validation;
        bestStep = taken;
      }
    }
    const report: ForwardOnlyReport = { step: taken, steps, loss: probed.loss, validation };
    if (yield* progress(report)) break;
  }
  const result: ForwardOnlyResult = { scalars: record.slice(0, taken * directions), bestStep, best, looks, diverged };
  return result;
}

/** The projected gradients along the directions of step k, and the mean of their losses. */
function* probeAll(plan: ForwardOnlyPlan, k: number, sample: readonly number[]) {
  const { directions } = plan;
  const gradients: number[] = [];
  let loss = 0;
  for (let j = 0; j < directions; j++) {
    const probe = plan.probe(k, j);
    const [plus, minus] = yield* probedLosses(probe, sample);
    gradients.push((plus - minus) / (2 * probe.radius));
    loss += (plus + minus) / (2 * directions);
  }
  return { gradients, loss };
}

/** What a question gives, or undefined where its answer is not finite. */
function* finite<Y extends Query, R>(asked: Method<Y, R>): Method<Y, R | undefined> {
  try {
    return yield* asked;
  } catch (error) {
    if (error instanceof OracleError && error.notFinite) return undefined;
    throw error;
  }
}
