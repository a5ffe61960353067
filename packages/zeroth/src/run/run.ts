import { ZerothError } from '../errors.js';
import type { Method, Oracle, Query, ReportOf } from '../query/types.js';
import { answer, isPromise, replayTo } from './answer.js';
import type { RunOptions } from './options.js';
import type { Aborted, Outcome } from './outcome.js';
import { Session } from './session.js';

/**
 * Options of {@link run}.
 *
 * @typeParam A the signal's type; the outcome can be `aborted` just where there is one
 */
export interface RunNowOptions<S, N extends string, A extends AbortSignal = AbortSignal> extends RunOptions<S, N> {
  /** Looked at before each question: the run ends with status `aborted`. */
  readonly signal?: A;
}

/**
 * Runs a method against an oracle that answers at once, until it returns, a rule stops it, the signal aborts, or the
 * oracle fails.
 *
 * @throws what the method throws, other than an uncaught failure of the oracle: that is the outcome's status
 */
export function run<Y extends Query, R, const N extends string = never, A extends AbortSignal = never>(
  method: Method<Y, R>,
  oracle: NoInfer<Oracle<Y>>,
  options: RunNowOptions<NoInfer<ReportOf<Y>>, N, A> = {},
): Outcome<R, ReportOf<Y>, N> | ([A] extends [never] ? never : Aborted<ReportOf<Y>>) {
  const session = new Session(method as Method<Query, unknown>, options as RunOptions<never, string>, replayTo(oracle));
  const { signal }: { readonly signal?: AbortSignal } = options;
  while (session.ending === undefined) {
    if (signal?.aborted) {
      session.end({ status: 'aborted', reason: signal.reason });
      break;
    }
    const pending = session.take();
    if (pending === undefined) throw stuck(session);
    let reply: unknown;
    try {
      reply = answer(oracle, pending.query);
    } catch (error) {
      session.fail(pending, error);
      continue;
    }
    if (isPromise(reply)) {
      const error = new ZerothError(
        'promise-in-run',
        `the oracle answered ${pending.query.kind} with a promise: use runAsync`,
      );
      session.end({ status: 'failed', cause: 'oracle', error, query: pending.query });
    } else session.reply(pending, reply);
  }
  return outcomeOf(session) as ReturnType<typeof run<Y, R, N, A>>;
}

/** The public outcome of a session that has ended. */
export function outcomeOf(session: Session): unknown {
  return { ...session.ending, ...session.ran() };
}

/** Ends a session whose method waits for something that will not come. */
export function stuck(session: Session): ZerothError {
  session.end({ status: 'crashed' });
  return new ZerothError('waits-for-nothing', 'the method waits for a pool in which nothing runs');
}
