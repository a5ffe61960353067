import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ZerothError } from 'zeroth';
import { type CoreKind, type CoreQueryOf, linked, remoteOracle, shaped, type Unchanging } from 'zeroth/oracles';
import type { AsyncOracle, Values } from 'zeroth/query';
import type { Answers, Closable } from '../elsewhere.js';
import { workerPool } from './pool.js';
import { joined, partsOf } from './split.js';

/** Options of {@link workerOracle}. */
export interface WorkerOptions {
  /** How many worker threads; an integer from 1. Default what the machine has. */
  readonly threads?: number;
  /** Handed to the module's function; whatever structured clone keeps. */
  readonly data?: unknown;
}

/**
 * An oracle that is computed in worker threads. The default export of the module is an oracle, or a function (it may be
 * asynchronous) that makes one from `data`; each thread has its own. Each question goes to a free thread, and one of
 * many points is divided over the threads: the answers are joined in order and have the same bits as from one thread.
 *
 * When a run ends, its outstanding questions are dropped; a handler that never returns keeps its thread until `close`.
 * A thread that crashes fails its question with ZerothError `worker-crashed` and is replaced.
 *
 * @param module a JavaScript module: a URL, or a path from the working directory
 */
export function workerOracle(module: URL | string, options?: WorkerOptions): AsyncOracle<Values> & Closable;
export function workerOracle<const K extends CoreKind>(
  module: URL | string,
  options: WorkerOptions & Answers<K>,
): AsyncOracle<CoreQueryOf<K>> & Closable;
export function workerOracle<Y extends Unchanging>(
  module: URL | string,
  options: WorkerOptions & Answers<Y['kind']>,
): AsyncOracle<Y> & Closable;
export function workerOracle(
  module: URL | string,
  { threads = availableParallelism(), kinds = ['values'], data }: WorkerOptions & Partial<Answers<string>> = {},
): object {
  if (!(Number.isInteger(threads) && threads > 0))
    throw new ZerothError('threads-range', 'threads must be an integer from 1', threads);
  const begin = { module: urlOf(module), data: cloned(data) };
  const pool = workerPool(new URL('./thread.js', import.meta.url), begin, threads);
  const oracle = remoteOracle<Unchanging>(kinds, async (query, signal) => {
    const parts = partsOf(query, threads);
    if (parts.length === 1) return shaped(query, await pool.ask({ query }, signal));
    return linked(signal, async (question) => {
      try {
        const answers = await Promise.all(parts.map((part) => pool.ask(part, question.signal)));
        return shaped(query, joined(answers));
      } catch (error) {
        question.abort(error); // one part that fails drops the others
        throw error;
      }
    });
  });
  return { ...oracle, close: pool.close };
}

function urlOf(module: URL | string): string {
  if (module instanceof URL) return module.href;
  return /^(file|data|node):/.test(module) ? module : pathToFileURL(resolve(module)).href;
}

function cloned(data: unknown): unknown {
  try {
    return structuredClone(data);
  } catch (error) {
    throw new ZerothError('data-uncloneable', 'data must be plain: structured clone refuses it', data, {
      cause: error,
    });
  }
}
