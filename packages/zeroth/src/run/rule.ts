import type { Counts } from './outcome.js';

/** What a stop rule sees: at a report, or before a question. */
export interface Moment<S> {
  readonly counts: Readonly<Counts>;
  /** Evaluations asked so far, those not yet answered included: a budget is reserved when asking. */
  readonly evaluations: number;
  /** Evaluations that the next question would add; 0 at a report. */
  readonly asking: number;
  readonly report: S | undefined;
  /** Whether recorded answers are being replayed, so that clocks do not count. */
  readonly replaying: boolean;
}

/** A rule at work in one run. */
export interface RunningRule<in S, out N extends string> {
  /** The rule's name when it fires. */
  check(moment: Moment<S>): N | undefined;
  /** State to be kept in checkpoints, plain data. */
  save?(): unknown;
}

/**
 * A stop rule, typed by the reports that it reads: a rule that reads gradients does not fit a method that reports
 * none. A rule is a recipe; each run begins it afresh, or with the state that a checkpoint kept.
 */
export interface Rule<in S, out N extends string = string> {
  begin(saved?: unknown): RunningRule<S, N>;
  /** Names that fire on something beside the answers, a clock say; a journal records when they did. */
  readonly external?: readonly N[];
}
