import type { AsyncOracle, Method, Query, ReportOf } from '../query/types.js';
import { answer, isPromise, replayTo } from './answer.js';
import { Dispatcher } from './dispatcher.js';
import type { Pending } from './fibre.js';
import type { RunOptions } from './options.js';
import type { Aborted, Outcome } from './outcome.js';
import { outcomeOf, stuck } from './run.js';
import { Session } from './session.js';

/** Options of {@link runAsync}. */
export interface RunAsyncOptions<S, N extends string> extends RunOptions<S, N> {
  /** Ends the run with status `aborted`; the oracle's signal aborts too. */
  readonly signal?: AbortSignal;
  /** How many questions may be outstanding at once. Default Infinity. */
  readonly concurrency?: number;
}

/** The event loop gets its turn after this many milliseconds of answers that came at once. */
const turn = 50;

/**
 * Runs a method against an oracle that may promise its answers. Questions of methods that run side by side are
 * outstanding together; the journal records the order in which their answers came.
 */
export async function runAsync<Y extends Query, R, const N extends string = never>(
  method: Method<Y, R>,
  oracle: NoInfer<AsyncOracle<Y>>,
  options: RunAsyncOptions<NoInfer<ReportOf<Y>>, N> = {},
): Promise<Outcome<R, ReportOf<Y>, N> | Aborted<ReportOf<Y>>> {
  const session = new Session(method as Method<Query, unknown>, options as RunOptions<never, string>, replayTo(oracle));
  const dispatcher = new Dispatcher(session);
  const { signal, concurrency = Infinity } = options;
  const closing = new AbortController();
  let outstanding = 0;
  let wake: (() => void) | undefined;
  let mistake: { readonly error: unknown } | undefined;

  const abort = () => {
    session.end({ status: 'aborted', reason: signal?.reason });
    wake?.();
  };
  const settle = (pending: Pending, deliver: () => void) => {
    dispatcher.settled(pending);
    try {
      deliver();
    } catch (error) {
      mistake ??= { error };
    }
  };
  const settleLater = (pending: Pending, deliver: () => void) => {
    outstanding--;
    settle(pending, deliver);
    wake?.();
  };

  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    let since = performance.now();
    while (session.ending === undefined && mistake === undefined) {
      const pending = outstanding < concurrency ? dispatcher.take() : undefined;
      if (pending === undefined) {
        if (outstanding === 0) throw stuck(session);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
        since = performance.now();
        continue;
      }
      let reply: unknown;
      try {
        reply = answer(oracle, pending.query, closing.signal);
      } catch (error) {
        settle(pending, () => session.fail(pending, error));
        continue;
      }
      if (isPromise(reply)) {
        outstanding++;
        reply.then(
          (settled) => settleLater(pending, () => session.reply(pending, settled)),
          (error: unknown) => settleLater(pending, () => session.fail(pending, error)),
        );
      } else {
        settle(pending, () => session.reply(pending, reply));
        if (performance.now() - since > turn) {
          await new Promise((resolve) => setTimeout(resolve));
          since = performance.now();
        }
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    closing.abort();
  }
  if (mistake !== undefined) {
    session.end({ status: 'crashed' });
    throw mistake.error;
  }
  return outcomeOf(session) as Outcome<R, ReportOf<Y>, N> | Aborted<ReportOf<Y>>;
}
