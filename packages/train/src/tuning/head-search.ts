import { ZerothError } from 'zeroth';
import { coordinateSearch } from 'zeroth/optimize';
import { ask, type Method, progress, type Query, type Values, type Vector } from 'zeroth/query';
import { within } from 'zeroth/run';
import type { Scores } from '../report/report.js';
import type { ForwardOnlyReport } from './forward-only.js';

/** Scores on the validation part of a head with these parameters. */
export interface HeadEvaluation extends Query<'headEvaluation', Scores> {
  readonly parameters: Vector;
}

/** All that {@link headSearch} asks. */
export type HeadQuery = Values | HeadEvaluation;

/** Options of {@link headSearch}. */
export interface HeadSearchOptions {
  /** Probing distance of each parameter. */
  readonly widths: ArrayLike<number>;
  /** Passes over all parameters. Default 12. */
  readonly sweeps?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Tunes a classification head by loss values alone: coordinate search from 0, a sweep at a time; the sweep with the
 * least cross-entropy on the validation part is the result.
 *
 * Asks: values (of the training loss) and headEvaluation.
 */
export function* headSearch({ widths, sweeps = 12, seed = 0 }: HeadSearchOptions) {
  let x: Vector = new Float64Array(widths.length);
  let best = yield* evaluate(x);
  let parameters = x;
  let bestStep = 0;
  const looks = [{ step: 0, scores: best }];
  for (let sweep = 1; sweep <= sweeps; sweep++) {
    // A sweep is a run of its own, so that a look at the validation part can come between two.
    const inner = yield* within(coordinateSearch(x, { widths, sweeps: 1, seed: seed * 2 ** 20 + sweep }));
    if (inner.status === 'failed') throw lossFailed(inner.error);
    x = inner.result;
    const validation = yield* evaluate(x);
    looks.push({ step: sweep, scores: validation });
    if (validation.crossEntropy < best.crossEntropy) {
      best = validation;
      bestStep = sweep;
      parameters = x;
    }
    const loss = inner.best?.report.value ?? Number.NaN;
    const report: ForwardOnlyReport = { step: sweep, steps: sweeps, loss, validation };
    if (yield* progress(report)) break;
  }
  return { parameters, bestStep, best, looks };
}

function lossFailed(error: unknown): ZerothError {
  if (error instanceof ZerothError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const message = `the loss of the head could not be computed: ${reason}`;
  return new ZerothError('loss-failed', message, undefined, { cause: error });
}

function evaluate(parameters: Vector): Method<HeadEvaluation, Scores> {
  return ask<HeadEvaluation>({ kind: 'headEvaluation', parameters });
}
