import { type Checkpoint, checkpoint, type Method, type Query } from '../query/index.js';

/**
 * The state that a checkpoint kept, or a new one. Methods whose first state takes questions begin so, for the first
 * checkpoint has to come before any question.
 */
export function* resumed<Y extends Query, State>(
  begin: () => Method<Y, State>,
): Method<Y | Checkpoint<State | null>, State> {
  const kept = yield* checkpoint<State | null>(null);
  return kept ?? (yield* begin());
}
