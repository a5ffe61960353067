import type { Oracle, Query } from '../query/index.js';

/** A question as it reached a part of an oracle. */
export interface Call {
  /** addresses from the whole oracle to the part, outermost first */
  readonly path: readonly string[];
  /** the question, without addresses */
  readonly query: Query;
  /** The part's own answer to this question, or to another one in its place. */
  answer(instead?: Query): unknown;
}

/** An oracle of the same parts that lets `respond` answer each question. */
export function intercept(oracle: unknown, respond: (call: Call) => unknown): Oracle<Query> {
  return part(oracle, [], respond) as Oracle<Query>; // a Proxy answers for whatever parts and kinds there are
}

function part(target: unknown, path: readonly string[], respond: (call: Call) => unknown): object {
  return new Proxy(
    {},
    {
      get(_, key) {
        const found: unknown = (target as Record<string | symbol, unknown>)[key];
        if (typeof found === 'function') {
          if (key === 'replayed' || typeof key === 'symbol') return found.bind(target);
          return (query: Query, signal?: AbortSignal) =>
            respond({ path, query, answer: (instead = query) => found.call(target, instead, signal) });
        }
        if (typeof found !== 'object' || found === null || typeof key === 'symbol') return found;
        return part(found, [...path, key], respond);
      },
    },
  );
}

/** A question with the addresses of a path around it. */
export function placedAt(path: readonly string[], query: Query): Query {
  return path.reduceRight<Query>((inner, address) => ({ kind: 'at', address, query: inner }) as Query, query);
}

/** How many evaluations a question is: its points or directions, or one. */
export function evaluationsOf(query: Query): number {
  const { points, directions } = query as { points?: { length: number }; directions?: { length: number } };
  return points?.length ?? directions?.length ?? 1;
}

/** Counts by kind and address, as outcomes hold them. */
export function tally(): { readonly counts: Record<string, number>; add(call: Call): void } {
  const counts: Record<string, number> = {};
  return {
    counts,
    add({ path, query }) {
      const key = [...path, query.kind].join('.');
      counts[key] = (counts[key] ?? 0) + evaluationsOf(query);
    },
  };
}
