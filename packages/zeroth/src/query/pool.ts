import type { Cancel, Join, Joined, OpenPool, Spawn } from './control.js';
import type { Method, Query } from './types.js';

/** Methods that run side by side and end in any order. */
export interface Pool<R> {
  /** How many have been started and not yet been waited for. */
  readonly size: number;
  /** Starts a method; the answer is its ticket: how many this pool had started before. */
  start<Y extends Query>(method: Method<Y, R>): Method<Spawn<Y, R>, number>;
  /** Waits for whichever ends next. */
  next(): Method<Join<R>, Joined<R>>;
  /** Closes all that still runs. */
  close(): Method<Cancel, void>;
}

/** Opens a pool: `const running = yield* pool<number>()`. */
export function* pool<R>(): Method<OpenPool, Pool<R>> {
  const id: number = yield { kind: 'pool' };
  let size = 0;
  return {
    get size() {
      return size;
    },
    *start(method) {
      size++;
      return yield { kind: 'spawn', pool: id, method };
    },
    *next() {
      const joined: Joined<R> = yield { kind: 'join', pool: id };
      size--;
      return joined;
    },
    *close() {
      size = 0;
      yield { kind: 'cancel', pool: id };
    },
  };
}
