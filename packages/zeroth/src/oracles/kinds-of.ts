/** Names of an oracle that are no kinds. */
const others: ReadonlySet<string> = new Set(['replayed', 'close', 'constructor']);

/** What every object or list has is no kind: a question must not be able to call it. */
const builtIn: ReadonlySet<unknown> = new Set([Object.prototype, Array.prototype]);

/**
 * The kinds that an oracle answers, those of its class included. Where a question comes from elsewhere, its kind must
 * be one of these.
 */
export function kindsOf(oracle: object): string[] {
  const kinds = new Set<string>();
  for (let at: unknown = oracle; isObject(at) && !builtIn.has(at); at = Object.getPrototypeOf(at))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof value === 'function' && !others.has(name)) kinds.add(name);
  return [...kinds];
}

/** The addresses of an oracle's sub-oracles. */
export function addressesOf(oracle: object): string[] {
  return Object.entries(oracle).flatMap(([name, value]) => (isObject(value) ? [name] : []));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
