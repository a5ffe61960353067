import { type ClassifierModel, cut, type Parameter } from '@zeroth/onnx';
import type { Objective } from '../metrics/index.js';
import type { TunedModel } from '../tuning/parameter-oracle.js';
import { tunedParameters } from './apply-delta.js';
import { tensorScales } from './scales.js';
import { type TokenizedPart, type TokenizedTask, validationScores } from './texts.js';

/** A model whose parameters are tuned in place. */
export interface ParameterProblem extends TunedModel {
  /** numbers tuned */
  readonly count: number;
  close(): Promise<void>;
}

/** Where logits come from: the whole model, or its part behind activations that were computed once. */
interface Source {
  logits(indices: readonly number[]): Promise<Float32Array>;
}

/**
 * Losses and scores of a classifier, for the tuning of some of its parameters. Where the first of these comes late, the
 * activations before it are computed once and kept, so that a step costs what the tuned part costs.
 */
export async function parameterProblem(
  classifier: ClassifierModel,
  tuned: readonly string[],
  task: TokenizedTask,
  objective: Objective,
): Promise<ParameterProblem> {
  const parameters = tunedParameters(classifier, tuned);
  const { model, classes } = classifier;
  const partial = beginsLate(model.parameters, parameters) ? await cut(classifier, parameters) : undefined;
  const sourceOf = async ({ tokens }: TokenizedPart): Promise<Source> => {
    if (partial === undefined) return { logits: (indices) => classifier.logits(indices.map((i) => tokens[i]!)) };
    const prepared = await partial.prepare(tokens);
    return { logits: (indices) => partial.logits(prepared, indices) };
  };
  const train = await sourceOf(task.train);
  const validation = await sourceOf(task.validation);
  const all = Array.from(task.validation.labels, (_, i) => i);
  return {
    parameters,
    memories: model.memories,
    scales: tensorScales(parameters),
    reserve: (bytes) => model.reserve(bytes),
    count: parameters.reduce((sum, { length }) => sum + length, 0),
    async loss(sample) {
      const labels = Int32Array.from(sample, (i) => task.train.labels[i]!);
      return objective.loss(await train.logits(sample), labels, classes);
    },
    async validate() {
      return validationScores(await validation.logits(all), task.validation.labels, classes, objective);
    },
    async close() {
      await partial?.close();
    },
  };
}

/** Whether a good part of the model runs before the first tuned parameter: all before it is frozen. */
function beginsLate(all: readonly Parameter[], tuned: readonly Parameter[]): boolean {
  const first = tuned[0];
  return first !== undefined && first.kind !== 'embedding' && all.indexOf(first) > 0;
}
