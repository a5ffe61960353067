import { asking } from './asking.js';
import type { AnswerOf, Method, Query } from './types.js';

/** A report of where the method is. The answer is true once a stop rule has fired: finish, or be closed. */
export interface Progress<S = unknown> extends Query<'progress', boolean> {
  readonly report: S;
}

/** An offer of the method's whole state, to be kept. A restored run answers the first one with the kept state. */
export interface Checkpoint<S = unknown> extends Query<'checkpoint', S> {
  readonly state: S;
}

/** Opens a pool of methods that run side by side; the answer is its number. */
export interface OpenPool extends Query<'pool', number> {}

/** Runs a method beside this one; the answer is its ticket, counted from 0 in each pool. */
export interface Spawn<Y extends Query = Query, R = unknown> extends Query<'spawn', number> {
  readonly pool: number;
  readonly method: Method<Y, R>;
}

/** Waits for whichever method of the pool ends next. */
export interface Join<R = unknown> extends Query<'join', Joined<R>> {
  readonly pool: number;
}

/** A spawned method that has ended. */
export interface Joined<R = unknown> {
  readonly ticket: number;
  readonly result: R;
}

/** Closes all that still runs in the pool and withdraws its questions. */
export interface Cancel extends Query<'cancel', void> {
  readonly pool: number;
}

/** A question for the sub-oracle at `address`. */
export interface At<A extends string | number = string | number, Q extends Query = Query>
  extends Query<'at', AnswerOf<Q>> {
  readonly address: A;
  readonly query: Q;
}

/** Words to whoever runs the method. */
export type Control = Progress | Checkpoint | OpenPool | Spawn | Join | Cancel;
/** The kinds of words to whoever runs the method. */
export type Controls = Control['kind'];

/** Whether a yield is a word to whoever runs the method, and not a question for an oracle. */
export function isControl(query: Query | Control): query is Control {
  switch (query.kind) {
    case 'progress':
    case 'checkpoint':
    case 'pool':
    case 'spawn':
    case 'join':
    case 'cancel':
      return true;
    default:
      return false;
  }
}

/** Whether a question is for a sub-oracle. */
export function isAt(query: Query | At): query is At {
  return query.kind === 'at';
}

/** A question without its addresses: what the sub-oracle itself is asked. */
export function innermost(query: Query): Query {
  let inner: Query | At = query;
  while (isAt(inner)) inner = inner.query;
  return inner;
}

/** Asks one question and gives its answer, typed. */
export function ask<Q extends Query>(query: Q): Method<Q, AnswerOf<Q>> {
  return asking(query, theAnswer);
}

function theAnswer<A>(answer: A): A {
  return answer;
}

/**
 * Reports where the method is. Answers true once a stop rule has fired: return what you have then; the next question
 * would end the run without a result.
 *
 * @param report read by stop rules; the best one (least `value`) is copied and kept
 */
export function progress<S>(report: S): Method<Progress<S>, boolean> {
  return ask<Progress<S>>({ kind: 'progress', report });
}

/**
 * Offers the method's whole state. Ask it before the first question of the method and with no pool open, and go on
 * from what it answers: a restored run answers with the kept state.
 *
 * @param state plain data
 */
export function checkpoint<S>(state: S): Method<Checkpoint<S>, S> {
  return ask<Checkpoint<S>>({ kind: 'checkpoint', state });
}
