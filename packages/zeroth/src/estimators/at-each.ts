import { at } from '../query/address.js';
import { type At, ask } from '../query/control.js';
import type { Kept } from '../query/through.js';
import type { Method, Query } from '../query/types.js';
import { begin, type Estimator } from './estimator.js';

type Begun = ReturnType<typeof begin>;

/**
 * An estimator for numbered sub-oracles, each with state of its own:
 * `liftAt('clients', federatedAveraging(…), atEach(centralDifferences()))`.
 */
export function atEach<Q extends Query, L extends Query>(
  estimator: Estimator<Q, L>,
): Estimator<At<number, Q>, At<number, L>> {
  const beginAll = () => {
    const parts = new Map<number, Begun>();
    const partAt = (address: number): Begun => {
      const part = parts.get(address) ?? begin(estimator);
      parts.set(address, part);
      return part;
    };
    const kept: Kept = {
      save: () => Array.from(parts, ([address, part]) => [address, part.kept?.save()]),
      load: (saved) => {
        parts.clear();
        for (const [address, state] of saved as readonly (readonly [number, unknown])[]) // what `save` gave
          partAt(address).kept?.load(state);
      },
    };
    return {
      kept,
      at(query: At<number>): Method<Query, unknown> {
        const handler = partAt(query.address).handlers[query.query.kind];
        return handler === undefined ? ask(query) : at(query.address, handler(query.query));
      },
    };
  };
  // The handlers of the parts have forgotten their types; that they answer Q by asking L is what `Estimator` says.
  return { begin: beginAll } as Estimator<At<number, Q>, At<number, L>>;
}
