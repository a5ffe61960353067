import { ZerothError } from '../errors.js';
import type { Addressed, Asked, Method, Query, ReportOf } from '../query/types.js';
import { Dispatcher } from './dispatcher.js';
import type { Pending } from './fibre.js';
import type { RunOptions } from './options.js';
import type { Outcome, Stopped } from './outcome.js';
import { outcomeOf } from './run.js';
import { Session } from './session.js';

/** A question that waits for the caller's answer. */
export interface Question<Q> {
  /** its number in order of asking, the same in every run of the same method and answers */
  readonly id: number;
  readonly query: Q;
}

/**
 * A run whose loop is the caller's.
 *
 * @typeParam Q the questions
 * @typeParam T the outcome
 */
export interface AskTell<Q, T> {
  /** All questions that may be worked on now and are not yet answered. */
  ask(): readonly Question<Q>[];
  /** Answers a question, in any order. */
  tell(id: number, answer: unknown): void;
  /** Says that a question could not be answered. */
  fail(id: number, error: unknown): void;
  /** Ends the run. */
  stop(): void;
  /** The outcome, once the run has ended. */
  outcome(): T | undefined;
}

/**
 * Begins a run in which the caller asks, answers and decides when to go on. State that outlives the process is the
 * journal's.
 */
export function askTell<Y extends Query, R, const N extends string = never>(
  method: Method<Y, R>,
  options: RunOptions<NoInfer<ReportOf<Y>>, N> = {},
): AskTell<Asked<Y> | Addressed<Y>, Outcome<R, ReportOf<Y>, N> | Stopped<R, ReportOf<Y>, 'caller'>> {
  const session = new Session(method as Method<Query, unknown>, options as RunOptions<never, string>);
  const dispatcher = new Dispatcher(session);
  const open = new Map<number, Pending>();
  const close = (id: number): Pending => {
    const pending = open.get(id);
    if (pending === undefined) throw new ZerothError('question-not-open', `question ${id} is not open`, id);
    open.delete(id);
    dispatcher.settled(pending);
    return pending;
  };
  return {
    ask() {
      for (const [id, pending] of open) if (pending.fibre.done) open.delete(id);
      if (session.ending !== undefined) return [];
      for (let pending = dispatcher.take(); pending !== undefined; pending = dispatcher.take())
        open.set(pending.id, pending);
      return [...open.values()].map(({ id, query }) => ({ id, query: query as Asked<Y> | Addressed<Y> }));
    },
    tell(id, answer) {
      session.reply(close(id), answer);
    },
    fail(id, error) {
      session.fail(close(id), error);
    },
    stop() {
      session.end({ status: 'stopped', rule: 'caller', result: undefined });
    },
    outcome() {
      if (session.ending === undefined) return undefined;
      return outcomeOf(session) as Outcome<R, ReportOf<Y>, N> | Stopped<R, ReportOf<Y>, 'caller'>;
    },
  };
}
