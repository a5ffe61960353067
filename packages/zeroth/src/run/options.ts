import type { Journal } from './journal/index.js';
import type { SavedMonitor } from './monitor.js';
import type { Rule } from './rule.js';

/** A run as a checkpoint keeps it: plain data. */
export interface SavedRun {
  /** the method's own state, and that of its estimators */
  readonly state: unknown;
  /** how many questions had been answered */
  readonly answers: number;
  /** the number of the next question */
  readonly questions: number;
  /** counts, budget, best report, state of the stop rules */
  readonly monitor: SavedMonitor;
}

/**
 * Options of every driver.
 *
 * @typeParam S the method's reports
 * @typeParam N names of the rules
 */
export interface RunOptions<S, N extends string> {
  /** When to stop; without it the method decides. */
  readonly stop?: Rule<S, N>;
  /** Records answers; what it holds already is replayed first. */
  readonly journal?: Journal;
  /** Called with each report. The report is the method's own: read it at once, or copy it. */
  readonly onProgress?: (report: S) => void;
  /** Keep a copy of the best report. Default true. */
  readonly keepBest?: boolean;
  /** Throw answers that hold NaN or −∞ into the method, which may catch them. Default true. */
  readonly checkFinite?: boolean;
  /** Go on from here: the method's first `checkpoint` answers with the kept state. */
  readonly from?: SavedRun;
  /** Called at each of the method's checkpoints; `take` makes the copy, so that passing one over costs nothing. */
  readonly onCheckpoint?: (take: () => SavedRun) => void;
  /** The oracle was restored to its state after this many answers: only later effects are replayed to it. Default 0. */
  readonly oracleAt?: number;
  /** Pass over the stops by a clock that the journal recorded, to go on with a larger budget. Default false. */
  readonly extend?: boolean;
}
