import type { AsyncOracle, Query } from '../query/types.js';
import type { Unchanging } from './core-kinds.js';

/**
 * The oracle that sends its questions to one function: what threads, commands and servers have in common. The buffers
 * that a question brings stay here, because nobody elsewhere could fill them.
 *
 * @param kinds the kinds that are answered there
 * @param send answers one question, in the shape its kind asks for ({@link shaped} makes sure)
 */
export function remoteOracle<Y extends Unchanging>(
  kinds: readonly Y['kind'][],
  send: (query: Query, signal: AbortSignal) => Promise<unknown>,
): AsyncOracle<Y> {
  const handlers: Record<string, (query: Query, signal: AbortSignal) => Promise<unknown>> = {};
  for (const kind of kinds) handlers[kind] = (query, signal) => send(withoutBuffers(query), signal);
  // That the answer has the type of its question is the other side's word, which `send` checks by shape.
  return handlers as unknown as AsyncOracle<Y>;
}

function withoutBuffers(query: Query): Query {
  if (!('into' in query)) return query;
  const { into: _, ...rest } = query;
  return rest;
}
