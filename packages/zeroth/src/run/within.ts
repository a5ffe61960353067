import {
  type Cancel,
  type Checkpoint,
  type Control,
  isControl,
  type Joined,
  type Progress,
  type Spawn,
} from '../query/control.js';
import type { Method, Query, ReportOf } from '../query/types.js';
import { Monitor } from './monitor.js';
import { OracleError } from './oracle-error.js';
import type { Failed, Outcome } from './outcome.js';
import type { Rule } from './rule.js';

/** What a spawned method ends with when a rule of the inner run fired on its question. */
class Halted {
  constructor(readonly rule: string) {}
}

/** Options of {@link within}. */
export interface WithinOptions<S, N extends string> {
  /** Ends the inner run. */
  readonly stop?: Rule<S, N>;
  /**
   * What becomes of a failure of the oracle that the inner method does not catch: it is thrown into the outer method,
   * or is the inner run's outcome. Default `throw`.
   */
  readonly failures?: 'throw' | 'return';
}

/** How an inner run whose failures are thrown can end. */
export type InnerOutcome<R, S, N extends string> = Exclude<Outcome<R, S, N>, Failed<S>>;

/**
 * Runs a method inside another one, with its own rules, counts and best report. Its reports and checkpoints stay
 * inside: they belong to the outer method. A failure of the oracle that it does not catch passes on to the outer method,
 * as it would through a plain `yield*`; with `failures: 'return'` it is the outcome.
 */
export function within<Y extends Query, R, const N extends string = never>(
  method: Method<Y, R>,
  options?: WithinOptions<NoInfer<ReportOf<Y>>, N> & { readonly failures?: 'throw' },
): Method<Exclude<Y, Progress | Checkpoint>, InnerOutcome<R, ReportOf<Y>, N>>;
export function within<Y extends Query, R, const N extends string = never>(
  method: Method<Y, R>,
  options: WithinOptions<NoInfer<ReportOf<Y>>, N>,
): Method<Exclude<Y, Progress | Checkpoint>, Outcome<R, ReportOf<Y>, N>>;
export function within<Y extends Query, R, const N extends string = never>(
  method: Method<Y, R>,
  { stop, failures = 'throw' }: WithinOptions<NoInfer<ReportOf<Y>>, N> = {},
): Method<Exclude<Y, Progress | Checkpoint>, Outcome<R, ReportOf<Y>, N>> {
  const inner = runWithin(method as Method<Query, unknown>, stop as Rule<never> | undefined, failures === 'throw');
  // The loop knows queries only; what passes it is Y without reports and checkpoints.
  return inner as unknown as Method<Exclude<Y, Progress | Checkpoint>, Outcome<R, ReportOf<Y>, N>>;
}

function* runWithin(
  method: Method<Query, unknown>,
  stop: Rule<never> | undefined,
  throws: boolean,
): Method<Query, unknown> {
  const monitor = new Monitor(stop, true);
  const pools: number[] = [];
  let answers = 0;
  let stopping: string | undefined;
  const ran = () => ({ best: monitor.best, counts: monitor.counts, answers });
  try {
    let step = method.next();
    while (!step.done) {
      const query: Query | Control = step.value;
      if (query.kind === 'progress' || query.kind === 'checkpoint') {
        if (isControl(query) && query.kind === 'progress') stopping ??= monitor.reported(query.report, answers);
        step = method.next(isControl(query) && query.kind === 'checkpoint' ? query.state : stopping !== undefined);
        continue;
      }
      const control = isControl(query);
      let halted = control ? undefined : (stopping ?? monitor.asked(query));
      let answer: unknown;
      if (halted === undefined) {
        try {
          if (control && query.kind === 'spawn') {
            const spawn: Spawn = { ...query, method: counted(query.method, monitor) };
            answer = yield spawn;
          } else answer = yield query;
        } catch (error) {
          step = method.throw(error);
          continue;
        }
        if (!control) {
          answers++;
          monitor.answered(query);
        } else if (query.kind === 'pool') pools.push(answer as number);
        else if (query.kind === 'join') {
          const { result } = answer as Joined;
          if (result instanceof Halted) halted = result.rule;
        }
      }
      if (halted !== undefined) {
        for (const pool of pools) yield { kind: 'cancel', pool } as Cancel;
        return { status: 'stopped', rule: halted, result: undefined, ...ran() };
      }
      step = method.next(answer);
    }
    const result = step.value;
    return stopping === undefined
      ? { status: 'returned', result, ...ran() }
      : { status: 'stopped', rule: stopping, result, ...ran() };
  } catch (error) {
    if (throws || !(error instanceof OracleError)) throw error;
    const cause = error.notFinite ? 'not-finite' : 'oracle';
    return { status: 'failed', cause, error: error.cause ?? error, query: error.query, ...ran() };
  } finally {
    method.return(undefined);
  }
}

/** A method spawned inside the inner run: it counts with it, and ends when the inner run's rule fires. */
function* counted(method: Method<Query, unknown>, monitor: Monitor): Method<Query, unknown> {
  try {
    let step = method.next();
    while (!step.done) {
      const query: Query | Control = step.value;
      let answer: unknown;
      if (isControl(query)) {
        if (query.kind === 'progress') {
          step = method.next(false);
          continue;
        }
        if (query.kind === 'checkpoint') {
          step = method.next(query.state);
          continue;
        }
      } else {
        const rule = monitor.asked(query);
        if (rule !== undefined) return new Halted(rule);
      }
      try {
        if (isControl(query) && query.kind === 'spawn') {
          const spawn: Spawn = { ...query, method: counted(query.method, monitor) };
          answer = yield spawn;
        } else answer = yield query;
      } catch (error) {
        step = method.throw(error);
        continue;
      }
      if (!isControl(query)) monitor.answered(query);
      step = method.next(answer);
    }
    return step.value;
  } finally {
    method.return(undefined);
  }
}
