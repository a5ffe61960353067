import { ZerothError } from '../errors.js';
import type { Method, Oracle, Query, ReportOf } from '../query/types.js';
import { answer, isPromise, replayTo } from './answer.js';
import type { RunOptions } from './options.js';
import type { Outcome } from './outcome.js';
import { Session } from './session.js';

/**
 * Runs a method against an oracle that answers at once, until it returns, a rule stops it, or the oracle fails.
 *
 * @throws what the method throws, other than an uncaught failure of the oracle: that is the outcome's status
 */
export function run<Y extends Query, R, const N extends string = never>(
  method: Method<Y, R>,
  oracle: NoInfer<Oracle<Y>>,
  options: RunOptions<NoInfer<ReportOf<Y>>, N> = {},
): Outcome<R, ReportOf<Y>, N> {
  const session = new Session(method as Method<Query, unknown>, options as RunOptions<never, string>, replayTo(oracle));
  while (session.ending === undefined) {
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
  return outcomeOf(session) as Outcome<R, ReportOf<Y>, N>;
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
