import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ZerothError } from 'zeroth';
import { type Delta, decodeDelta } from '../tuning/delta.js';
import { applyDelta } from './apply-delta.js';
import { openClassifier, parseAdaptation } from './open-classifier.js';

/** A base model with a delta applied, ready to classify. */
export interface TunedClassifier {
  readonly classes: readonly string[];
  readonly weightsHash: string;
  /** Logits of the classes for each text, n x classes, row by row. */
  logits(texts: readonly string[]): Promise<Float32Array>;
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
    adaptation: parseAdaptation(header.adaptation),
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
    logits: (texts) => classifier.logits(texts.map((text) => classifier.tokenize(text))),
    export: () => classifier.model.export(),
    close: () => classifier.model.close(),
  };
}

/** The delta of a run folder, of a folder that was exported, or in a file. @throws ZerothError `file-unreadable` */
export function readDelta(source: string): Delta {
  const path = deltaPath(source);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ZerothError('file-unreadable', `${path} cannot be read: ${reason}`, path, { cause: error });
  }
  return decodeDelta(bytes, path);
}

/** Where the delta of a folder or file is. @throws ZerothError `run-unfinished`, `delta-missing` */
export function deltaPath(source: string): string {
  const inside = join(source, 'delta.bin');
  if (existsSync(inside)) return inside;
  if (existsSync(join(source, 'run.json'))) {
    const message = `the run in ${source} has no delta yet: finish it with zeroth finetune --resume ${source}`;
    throw new ZerothError('run-unfinished', message, source);
  }
  if (!existsSync(source)) throw new ZerothError('delta-missing', `there is no run folder or delta ${source}`, source);
  if (statSync(source).isDirectory())
    throw new ZerothError('delta-missing', `${source} holds no delta.bin: give a run folder or a delta file`, source);
  return source;
}
