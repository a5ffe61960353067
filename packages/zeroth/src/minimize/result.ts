import type { EndReason } from '../optimize/minimizer.js';
import type { CertifiedBound } from './certificate.js';

/** How a run of the front door ended. */
export type Status = 'converged' | 'stopped' | 'failed';

/** Why, as a code that does not change; {@link sentenceOf} says it in words. */
export type Reason =
  | EndReason
  | 'target'
  | 'evaluations'
  | 'iterations'
  | 'seconds'
  | 'stagnation'
  | 'stop-rule'
  | 'aborted'
  | 'not-finite-at-start'
  | 'not-finite'
  | 'function-threw'
  | 'journal-mismatch';

/** What happened, step by step, where it was asked for. */
export interface TraceEntry {
  /** Evaluations so far. */
  readonly evaluations: number;
  readonly value: number;
  readonly gradientNorm?: number;
  readonly x: Float64Array;
}

/** What {@link minimize} returns. */
export interface MinimizeResult<P> {
  /** The best point that was asked about, nested as x0 was. */
  readonly x: P;
  /** The function's own answer there: f(x), exactly; with the term that the method adds, where it adds one. NaN where it never gave a finite one. */
  readonly value: number;
  readonly status: Status;
  readonly reason: Reason;
  /** The reason as a sentence. */
  readonly message: string;
  /** The method that ran, what it was lifted by, and why it was chosen. */
  readonly method: string;
  readonly iterations: number;
  /** Evaluations by kind. */
  readonly queries: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** ‖∇f(x)‖∞, projected to the bounds, where the method knew the gradient. */
  readonly gradientNorm?: number;
  readonly trace?: readonly TraceEntry[];
  /** The theorems that hold for the constants, with the bound at each report, where it was asked for. */
  readonly certificate?: readonly CertifiedBound[];
  /** What the function threw, where that ended the run. */
  readonly error?: unknown;
  /** A short table. */
  toString(): string;
}

const sentences: Readonly<Record<Reason, string>> = {
  'gradient-small': 'The gradient is within its tolerance.',
  'step-small': 'The region that is searched has shrunk to its tolerance.',
  'no-decrease-left': 'No decrease is left that float64, or the noise of the function, would show.',
  unbounded: 'The values fall without a limit: check the sign of the function, or give bounds.',
  'no-progress':
    'No better point was found along a direction that should descend: check the gradient, or try another method.',
  'nothing-to-vary': 'There is nothing to vary: x has no free components.',
  target: 'The target was reached.',
  evaluations: 'The budget of evaluations is spent.',
  iterations: 'The budget of iterations is spent.',
  seconds: 'The time is spent.',
  stagnation: 'The values have stopped improving.',
  'stop-rule': 'A stop rule fired.',
  aborted: 'The run was aborted.',
  'not-finite-at-start': 'The function is not finite at x0: start where it is.',
  'not-finite': 'The function gave a number that is not finite where the method could not do without.',
  'function-threw': 'The function threw an error.',
  'journal-mismatch': 'The journal belongs to another run.',
};

/** A reason in words. */
export function sentenceOf(reason: Reason): string {
  return sentences[reason];
}

/** Which reasons mean that there is nothing left to find nearby. */
export function statusOf(reason: Reason): Status {
  switch (reason) {
    case 'gradient-small':
    case 'step-small':
    case 'no-decrease-left':
    case 'nothing-to-vary':
      return 'converged';
    case 'unbounded':
    case 'no-progress':
    case 'not-finite-at-start':
    case 'not-finite':
    case 'function-threw':
    case 'journal-mismatch':
      return 'failed';
    default:
      return 'stopped';
  }
}

/** The table that a result prints. */
export function table(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/** A number in at most 10 significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(10)));
}
