import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClassifierModel } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import { loadTask } from '../data/index.js';
import type { Scores } from '../report/index.js';
import { type Delta, decodeDelta } from '../tuning/delta.js';
import { applyDelta } from './apply-delta.js';
import { type Adaptation, openClassifier } from './open-classifier.js';
import { readRunPlan } from './run-folder.js';
import { type Part, scoresOf } from './texts.js';

/** A base model with a delta applied, ready to classify. */
export interface TunedClassifier {
  readonly classes: readonly string[];
  readonly weightsHash: string;
  /** Probabilities of the classes for each text, n x classes, row by row. */
  classify(texts: readonly string[]): Promise<Float32Array>;
  /** A standard ONNX file of the tuned model. */
  export(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Options of {@link openTuned}. */
export interface OpenTunedOptions {
  /** The base model, where it is not the one that the delta names. */
  readonly model?: string;
  readonly threads?: number;
  readonly cache?: string;
}

/**
 * Opens a tuned model.
 *
 * @param source a run folder, whose chosen delta is taken, or a delta file
 * @throws ZerothError `run-unfinished`, `delta-damaged`, `delta-base`, `delta-hash`, `file-unreadable`
 */
export async function openTuned(source: string, options: OpenTunedOptions = {}): Promise<TunedClassifier> {
  const delta = readDelta(source);
  const { header } = delta;
  const classifier = await openClassifier({
    model: options.model ?? header.model,
    classes: header.classes.length,
    maxTokens: header.maxTokens,
    adaptation: header.adaptation as Adaptation,
    threads: options.threads,
    cache: options.cache,
  });
  try {
    await applyDelta(classifier, delta);
  } catch (error) {
    await classifier.model.close();
    throw error;
  }
  return {
    classes: header.classes,
    weightsHash: header.weightsHash,
    classify: (texts) => classify(classifier, texts),
    export: () => classifier.model.export(),
    close: () => classifier.model.close(),
  };
}

/** The delta of a run folder or file. */
export function readDelta(source: string): Delta {
  const inFolder = join(source, 'delta.bin');
  if (existsSync(join(source, 'run.json')) && !existsSync(inFolder))
    throw new ZerothError(
      'run-unfinished',
      `the run in ${source} has no delta yet: finish it with zeroth finetune --resume ${source}`,
      source,
    );
  const path = existsSync(inFolder) ? inFolder : source;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new ZerothError(
      'file-unreadable',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      path,
      { cause: error },
    );
  }
  return decodeDelta(bytes, path);
}

/** Writes the tuned model as an ONNX file; `destination` is the file, or a folder that gets `model.onnx`. */
export async function exportTuned(tuned: TunedClassifier, destination: string): Promise<string> {
  const path = destination.endsWith('.onnx') ? destination : join(destination, 'model.onnx');
  const temporary = `${path}.${process.pid}.tmp`;
  const bytes = await tuned.export();
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    throw new ZerothError(
      'file-write',
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      path,
      { cause: error },
    );
  }
  return path;
}

/** Options of {@link evaluateTuned}. */
export interface EvaluateOptions {
  /** Which part of the data. Default `test`; a run folder's data are split by its own seed. */
  readonly part?: Part;
  readonly seed?: number;
  readonly text?: string;
  readonly label?: string;
}

/** Scores of a run's model, or of a delta's, on a task. @throws ZerothError `classes-differ` */
export async function evaluateTuned(
  source: string,
  data: string,
  options: EvaluateOptions & OpenTunedOptions = {},
): Promise<Scores & { readonly texts: number; readonly part: Part }> {
  const { part = 'test', seed, text, label } = options;
  const seedOfRun = existsSync(join(source, 'run.json')) ? readRunPlan(source).settings.seed : 0;
  const task = await loadTask(data, {
    seed: seed ?? seedOfRun,
    ...(text === undefined ? undefined : { text }),
    ...(label === undefined ? undefined : { label }),
  });
  const { header } = readDelta(source);
  if (task.classes.join('\0') !== header.classes.join('\0'))
    throw new ZerothError(
      'classes-differ',
      `the model knows the classes ${header.classes.join(', ')}, the data have ${task.classes.join(', ')}`,
    );
  const tuned = await openTuned(source, options);
  try {
    const examples = task[part];
    const labels = Int32Array.from(examples, (example) => example.label);
    const probabilities = await tuned.classify(examples.map((example) => example.text));
    // The logarithm of probabilities are logits: softmax gives the same probabilities again.
    const logits = probabilities.map((p) => Math.log(Math.max(p, 1e-38)));
    return { ...scoresOf(logits, labels, task.classes.length), texts: examples.length, part };
  } finally {
    await tuned.close();
  }
}

async function classify(classifier: ClassifierModel, texts: readonly string[]): Promise<Float32Array> {
  const logits = await classifier.logits(texts.map((text) => classifier.tokenize(text)));
  const { classes } = classifier;
  for (let i = 0; i < logits.length; i += classes) {
    const row = logits.subarray(i, i + classes);
    const largest = row.reduce((a, b) => Math.max(a, b));
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      row[c] = Math.exp(row[c]! - largest);
      sum += row[c]!;
    }
    for (let c = 0; c < classes; c++) row[c]! /= sum;
  }
  return logits;
}
