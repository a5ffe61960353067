import type { Query } from 'zeroth/query';

/** What a worker is started with. */
export interface Begin {
  /** URL of the module that exports the oracle */
  readonly module: string;
  /** handed to the module's function */
  readonly data: unknown;
}

/** A question, or the part of one: of a cloud, the points from `begin` to before `end`. */
export interface Part {
  readonly query: Query;
  readonly range?: { readonly begin: number; readonly end: number };
}

/** A question for a worker, or a word that its answer is not wanted any more. */
export type ToWorker = { readonly id: number; readonly part: Part } | { readonly abort: number };

/** A worker's answer. */
export type FromWorker =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: Failure };

/** An error as it crosses threads: structured clone would drop its name and its code, and refuse its functions. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
}

export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined, code: undefined };
  const { name, message, stack } = error;
  return { name, message, stack, code: 'code' in error && typeof error.code === 'string' ? error.code : undefined };
}

export function fromFailure({ name, message, stack, code }: Failure): Error {
  const error = new Error(message);
  return Object.assign(error, { name, stack: stack ?? error.stack }, code === undefined ? undefined : { code });
}
