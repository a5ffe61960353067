import type { At, Controls, Spawn } from './control.js';
import { through } from './through.js';
import type { Method, Query } from './types.js';

/** What a method yields once its questions go to the sub-oracle at address A. */
export type Placed<Y, A extends string | number> =
  Y extends Spawn<infer Inner, infer R>
    ? Spawn<Extract<Placed<Inner, A>, Query>, R>
    : Y extends { readonly kind: Controls }
      ? Y
      : Y extends Query
        ? At<A, Y>
        : never;

/**
 * Sends all questions of a method to the sub-oracle at `address`. Nests: `at('clients', at(3, method))` asks
 * `oracle.clients[3]`.
 */
export function at<A extends string | number, Y extends Query, R>(
  address: A,
  method: Method<Y, R>,
): Method<Placed<Y, A>, R> {
  const placed = through(method, (query) => ({ kind: 'at', address, query }) as At);
  // The loop knows queries only; that each kind is placed at A is what `Placed` says.
  return placed as unknown as Method<Placed<Y, A>, R>;
}
