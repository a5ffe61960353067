import type { Query } from '../query/types.js';

/** How many evaluations were answered, by kind; of a sub-oracle `lower` by `lower.gradients`. */
export interface Counts {
  [kind: string]: number;
}

/** The best report of a run: the one of the least `value`, or the last one where reports have no value. */
export interface Best<S> {
  /** a copy */
  readonly report: S;
  /** How many questions had been answered then: a prefix of the journal. */
  readonly answers: number;
}

/** What every end of a run tells. */
export interface Ran<S> {
  readonly best: Best<S> | undefined;
  readonly counts: Readonly<Counts>;
  /** answered questions */
  readonly answers: number;
}

/** The method ended by itself. */
export interface Returned<R, S> extends Ran<S> {
  readonly status: 'returned';
  readonly result: R;
}

/** A rule ended the method. The result is there when the method finished on the answer of `progress`. */
export interface Stopped<R, S, N extends string> extends Ran<S> {
  readonly status: 'stopped';
  readonly rule: N;
  readonly result: R | undefined;
}

/** The oracle threw, or answered with a number that is not finite, or the journal does not fit. */
export interface Failed<S> extends Ran<S> {
  readonly status: 'failed';
  readonly cause: 'oracle' | 'not-finite' | 'journal';
  readonly error: unknown;
  /** the question that failed */
  readonly query: Query | undefined;
}

/** The caller's signal ended the run. */
export interface Aborted<S> extends Ran<S> {
  readonly status: 'aborted';
  readonly reason: unknown;
}

/** The ways a run can end: those only that its method's and its rules' types allow. */
export type Outcome<R, S, N extends string> =
  | ([R] extends [never] ? never : Returned<R, S>)
  | ([N] extends [never] ? never : Stopped<R, S, N>)
  | Failed<S>;
