import { ZerothError } from '../errors.js';
import type { Joined } from '../query/control.js';
import type { Method, Query } from '../query/types.js';

/** A method at work: the one that is run, or one that it spawned. */
export interface Fibre {
  readonly ticket: number;
  readonly method: Method<Query, unknown>;
  readonly pool: FibrePool | undefined;
  done: boolean;
}

/** Methods that a method runs side by side. */
export interface FibrePool {
  readonly running: Set<Fibre>;
  readonly finished: Joined[];
  waiter: Fibre | undefined;
  /** How many were started: tickets count by pool, so that those of a pool do not depend on what ran before a checkpoint. */
  started: number;
}

/** A question that waits for its answer. */
export interface Pending {
  readonly id: number;
  readonly query: Query;
  readonly fibre: Fibre;
  /** The fingerprint, taken when asked. Only there when a journal is kept. */
  readonly hash: string | undefined;
}

/** Ends a method that has not ended, so that its `finally` blocks run. @throws ZerothError `asked-in-finally` */
export function close(fibre: Fibre): void {
  if (fibre.done) return;
  fibre.done = true;
  if (!fibre.method.return(undefined).done)
    throw new ZerothError('asked-in-finally', 'a method asked a question in `finally`: clean up without asking');
}
