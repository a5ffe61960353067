import { ZerothError } from '../errors.js';
import { type At, innermost, isAt } from '../query/control.js';
import type { Query } from '../query/types.js';

type Answers = (query: Query, signal?: AbortSignal) => unknown;
interface Handlers {
  readonly [name: string | number]: unknown;
}

/** What every object inherits answers nothing. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** The part of an oracle that a question is for. */
function handlersFor(oracle: unknown, query: Query): Handlers {
  let handlers = oracle as Handlers;
  let inner: Query | At = query;
  while (isAt(inner)) {
    const next = handlers[inner.address];
    if (typeof next !== 'object' || next === null)
      throw new ZerothError('no-oracle', `there is no oracle at ${inner.address}`, inner.address);
    handlers = next as Handlers;
    inner = inner.query;
  }
  return handlers;
}

/** The oracle's answer to a question, which may be a promise. */
export function answer(oracle: unknown, query: Query, signal?: AbortSignal): unknown {
  const handlers = handlersFor(oracle, query);
  const asked = innermost(query);
  const handler = handlers[asked.kind];
  if (typeof handler !== 'function' || inherited.has(asked.kind)) {
    const known = Object.keys(handlers).join(', ') || 'nothing';
    throw new ZerothError('kind-unknown', `the oracle cannot answer ${asked.kind}; it answers ${known}`);
  }
  return (handler as Answers).call(handlers, asked, signal);
}

/** Tells an oracle with effects that a recorded answer is replayed. */
export function replayTo(oracle: unknown): (query: Query, recorded: unknown) => void {
  return (query, recorded) => {
    const handlers = handlersFor(oracle, query);
    const { replayed } = handlers;
    if (typeof replayed === 'function') replayed.call(handlers, innermost(query), recorded);
  };
}

export function isPromise(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && 'then' in answer;
}
