import { ZerothError } from '../errors.js';
import { type At, isAt } from '../query/control.js';
import type { Query } from '../query/types.js';

type Answers = (query: Query, signal?: AbortSignal) => unknown;
interface Handlers {
  readonly [name: string | number]: unknown;
}

/** An oracle's part that a question is for, and the question without its address. */
function place(oracle: unknown, query: Query): { readonly handlers: Handlers; readonly query: Query } {
  let handlers = oracle as Handlers;
  let inner: Query | At = query;
  while (isAt(inner)) {
    const next = handlers[inner.address];
    if (typeof next !== 'object' || next === null)
      throw new ZerothError('no-oracle', `there is no oracle at ${inner.address}`, inner.address);
    handlers = next as Handlers;
    inner = inner.query;
  }
  return { handlers, query: inner };
}

/** The oracle's answer to a question, which may be a promise. */
export function answer(oracle: unknown, query: Query, signal?: AbortSignal): unknown {
  const placed = place(oracle, query);
  const handler = placed.handlers[placed.query.kind];
  // What every object inherits answers nothing.
  if (typeof handler !== 'function' || placed.query.kind in Object.prototype) {
    const known = Object.keys(placed.handlers).join(', ') || 'nothing';
    throw new ZerothError('kind-unknown', `the oracle cannot answer ${placed.query.kind}; it answers ${known}`);
  }
  return (handler as Answers).call(placed.handlers, placed.query, signal);
}

/** Tells an oracle with effects that a recorded answer is replayed. */
export function replayTo(oracle: unknown): (query: Query, recorded: unknown) => void {
  return (query, recorded) => {
    const placed = place(oracle, query);
    const { replayed } = placed.handlers;
    if (typeof replayed === 'function') replayed.call(placed.handlers, placed.query, recorded);
  };
}

export function isPromise(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && 'then' in answer;
}
