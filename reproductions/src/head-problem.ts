import { objective, type Part, parameterProblem, scoresOf, type TunedModel } from '@zeroth/train';
import { contiguousData, fromData, matmul, type NDArray } from 'zeroth/array';
import type { EncodedTask } from './encoded-task.js';

/** A classifier's head as a model that is tuned in place. */
export interface HeadProblem extends TunedModel {
  /** numbers tuned */
  readonly count: number;
}

/** A batch of embeddings, k x d, and its labels. */
interface Batch {
  readonly sample: readonly number[];
  readonly rows: NDArray;
  readonly labels: Int32Array;
}

/** The tuning of a task's head, on embeddings that were computed once; it moves the head's weights in the classifier. */
export async function headProblem(task: EncodedTask, objectiveName: string): Promise<HeadProblem> {
  const { classifier, embeddings, tokens, classes } = task;
  const { width } = classifier;
  const goal = await objective(objectiveName);
  const none = { tokens: [], labels: new Int32Array(0) };
  const problem = await parameterProblem(classifier, ['head'], { ...tokens, train: none, validation: none }, goal);
  // Its cut model is not asked for anything.
  await problem.close();
  // All probes of a step ask about one batch.
  let batch: Batch | undefined;
  const batchOf = (sample: readonly number[]): Batch => {
    if (batch?.sample === sample) return batch;
    const rows = new Float32Array(sample.length * width);
    for (const [row, i] of sample.entries())
      rows.set(embeddings.train.subarray(i * width, (i + 1) * width), row * width);
    const labels = Int32Array.from(sample, (i) => tokens.train.labels[i]!);
    batch = { sample, rows: fromData(rows, [sample.length, width]), labels };
    return batch;
  };
  const logits = (rows: NDArray) => headLogits(problem.parameters, rows, classes.length);
  const scores = (part: Part) => {
    const { labels } = tokens[part];
    return scoresOf(logits(fromData(embeddings[part], [labels.length, width])), labels, classes.length);
  };
  return {
    ...problem,
    async loss(sample) {
      const { rows, labels } = batchOf(sample);
      return goal.loss(logits(rows), labels, classes.length);
    },
    validate: async () => scores('validation'),
  };
}

/** Logits, k x C, of which the first column is 0, by one product for all rows. */
function headLogits([weight, bias]: TunedModel['parameters'], rows: NDArray, classes: number): Float32Array {
  const others = classes - 1;
  const weights = weight!.values;
  const width = weights.length / others;
  const transposed = new Float32Array(weights.length);
  for (let c = 0; c < others; c++) for (let j = 0; j < width; j++) transposed[j * others + c] = weights[c * width + j]!;
  const products = contiguousData(matmul(rows, fromData(transposed, [width, others])));
  const biases = bias!.values;
  const logits = new Float32Array((products.length / others) * classes);
  for (let i = 0, at = 0; i < logits.length; i += classes)
    for (let c = 1; c < classes; c++, at++) logits[i + c] = Number(products[at]) + biases[c - 1]!;
  return logits;
}
