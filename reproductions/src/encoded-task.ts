import { addHead, type ClassifierModel, openTextModel } from '@zeroth/onnx';
import {
  classMeanHead,
  type Embeddings,
  type Example,
  embedTask,
  headValues,
  loadTask,
  type Part,
  type TokenizedTask,
  tokenizeTask,
  writeHead,
} from '@zeroth/train';

/** A text classification task as the encoder reads it. */
export interface EncodedTask {
  readonly name: string;
  readonly classes: readonly string[];
  /** The encoder with a head; {@link writeStart} makes it the nearest class mean. */
  readonly classifier: ClassifierModel;
  readonly tokens: TokenizedTask;
  /** What the untuned encoder makes of the texts; nothing for a part that was not embedded. */
  readonly embeddings: Embeddings;
  /** The head of the nearest class mean, weights then biases: the start of all runs. */
  readonly start: Float32Array;
}

/** Options of {@link encodeTask}. */
export interface EncodeOptions {
  /** Decides the split. */
  readonly seed: number;
  /** Tokens of a text that are read. */
  readonly maxTokens: number;
  /** What is embedded; the training part always is, for its class means. Default: all. */
  readonly embedded?: readonly Part[];
  /** Training texts of each class that are kept, the first of the split. Default: all. */
  readonly shots?: number;
}

/** Loads a task and the Universal Sentence Encoder Lite, and embeds all texts. */
export async function encodeTask(
  name: string,
  { seed, maxTokens, embedded = ['train', 'validation', 'test'], shots = Infinity }: EncodeOptions,
): Promise<EncodedTask> {
  const all = await loadTask(name, { seed });
  const task = { ...all, train: firstOfEach(all.train, shots) };
  const classifier = await openClassifier(task.classes.length, maxTokens);
  const tokens = tokenizeTask(classifier, task);
  const embeddings = await embedTask(classifier, tokens, embedded, () => {});
  const start = headValues(classMeanHead(embeddings.train, tokens.train.labels, task.classes.length));
  writeHead(classifier, start);
  return { name, classes: task.classes, classifier, tokens, embeddings, start };
}

/** The first examples of each class, in their order. */
export function firstOfEach(examples: readonly Example[], shots: number): readonly Example[] {
  const kept = new Map<number, number>();
  return examples.filter(({ label }) => {
    const count = kept.get(label) ?? 0;
    kept.set(label, count + 1);
    return count < shots;
  });
}

/** The encoder with an empty head. */
export async function openClassifier(classes: number, maxTokens: number): Promise<ClassifierModel> {
  return addHead(await openTextModel('use-lite', { maxTokens }), classes);
}

/** Makes the model what it was before any tuning. */
export async function writeStart({ classifier, start }: EncodedTask): Promise<void> {
  await classifier.model.reset();
  writeHead(classifier, start);
}
