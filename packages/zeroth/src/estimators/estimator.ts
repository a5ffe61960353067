import { at } from '../query/address.js';
import { type At, isAt, type Spawn } from '../query/control.js';
import { type Kept, through } from '../query/through.js';
import type { AnswerOf, Method, Query } from '../query/types.js';

/** How an estimator answers each kind: by a method that asks others. */
export type EstimatorHandlers<Q extends Query, L extends Query> = {
  readonly [P in Q as P['kind']]: (query: P) => Method<L, AnswerOf<P>>;
};

/**
 * An oracle whose handlers are methods: it answers questions Q by asking L.
 *
 * @typeParam Q the questions it answers
 * @typeParam L the questions it asks
 */
export interface Estimator<Q extends Query, L extends Query> {
  readonly '~lifts'?: (query: Q) => L;
  /** Makes the state of one run. `kept` goes into checkpoints. */
  begin(): EstimatorHandlers<Q, L> & { readonly kept?: Kept };
}

/** What a method yields once its questions of the kinds K are answered by asking L. */
export type Lifted<Y, K extends string, L> = Y extends { readonly kind: K }
  ? L
  : Y extends Spawn<infer Inner, infer R>
    ? Spawn<Extract<Lifted<Inner, K, L>, Query>, R>
    : Y;

/** The same for a sub-oracle at address A. */
export type LiftedAt<Y, A, K extends string, L extends Query> =
  Y extends At<infer B, infer Q>
    ? [B] extends [A]
      ? Q extends { readonly kind: K }
        ? At<B, L>
        : Y
      : Y
    : Y extends Spawn<infer Inner, infer R>
      ? Spawn<Extract<LiftedAt<Inner, A, K, L>, Query>, R>
      : Y;

/** Handlers whose types are forgotten. */
export interface AnyHandlers {
  readonly [kind: string]: ((query: Query) => Method<Query, unknown>) | undefined;
}

/** The handlers of one run, without their types, and the state to be kept. */
export function begin(estimator: { begin(): { readonly kept?: Kept } }): {
  readonly handlers: AnyHandlers;
  readonly kept: Kept | undefined;
} {
  const { kept, ...handlers } = estimator.begin();
  return { handlers: handlers as AnyHandlers, kept };
}

/**
 * Lifts the order of what can be asked: the method's questions that the estimator answers are answered by asking
 * lower ones. `lift(newton(…), hessianFromGradients())` needs gradients only.
 */
export function lift<Y extends Query, R, Q extends Query, L extends Query>(
  method: Method<Y, R>,
  estimator: Estimator<Q, L>,
): Method<Extract<Lifted<Y, Q['kind'], L>, Query>, R> {
  const { handlers, kept } = begin(estimator);
  const lifted = through(method, (query) => handlers[query.kind]?.(query) ?? query, kept);
  return lifted as Method<never, R>;
}

/** {@link lift} for the questions to the sub-oracle at `address`. */
export function liftAt<A extends string | number, Y extends Query, R, Q extends Query, L extends Query>(
  address: A,
  method: Method<Y, R>,
  estimator: Estimator<Q, L>,
): Method<Extract<LiftedAt<Y, A, Q['kind'], L>, Query>, R> {
  const { handlers, kept } = begin(estimator);
  const translate = (query: Query | At): Query | Method<Query, unknown> => {
    if (!isAt(query) || query.address !== address) return query;
    const handler = handlers[query.query.kind];
    return handler === undefined ? query : at(address, handler(query.query));
  };
  return through(method, translate, kept) as Method<never, R>;
}
