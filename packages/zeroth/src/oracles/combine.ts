import { ZerothError } from '../errors.js';
import type { Query } from '../query/types.js';
import { addressesOf, kindsOf } from './kinds-of.js';

/** All of the oracles as one. */
export type Combined<O> = (O extends unknown ? (oracle: O) => void : never) extends (oracle: infer I) => void
  ? I
  : never;

/**
 * One oracle that answers all the kinds that several answer, and holds the sub-oracles of all. Effects are replayed to
 * the one whose kind it is. Where one of them has to be closed, `close` closes them all.
 *
 * @throws ZerothError `kind-twice` where two of them have the same kind or address: spread them (`{ ...a, ...b }`)
 * where the later one should win
 */
export function combine<const O extends readonly object[]>(...oracles: O): Combined<O[number]> {
  const owners = new Map<string, object>();
  const combined: Record<string, unknown> = {};
  for (const oracle of oracles) {
    for (const kind of kindsOf(oracle)) {
      own(owners, kind, oracle);
      combined[kind] = (...given: readonly unknown[]) => call(oracle, kind, given);
    }
    for (const address of addressesOf(oracle)) {
      own(owners, address, oracle);
      combined[address] = Reflect.get(oracle, address);
    }
  }
  if (oracles.some((oracle) => 'replayed' in oracle))
    combined.replayed = (query: Query, answer: unknown) => {
      const owner = owners.get(query.kind);
      if (owner !== undefined && 'replayed' in owner) call(owner, 'replayed', [query, answer]);
    };
  const closable = oracles.filter((oracle) => 'close' in oracle);
  if (closable.length > 0)
    combined.close = async () => {
      await Promise.all(closable.map((oracle) => call(oracle, 'close', [])));
    };
  // Each kind and address was taken from the oracle that has it in its type.
  return combined as Combined<O[number]>;
}

function own(owners: Map<string, object>, name: string, oracle: object): void {
  if (owners.has(name))
    throw new ZerothError('kind-twice', `two of the oracles have ${name}: leave it out of one of them`, name);
  owners.set(name, oracle);
}

function call(oracle: object, name: string, given: readonly unknown[]): unknown {
  const handler: unknown = Reflect.get(oracle, name);
  return typeof handler === 'function' ? Reflect.apply(handler, oracle, given) : undefined;
}
