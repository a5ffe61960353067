import type { Vector } from '../../query/index.js';
import { normalInverse } from '../pieces/normal-inverse.js';
import type { PivotedFactors } from '../pieces/pivoted-qr.js';
import { half } from './linearisation.js';
import { correctedStep, type StructuredCurvature } from './structured-curvature.js';

/** A point near the solution, and the step that leads there from it. */
export interface Settling {
  /** The step with S in it. */
  readonly p: Vector;
  /** Share of an error that another step leaves. */
  readonly rate: number;
  /**
   * The largest entry of p, each beside its parameter, or beside the standard error where that is larger: digits of a
   * number that is not told from 0 mean nothing.
   */
  readonly now: number;
  /** What a relative error of the slopes makes of the solution, measured likewise, over that error. */
  readonly sensitivity: number;
}

/** Where x is, and what is known there. */
export interface Place {
  readonly x: Vector;
  readonly residuals: Vector;
  readonly factors: PivotedFactors;
  /** Norms of the columns of the Jacobian. */
  readonly norms: Vector;
  /** D */
  readonly scale: Vector;
}

/**
 * How the parameters settle from Gauss and Newton's step on; undefined where the residuals do not determine them, or the
 * curvature that the step leaves out is too large beside J'J.
 */
export function settlingFrom(
  { x, residuals, factors, norms, scale }: Place,
  gaussNewton: Vector,
  curvature: StructuredCurvature,
): Settling | undefined {
  const { columns } = factors;
  const k = columns.length;
  const inverse = normalInverse(factors);
  if (inverse === undefined) return undefined;
  const corrected = correctedStep(gaussNewton, inverse, columns, curvature, scale);
  if (corrected === undefined) return undefined;
  const { p, rate } = corrected;
  const norm = Math.sqrt(2 * half(residuals));
  const deviation = norm / Math.sqrt(residuals.length);
  // The gradient's error by that of column j is at most the relative error times ‖Jⱼ‖ ‖r‖.
  const pulls = columns.map((j) => norms[j]! * norm);
  let now = 0;
  let sensitivity = 0;
  for (let c = 0; c < k; c++) {
    const j = columns[c]!;
    const size = Math.max(Math.abs(x[j]! + p[j]!), deviation * Math.sqrt(inverse[c * k + c]!));
    let shift = 0;
    for (let e = 0; e < k; e++) shift += Math.abs(inverse[c * k + e]!) * pulls[e]!;
    now = Math.max(now, Math.abs(p[j]!) / size);
    sensitivity = Math.max(sensitivity, shift / size);
  }
  return { p, rate, now, sensitivity };
}

/** What to do at a point near the solution. */
export type Settled =
  /** The parameters are as they should be. */
  | 'settled'
  /** They will be after one more step. */
  | 'last-step'
  /** The slopes are not exact enough to tell. */
  | 'finer-slopes'
  /** They will not be where the next step leads. */
  | 'finer-slopes-next'
  | 'not-yet';

/**
 * Errors of the parameters that are allowed, over the tolerance for the cosine: of steps, whose lengths are guesses from
 * the last ones, and of slopes, where the sum of all errors at their worst is taken.
 */
const allowedOfSteps = 10;
const allowedOfSlopes = 100;

/**
 * @param error relative error of the slopes
 * @param tolerance for the cosine between residuals and slopes
 */
export function judged({ now, rate, sensitivity }: Settling, error: number, tolerance: number): Settled {
  const allowed = allowedOfSteps * tolerance;
  const bySlopes = error * sensitivity;
  if (bySlopes > allowedOfSlopes * tolerance) {
    if (now <= Math.max(allowed, bySlopes)) return 'finer-slopes';
    return rate * rate * now <= allowed ? 'finer-slopes-next' : 'not-yet';
  }
  if (now <= allowed) return 'settled';
  return rate * now <= allowed ? 'last-step' : 'not-yet';
}
