import { ZerothError } from '../errors.js';
import type { MinimizerEnd } from '../optimize/minimizer.js';
import type { Query, Vector } from '../query/index.js';
import type { Observations } from './observed.js';
import type { Layout, Received } from './parameters.js';
import { type MinimizeResult, type Reason, sentenceOf, short, statusOf, table } from './result.js';

export type AnyQuery = Query & { readonly kind: string };

/** An oracle that hands every kind to one function. */
export function oracleOf<R>(
  kinds: ReadonlySet<string>,
  answer: (query: AnyQuery) => R,
): { readonly [kind: string]: (query: AnyQuery) => R } {
  return Object.fromEntries(Array.from(kinds, (kind) => [kind, answer]));
}

/** The parts of an outcome that matter here; the drivers' own types know more. */
export interface AnyOutcome {
  readonly status: 'returned' | 'stopped' | 'failed' | 'aborted';
  readonly result?: MinimizerEnd | undefined;
  readonly rule?: string;
  readonly cause?: string;
  readonly error?: unknown;
  readonly counts: Readonly<Record<string, number>>;
}

/** Why a run ended. Mistakes of the caller are thrown. */
export function reasonOf(outcome: AnyOutcome, seen: Observations): Reason {
  switch (outcome.status) {
    case 'returned':
      return outcome.result?.reason ?? 'stop-rule';
    case 'stopped':
      return ruleReason(outcome.rule ?? '');
    case 'aborted':
      return 'aborted';
    case 'failed': {
      if (seen.badStart) return 'not-finite-at-start';
      if (outcome.cause === 'journal') return 'journal-mismatch';
      if (seen.error instanceof ZerothError) throw seen.error;
      if (outcome.error instanceof ZerothError && seen.error === undefined) throw outcome.error;
      return outcome.cause === 'not-finite' ? 'not-finite' : 'function-threw';
    }
  }
}

function ruleReason(rule: string): Reason {
  switch (rule) {
    case 'gradientNorm':
      return 'gradient-small';
    case 'target':
    case 'evaluations':
    case 'iterations':
    case 'seconds':
    case 'stagnation':
      return rule;
    default:
      return 'stop-rule';
  }
}

type Fields<P> = Omit<MinimizeResult<P>, 'status' | 'message'>;

/** The error that ended a run, for its result. */
export function errorOf(reason: Reason, seen: Observations): { readonly error?: unknown } {
  return reason === 'function-threw' ? { error: seen.error } : {};
}

/**
 * A result with its status, message and table.
 *
 * @param said the message, where the reason's own sentence says too little
 */
export function complete<P>(fields: Omit<Fields<P>, 'toString'>, said?: string): MinimizeResult<P> {
  // A minimum has a value.
  const unfounded = statusOf(fields.reason) === 'converged' && Number.isNaN(fields.value);
  const reason: Reason = unfounded ? 'not-finite' : fields.reason;
  const status = statusOf(reason);
  const message =
    said ?? (reason === 'function-threw' ? `${sentenceOf(reason)}${wordsOf(fields.error)}` : sentenceOf(reason));
  return { ...fields, reason, status, message, toString: () => table(rowsOf(fields, `${status}: ${message}`)) };
}

function rowsOf<P>(
  { value, method, iterations, queries, seconds, gradientNorm }: Omit<Fields<P>, 'toString'>,
  status: string,
): readonly (readonly [name: string, value: string])[] {
  const counts = Object.entries(queries).map(([kind, count]) => `${count} ${kind}`);
  return [
    ['status', status],
    ['value', short(value)],
    ['method', method],
    ['iterations', String(iterations)],
    ['queries', counts.join(', ')],
    ['seconds', seconds.toPrecision(3)],
    ...(gradientNorm === undefined ? [] : [['gradient', gradientNorm.toExponential(1)] as const]),
  ];
}

/** A result that ended for another reason than its method knew. */
export function amended<P, R extends MinimizeResult<P>>(result: R, reason: Reason, message: string): R {
  return { ...result, ...complete<P>({ ...result, reason }, message) };
}

function wordsOf(error: unknown): string {
  return error === undefined ? '' : ` ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}

/** A function that failed when it was asked for the first time. */
export function atStart<P>(
  error: unknown,
  layout: Layout<P>,
  start: Vector,
  begun: number,
  aborted: boolean,
): MinimizeResult<Received<P>> {
  if (error instanceof ZerothError) throw error;
  return complete({
    x: layout.nested(start),
    value: Number.NaN,
    ...(aborted ? { reason: 'aborted' } : { reason: 'function-threw', error }),
    method: 'none',
    iterations: 0,
    queries: {},
    seconds: (performance.now() - begun) / 1000,
  });
}
