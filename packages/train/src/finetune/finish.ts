import type { ClassifierModel } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import type { Task } from '../data/index.js';
import { type Head, headFromParameters, headLogits } from '../head/index.js';
import { confusionMatrix } from '../metrics/index.js';
import type { ChangedExample, StageReport, ValidationScores } from '../report/index.js';
import { isBetter } from '../tuning/better-scores.js';
import { type Delta, type DeltaHeader, encodeDelta } from '../tuning/delta.js';
import { rebuild } from './apply-delta.js';
import { headValues, writeHead } from './head-weights.js';
import { adaptationOf } from './open-classifier.js';
import { methodName } from './recipes.js';
import type { RunFolder } from './run-folder.js';
import type { Settings } from './settings.js';
import type { StageClock } from './stage-clock.js';
import { type HeadStage, isGradientRecipe, type ParameterStage, type Stage, type StageResult } from './stages.js';
import { type Embeddings, scoresOf, type TokenizedTask } from './texts.js';

/** What there is when all stages have run. */
export interface FinishOptions {
  readonly classifier: ClassifierModel;
  readonly settings: Settings;
  readonly task: Task;
  readonly tokenized: TokenizedTask;
  readonly embeddings: Embeddings;
  readonly stages: readonly Stage[];
  readonly results: readonly StageResult[];
  readonly clock: StageClock;
  /** the head that the changed examples are compared with */
  readonly meanHead: Head;
  readonly folder: RunFolder;
}

interface Finished {
  readonly report: StageReport;
  readonly delta: Uint8Array;
  /** logits of the test part */
  readonly logits: Float32Array;
}

/**
 * Makes the tuned model of every stage from its delta, measures it on the test part, and writes the deltas. A model
 * that came about in memory and the one that its delta gives must be equal, bit for bit.
 */
export async function finishStages(options: FinishOptions) {
  const { stages, results, folder, task, meanHead, embeddings } = options;
  // First of all, because making the tuned models overwrites what came about in memory.
  const lived = await livedHashes(stages, results);
  const finished: Finished[] = [];
  let diverged: ZerothError | undefined;
  for (const [i, stage] of stages.entries()) {
    const result = results[i];
    if (stage.kind === 'head' && result?.kind === 'head')
      finished.push(await finishHead(options, stage, result.result));
    if (stage.kind === 'parameters' && result?.kind === 'parameters') {
      finished.push(await finishParameters(options, stage, result.result, lived.get(stage.name)));
      if (result.result.diverged !== undefined) diverged ??= notFinite(stage.name, result.result, folder.path);
    }
  }
  const reports = finished.map(({ report }) => report);
  const chosen = indexOfBest(reports.map(({ validation }) => validation));
  for (const { report, delta } of finished) folder.write(`delta-${report.name}.bin`, delta);
  const best = finished[chosen];
  if (best !== undefined) folder.write('delta.bin', best.delta);
  const before = headLogits(meanHead, embeddings.test);
  const examples = best === undefined ? [] : changedExamples(task, before, best.logits);
  return { stages: reports, chosen, examples, diverged };
}

type HeadResult = Extract<StageResult, { kind: 'head' }>['result'];
type ParameterResult = Extract<StageResult, { kind: 'parameters' }>['result'];

async function finishHead(options: FinishOptions, stage: HeadStage, result: HeadResult): Promise<Finished> {
  const { classifier, settings, task, tokenized, embeddings, clock } = options;
  const classes = task.classes.length;
  // Rounded to the model's float32, so that what is measured is what the delta gives.
  const values = headValues(stage.problem.head(result.parameters));
  const logits = headLogits(headFromParameters(Float64Array.from(values), classes), embeddings.test);
  await classifier.model.reset();
  writeHead(classifier, values);
  const weightsHash = await classifier.model.hash();
  const header: DeltaHeader = {
    ...commonHeader(options, stage.name, settings.maxTokens),
    tuned: ['head'],
    method: 'values',
    options: {},
    values: values.length,
    scalars: 0,
    weightsHash,
  };
  const delta = encodeDelta({ header, values, scalars: new Float32Array(0) });
  const { test } = tokenized;
  const zero = new Float32Array(test.labels.length * classes);
  return {
    delta,
    logits,
    report: {
      ...record(clock, stage.name),
      tuned: 'head',
      parameters: values.length,
      method: 'coordinate search on whitened embeddings',
      steps: result.looks.at(-1)?.step ?? 0,
      before: scoresOf(zero, test.labels, classes),
      after: scoresOf(logits, test.labels, classes),
      validation: result.best,
      deltaBytes: delta.length,
      weightsHash,
      confusion: confusionRows(logits, test.labels, classes),
    },
  };
}

/** The weights as they came about, of the stages whose last step is their best. */
async function livedHashes(
  stages: readonly Stage[],
  results: readonly StageResult[],
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const [i, stage] of stages.entries()) {
    const result = results[i];
    if (stage.kind !== 'parameters' || result?.kind !== 'parameters') continue;
    const { scalars, bestStep, diverged } = result.result;
    await stage.trainer?.settle();
    if (diverged === undefined && bestStep * directionsOf(stage) === scalars.length)
      hashes.set(stage.name, await stage.classifier.model.hash());
  }
  return hashes;
}

function directionsOf({ recipe }: ParameterStage): number {
  return recipe.method === 'zo-adamu' || isGradientRecipe(recipe) ? 1 : (recipe.options.directions ?? 1);
}

