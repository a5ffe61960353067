import type { Oracle, Query } from '../query/index.js';
import {
  encode,
  hash,
  type Journal,
  parseJournal,
  type Rule,
  type RunOptions,
  run,
  type SavedRun,
  toLine,
} from '../run/index.js';
import { intercept } from './intercept.js';
import { type AnySubject, stopOf } from './subject.js';

/** All of a run that can be compared: two runs are the same when their traces are. */
export interface Trace {
  readonly status: string;
  /** the outcome as text */
  readonly outcome: string;
  /** the journal as text: questions by fingerprint, and answers */
  readonly journal: string;
  /** fingerprints of the reports */
  readonly reports: readonly string[];
}

/** Options of {@link traceRun}. */
export interface TraceOptions {
  readonly oracle?: Oracle<Query>;
  /** text of a journal, to be replayed first */
  readonly recorded?: string;
  readonly start?: number;
  readonly stop?: Rule<never>;
  readonly from?: SavedRun;
  readonly onCheckpoint?: (take: () => SavedRun) => void;
}

/** Runs the subject and traces it. */
export function traceRun(subject: AnySubject, options: TraceOptions = {}): Trace {
  const { oracle = untouched(subject.oracle()), stop = stopOf(subject), from, onCheckpoint } = options;
  const { start = 0 } = options;
  const tracer = beginTrace(options.recorded, start);
  const outcome = run(subject.method(), oracle, {
    ...tracer.options,
    stop,
    ...(from === undefined ? undefined : { from }),
    ...(onCheckpoint === undefined ? undefined : { onCheckpoint }),
  });
  return tracer.end(outcome);
}

/** Options for a driver that trace its run, and the trace, given the outcome. */
export function beginTrace(recorded = '', start = 0) {
  const lines = [recorded];
  const journal: Journal = {
    entries: parseJournal(recorded),
    start,
    append(entry) {
      lines.push(toLine(entry));
    },
  };
  const text = () => lines.join('');
  const reports: string[] = [];
  const options = {
    journal,
    onProgress: (report: unknown) => {
      reports.push(hash(report));
    },
  } satisfies RunOptions<never, never>;
  return {
    options,
    text,
    end: (outcome: Ended): Trace => ({
      status: outcome.status,
      outcome: outcomeText(outcome),
      journal: text(),
      reports,
    }),
  };
}

interface Ended {
  readonly status: string;
}

/** An outcome as text: errors by their message, and without the question that failed. */
export function outcomeText(outcome: Ended): string {
  const { error, query: _, ...rest }: Ended & { error?: unknown; query?: unknown } = outcome;
  return encode({ ...rest, error: error instanceof Error ? error.message : error });
}

/** An oracle as it is, with its type forgotten. */
export function untouched(oracle: unknown): Oracle<Query> {
  return intercept(oracle, (call) => call.answer());
}

/** An oracle that may not be asked; effects may be replayed to it. */
export function deaf(oracle: unknown): Oracle<Query> {
  return intercept(oracle, ({ query }) => {
    throw new Error(`asked ${query.kind}, which the journal answers`);
  });
}

/** Throws unless the traces are the same; `what` names the second one. */
export function expectSameTrace(expected: Trace, actual: Trace, what: string): void {
  expectSame(expected.status, actual.status, `${what}: status`);
  if (expected.journal !== actual.journal) {
    const records = expected.journal.split('\n');
    const others = actual.journal.split('\n');
    for (let i = 0; i < Math.max(records.length, others.length); i++)
      expectSame(records[i] ?? 'nothing', others[i] ?? 'nothing', `${what}: record ${i + 1} of the journal`);
  }
  expectSame(expected.reports.length, actual.reports.length, `${what}: number of reports`);
  for (const [i, report] of expected.reports.entries())
    expectSame(report, actual.reports[i], `${what}: fingerprint of report ${i + 1}`);
  expectSame(expected.outcome, actual.outcome, `${what}: outcome`);
}

/** Throws unless two strings or numbers are the same. */
export function expectSame(expected: unknown, actual: unknown, what: string): void {
  if (Object.is(expected, actual)) return;
  throw new Error(`${what} differs: expected ${shortened(expected, actual)}, got ${shortened(actual, expected)}`);
}

/** Throws unless the condition holds. */
export function expectThat(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new Error(message());
}

const shownLength = 120;

/** The part of a text around its first difference from another. */
function shortened(value: unknown, other: unknown): string {
  const text = String(value);
  if (text.length <= shownLength) return text;
  const compared = String(other);
  let i = 0;
  while (i < text.length && text[i] === compared[i]) i++;
  const begin = Math.max(0, i - shownLength / 2);
  return `${begin > 0 ? '…' : ''}${text.slice(begin, begin + shownLength)}…`;
}
