import type { TextModel } from '@zeroth/onnx';
import type { Example, Task } from '../data/index.js';
import { accuracy, crossEntropy, f1, type Objective } from '../metrics/index.js';
import type { Scores, ValidationScores } from '../report/index.js';

/** The parts of a task. */
export const parts = ['train', 'validation', 'test'] as const;
export type Part = (typeof parts)[number];

/** One part of a task as a model reads it. */
export interface TokenizedPart {
  readonly tokens: readonly Int32Array[];
  readonly labels: Int32Array;
}

/** A task as a model reads it. */
export type TokenizedTask = Readonly<Record<Part, TokenizedPart>>;

export function tokenizeTask(text: TextModel, task: Task): TokenizedTask {
  const tokenize = (examples: readonly Example[]): TokenizedPart => ({
    tokens: examples.map((example) => text.tokenize(example.text)),
    labels: Int32Array.from(examples, ({ label }) => label),
  });
  return { train: tokenize(task.train), validation: tokenize(task.validation), test: tokenize(task.test) };
}

/** Only the first tokens of each text. */
export function shortened(task: TokenizedTask, maxTokens: number): TokenizedTask {
  const shorten = ({ tokens, labels }: TokenizedPart): TokenizedPart => ({
    tokens: tokens.map((text) => text.subarray(0, maxTokens)),
    labels,
  });
  return { train: shorten(task.train), validation: shorten(task.validation), test: shorten(task.test) };
}

/** The embeddings of all parts, n x width each. */
export type Embeddings = Readonly<Record<Part, Float32Array>>;

/** Embeds part after part, and says how far it is. */
export async function embedTask(
  text: TextModel,
  task: TokenizedTask,
  wanted: readonly Part[],
  /** Called before each slice of texts; may throw to end it. */
  onProgress: (done: number, total: number) => void,
): Promise<Embeddings> {
  const total = wanted.reduce((sum, part) => sum + task[part].tokens.length, 0);
  const embeddings = { train: new Float32Array(0), validation: new Float32Array(0), test: new Float32Array(0) };
  let done = 0;
  for (const part of wanted) {
    const { tokens } = task[part];
    const all = new Float32Array(tokens.length * text.width);
    // Texts of like length share batches within a slice; a slice is short enough to show progress.
    for (let i = 0; i < tokens.length; i += slice) {
      onProgress(done, total);
      const some = tokens.slice(i, i + slice);
      all.set(await text.embed(some), i * text.width);
      done += some.length;
    }
    embeddings[part] = all;
  }
  onProgress(total, total);
  return embeddings;
}

const slice = 512;

/** Accuracy, F1 and cross-entropy of logits. */
export function scoresOf(logits: Float32Array, labels: Int32Array, classes: number): Scores {
  return {
    accuracy: accuracy(logits, labels, classes),
    f1: f1(logits, labels, classes),
    crossEntropy: crossEntropy(logits, labels, classes),
  };
}

/** The same with the objective's loss, for the choice of a checkpoint. */
export function validationScores(
  logits: Float32Array,
  labels: Int32Array,
  classes: number,
  objective: Objective,
): ValidationScores {
  const scores = scoresOf(logits, labels, classes);
  if (objective.name === 'crossEntropy') return scores;
  return { ...scores, objective: objective.loss(logits, labels, classes) };
}