async function finishParameters(
  options: FinishOptions,
  stage: ParameterStage,
  result: ParameterResult,
  lived: string | undefined,
): Promise<Finished> {
  const { settings, task, clock } = options;
  const { classifier, recipe, initialHead } = stage;
  const { test } = stage.task;
  const classes = task.classes.length;
  const directions = directionsOf(stage);
  const taken = result.scalars.length / directions;
  const common = {
    ...commonHeader(options, stage.name, settings.stageTokens),
    baseHash: classifier.model.baseHash,
    tuned: stage.tuned,
    weightsHash: '',
  };
  // Gradients are no few scalars: what backpropagation ships is the weights.
  const kept = await stage.trainer?.kept();
  const delta: Delta =
    kept !== undefined
      ? weightsDelta(common, kept)
      : {
          header: {
            ...common,
            method: recipe.method,
            options: { ...recipe.options },
            values: initialHead.values.length,
            rounding: initialHead.rounding,
            scalars: result.bestStep * directions,
          },
          values: initialHead.values,
          scalars: result.scalars.slice(0, result.bestStep * directions),
        };
  await classifier.model.reset();
  writeHead(classifier, initialHead.values);
  const before = scoresOf(await classifier.logits(test.tokens), test.labels, classes);
  await rebuild(classifier, delta);
  const weightsHash = await classifier.model.hash();
  if (lived !== undefined && lived !== weightsHash) {
    throw new ZerothError(
      'delta-not-exact',
      `the delta of stage ${stage.name} does not give the tuned weights: please report this`,
    );
  }
  const logits = await classifier.logits(test.tokens);
  const bytes = encodeDelta({ ...delta, header: { ...delta.header, weightsHash } });
  return {
    delta: bytes,
    logits,
    report: {
      ...record(clock, stage.name),
      tuned: stage.tuned.join(' '),
      parameters: stage.problem.count,
      method: methodName(settings),
      steps: taken,
      ...(result.diverged === undefined ? undefined : { diverged: result.diverged }),
      ...(result.looks[0] === undefined ? undefined : { start: result.looks[0].scores }),
      before,
      after: scoresOf(logits, test.labels, classes),
      validation: result.best,
      deltaBytes: bytes.length,
      weightsHash,
      confusion: confusionRows(logits, test.labels, classes),
    },
  };
}

function weightsDelta(
  common: Omit<DeltaHeader, 'method' | 'options' | 'values' | 'scalars' | 'rounding'>,
  values: Float32Array,
): Delta {
  const header = { ...common, method: 'values', options: {}, values: values.length, scalars: 0 };
  return { header, values, scalars: new Float32Array(0) };
}

function commonHeader({ classifier, settings, task }: FinishOptions, stage: string, maxTokens: number) {
  return {
    format: 'zeroth-delta',
    version: 2,
    model: settings.model,
    baseHash: classifier.model.baseHash,
    classes: task.classes,
    maxTokens,
    adaptation: { ...adaptationOf(stage) },
  } as const;
}

function record(clock: StageClock, name: string) {
  const { seconds, stepMilliseconds, peakBytes, inferenceBytes, curve } = clock.of(name);
  return { name, seconds, stepMilliseconds, peakBytes, inferenceBytes, curve };
}

function notFinite(stage: string, { diverged, bestStep }: ParameterResult, folder: string): ZerothError {
  return new ZerothError(
    'loss-not-finite',
    `the loss of stage ${stage} was not finite at step ${diverged}: lower the learning rate; the state of step ${bestStep}, the best on validation, is kept in ${folder}`,
    diverged,
  );
}

function confusionRows(logits: Float32Array, labels: Int32Array, classes: number): readonly (readonly number[])[] {
  return confusionMatrix(logits, labels, classes);
}

function indexOfBest(scores: readonly ValidationScores[]): number {
  let best = 0;
  for (const [i, each] of scores.entries()) if (isBetter(each, scores[best]!)) best = i;
  return best;
}

/** How many changed examples a report shows, and how much of each. */
const shownExamples = 16;
const shownCharacters = 400;

function changedExamples(task: Task, before: Float32Array, after: Float32Array): readonly ChangedExample[] {
  const classes = task.classes.length;
  const changed: ChangedExample[] = [];
  for (const [i, { text, label }] of task.test.entries()) {
    const was = mostLikely(before, i, classes);
    const is = mostLikely(after, i, classes);
    if (was.index === is.index) continue;
    changed.push({
      text: text.slice(0, shownCharacters),
      label: task.classes[label] ?? '',
      before: task.classes[was.index] ?? '',
      after: task.classes[is.index] ?? '',
      probability: is.probability,
    });
  }
  changed.sort((a, b) => b.probability - a.probability);
  // Both kinds are shown, in their proportion but each at least a little.
  const right = changed.filter(({ label, after: now }) => label === now);
  const wrong = changed.filter(({ label, after: now }) => label !== now);
  const few = Math.min(wrong.length, Math.max(shownExamples / 4, shownExamples - right.length));
  return [...right.slice(0, shownExamples - few), ...wrong.slice(0, few)];
}

function mostLikely(
  logits: Float32Array,
  i: number,
  classes: number,
): { readonly index: number; readonly probability: number } {
  const row = logits.subarray(i * classes, (i + 1) * classes);
  let index = 0;
  for (let c = 1; c < classes; c++) if (row[c]! > row[index]!) index = c;
  let sum = 0;
  for (const logit of row) sum += Math.exp(logit - row[index]!);
  return { index, probability: 1 / sum };
}
