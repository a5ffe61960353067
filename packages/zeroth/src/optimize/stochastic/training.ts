import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { type Gradients, gradientAt, type Method, type Progress, progress, type Vector } from '../../query/index.js';
import { type Random, random } from '../../random/index.js';
import { OracleError } from '../../run/index.js';
import type { GradientReport, MinimizationProblem, Minimizer, MinimizerEnd } from '../minimizer.js';
import { clipByNorm } from '../pieces/clipping.js';
import { reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { type Schedule, toSchedule } from '../pieces/schedules.js';
import { type Trial, trialAt } from '../pieces/trial.js';
import { type ParameterGroup, parameterGroups } from '../updates/groups.js';
import { tensorsIn, type UpdateRule, type UpdateState } from '../updates/update.js';

/** Options that all methods made of update rules share. */
export interface TrainingOptions {
  /** Step size, positive, or one for each step. Default: the rule's own. */
  readonly rate?: number | Schedule;
  /** N, how many terms the objective is the mean of: gradients are then of samples. Default: the whole objective. */
  readonly terms?: number;
  /** Terms of a sample, at most N. Default 1. */
  readonly batch?: number;
  /** Whether every term is drawn once an epoch, or each sample by itself, as theorems assume. Default 'epochs'. */
  readonly sampling?: 'epochs' | 'independent';
  /** Steps between two reports, each of the whole objective and its gradient. Default: an epoch; 1 without `terms`. */
  readonly reportEvery?: number;
  /** Gradients longer than this are shrunk to it. Default Infinity. */
  readonly clip?: number;
  /** The tensors that x holds, one after another. Default: x is one vector. */
  readonly shapes?: readonly { readonly shape: readonly number[]; readonly name?: string }[];
  /** Tensors, by their names, with a rule or a rate of their own. */
  readonly groups?: readonly ParameterGroup[];
}

/**
 * A method that follows an update rule, with gradients of the whole objective or of samples of its terms.
 *
 * Asks: gradients (order 1), one a step; where `terms` are given with the indices of a sample, and once a report
 * without; one more a report where the rule's parameters to use are not those at which gradients are asked.
 *
 * @throws ZerothError `option-out-of-range`
 */
export function training<S extends UpdateState>(
  rule: UpdateRule<S>,
  options: TrainingOptions = {},
): Minimizer<Gradients> {
  const { rate = rule.rate, terms, batch = 1, clip = Infinity, groups } = options;
  if (typeof rate === 'number') checkPositive('rate', rate);
  if (terms !== undefined) {
    checkInteger('terms', terms, 1);
    checkInteger('batch', batch, 1, terms);
  }
  if (clip !== Infinity) checkPositive('clip', clip);
  const reportEvery = options.reportEvery ?? (terms === undefined ? 1 : Math.ceil(terms / batch));
  checkInteger('reportEvery', reportEvery, 1);
  const sampling = options.sampling ?? 'epochs';
  const plan = { rate: toSchedule(rate), terms, batch, sampling, clip, reportEvery, shapes: options.shapes };
  return {
    name: rule.name,
    asks: ['gradients'],
    bounds: false,
    start: (problem) =>
      groups === undefined ? train(problem, rule, plan) : train(problem, parameterGroups(groups, rule), plan),
  };
}

interface Plan {
  readonly rate: Schedule;
  readonly terms: number | undefined;
  readonly batch: number;
  readonly sampling: 'epochs' | 'independent';
  readonly clip: number;
  readonly reportEvery: number;
  readonly shapes: TrainingOptions['shapes'];
}

function* train<S extends UpdateState>(
  problem: MinimizationProblem,
  rule: UpdateRule<S>,
  { rate, terms, batch, sampling, clip, reportEvery, shapes }: Plan,
): Method<Gradients | Progress<GradientReport>, MinimizerEnd> {
  checkFinite('x0', problem.x0);
  const x = problem.x0.slice();
  const tensors = tensorsIn(x, shapes);
  const gradient = new Float64Array(x.length);
  const gradients = tensorsIn(gradient, shapes).map(({ values }) => values);
  const used = rule.average === undefined ? x : new Float64Array(x.length);
  const usedTensors = tensorsIn(used, shapes).map(({ values }) => values);
  const draws = random(problem.seed);
  const samples =
    terms === undefined
      ? undefined
      : sampling === 'epochs'
        ? batches(draws, terms, batch)
        : () => Array.from(draws.choice(terms, batch));
  const state = rule.begin(tensors);
  let isUnbounded: ((now: Trial) => boolean) | undefined;
  for (let k = 0; ; k++) {
    let whole: Trial | undefined;
    if (k % reportEvery === 0) {
      rule.average?.(tensors, state, usedTensors);
      whole = k === 0 ? { x: used, ...(yield* gradientAt(used, new Float64Array(x.length))) } : yield* trialAt(used);
      if (whole.value === Infinity) return end('no-progress');
      isUnbounded ??= fallsForever(whole);
      if (yield* progress(whole)) return end(undefined);
      const reason = reasonAt(whole, problem, isUnbounded);
      if (reason !== undefined) return end(reason);
    }
    if (samples === undefined && whole !== undefined && used === x) gradient.set(whole.gradient);
    else if (!(yield* ask(x, gradient, samples?.()))) return end('no-progress');
    if (clip < Infinity) clipByNorm(gradient, clip);
    rule.step(tensors, gradients, state, rate(k));
  }
}

/** Writes a gradient; false where it is not finite. */
function* ask(x: Vector, into: Vector, sample: readonly number[] | undefined): Method<Gradients, boolean> {
  try {
    yield* gradientAt(x, into, sample === undefined ? undefined : { sample });
    return true;
  } catch (error) {
    if (!(error instanceof OracleError) || !error.notFinite) throw error;
    return false;
  }
}

/** Samples that go through all terms in a new random order each epoch; what is left of an epoch is its last sample. */
export function batches(draws: Random, terms: number, batch: number): () => readonly number[] {
  let order = draws.permutation(terms);
  let at = 0;
  return () => {
    if (at >= terms) {
      order = draws.permutation(terms);
      at = 0;
    }
    const sample = Array.from(order.subarray(at, at + batch));
    at += batch;
    return sample;
  };
}
