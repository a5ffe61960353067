import type { At, Controls, Progress, Spawn } from './control.js';

/** A point, a gradient, a list of values: float64 numbers. */
export type Vector = Float64Array;

/**
 * A question: plain data with a literal `kind`, which survives `structuredClone`. The type of its answer is a
 * phantom, so that a package can add kinds of its own without a registry.
 *
 * The phantom's key is a string and not a unique symbol, because two copies of the library must agree on it.
 */
export interface Query<K extends string = string, A = unknown> {
  readonly kind: K;
  readonly '~answer'?: () => A;
}

/** The type of the answer to a question. */
export type AnswerOf<Q> = Q extends { readonly '~answer'?: () => infer A } ? A : unknown;

/**
 * A method: it yields questions, receives their answers, returns its result.
 *
 * @typeParam Y all that it yields: questions for an oracle and words to whoever runs it
 * @typeParam R its result
 */
// biome-ignore lint/suspicious/noExplicitAny: each yield receives the answer to its own question; `yield*` helpers type it
export type Method<Y extends Query, R> = Generator<Y, R, any>;

/**
 * Marks a question that changes its oracle, rounding included. Such a question is never asked beside another one at
 * the same address, and while a journal is replayed the oracle's `replayed` is called in its place.
 */
export interface Effect {
  readonly effect: true;
}

/** What a run's progress reports hold, given all that its method yields. */
export type ReportOf<Y> = Y extends Progress<infer S> ? S : never;

/** The questions that reach the oracle itself, those of spawned methods included. */
export type Asked<Y> =
  Y extends Spawn<infer Inner, unknown> ? Asked<Inner> : Y extends { readonly kind: Controls | 'at' } ? never : Y;

/** The questions that reach a sub-oracle. */
export type Addressed<Y> =
  Y extends Spawn<infer Inner, unknown> ? Addressed<Inner> : Y extends At<infer _A, infer _Q> ? Y : never;

type Kinds<Y> = Asked<Y> extends infer Q extends Query ? Q['kind'] : never;
type OfKind<Y, K> = Extract<Asked<Y>, { readonly kind: K }>;
type AddressOf<P> = P extends At<infer A, Query> ? A : never;
type QueryAt<P> = P extends At<string | number, infer Q> ? Q : never;

type Replays<Y> = [Extract<Asked<Y>, Effect>] extends [never]
  ? unknown
  : {
      /** Repeats what `query` did to the oracle, given its recorded answer, without asking. */
      replayed(query: Asked<Y>, answer: unknown): void;
    };

/**
 * Answers at once the kinds that a method asks; `{ lower, upper }` or an array hold sub-oracles by their address.
 * An answer belongs to the method for good: hand out fresh arrays, or fill the query's `into`.
 */
export type Oracle<Y> = {
  readonly [K in Kinds<Y>]: (query: OfKind<Y, K>) => AnswerOf<OfKind<Y, K>>;
} & { readonly [P in Addressed<Y> as AddressOf<P>]: Oracle<QueryAt<P>> } & Replays<Y>;

/** An oracle that may promise its answers. The signal aborts when the run has ended. */
export type AsyncOracle<Y> = {
  readonly [K in Kinds<Y>]: (
    query: OfKind<Y, K>,
    signal: AbortSignal,
  ) => AnswerOf<OfKind<Y, K>> | PromiseLike<AnswerOf<OfKind<Y, K>>>;
} & { readonly [P in Addressed<Y> as AddressOf<P>]: AsyncOracle<QueryAt<P>> } & Replays<Y>;
