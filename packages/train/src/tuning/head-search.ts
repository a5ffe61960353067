import { coordinateSearch } from 'zeroth/optimize';
import { type At, ask, at, type Method, progress, type Query, type Values, type Vector, valueAt } from 'zeroth/query';
import { within } from 'zeroth/run';
import type { ValidationScores } from '../report/report.js';
import { isBetter } from './better-scores.js';
import { descendingSearch } from './descending-search.js';
import type { ForwardOnlyReport } from './forward-only.js';

/** Scores on the validation part of a head with these parameters. */
export interface HeadEvaluation extends Query<'headEvaluation', ValidationScores> {
  readonly parameters: Vector;
}

/** A part of the data on which the objective itself is asked for. */
export type ObjectivePart = 'train' | 'validation';

/**
 * All that {@link headSearch} asks: `values` of the smooth loss that stands in for the objective on the train part, and
 * at the name of a part those of the objective itself.
 */
export type HeadQuery = Values | At<ObjectivePart, Values> | HeadEvaluation;

/** Passes that improve the objective itself and accept nothing worse. */
export interface Refinement {
  readonly part: ObjectivePart;
  /** The parameters that move. Default all. */
  readonly coordinates?: readonly number[];
  /** The most passes; one that moves nothing is the last. */
  readonly sweeps: number;
}

/** Options of {@link headSearch}. */
export interface HeadSearchOptions {
  /** Probing distance of each parameter. */
  readonly widths: ArrayLike<number>;
  /** Passes over all parameters. Default 12. */
  readonly sweeps?: number;
  /** What follows, from the best head so far each. Default nothing. */
  readonly refinements?: readonly Refinement[];
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Tunes a classification head by loss values alone: coordinate search from 0, a sweep at a time, then refinements on the
 * objective itself. The sweep that is best on the validation part is the result.
 *
 * Asks: values (of the stand-in; at `train` and `validation`, of the objective) and headEvaluation.
 */
export function* headSearch({ widths, sweeps = 12, refinements = [], seed = 0 }: HeadSearchOptions) {
  const steps = refinements.reduce((sum, refinement) => sum + refinement.sweeps, sweeps);
  const start: Vector = new Float64Array(widths.length);
  const first = yield* evaluate(start);
  const looks = [{ step: 0, scores: first }];
  const best = { parameters: start, scores: first, step: 0 };
  function* look(step: number, parameters: Vector, loss: number) {
    const validation = yield* evaluate(parameters);
    looks.push({ step, scores: validation });
    if (isBetter(validation, best.scores)) Object.assign(best, { parameters, scores: validation, step });
    const report: ForwardOnlyReport = { step, steps, loss, validation };
    return yield* progress(report);
  }

  let step = 0;
  let stopping = false;
  // A sweep is a run of its own, so that a look at the validation part can come between two.
  for (let x = start; step < sweeps && !stopping; ) {
    const inner = yield* within(coordinateSearch(x, { widths, sweeps: 1, seed: seedOf(seed, ++step) }));
    x = inner.result;
    stopping = yield* look(step, x, inner.best?.report.value ?? Number.NaN);
  }
  for (const { part, sweeps, ...rest } of refinements) {
    let x = best.parameters;
    for (let sweep = 0; sweep < sweeps && !stopping; sweep++) {
      const options = { widths, ...rest, sweeps: 1, seed: seedOf(seed, ++step) };
      const inner = yield* within(at(part, descendingSearch(x, options)));
      const before = x;
      x = inner.result;
      if (x.every((weight, i) => weight === before[i])) break;
      // The stand-in's loss, so that a curve of losses is of one kind.
      stopping = yield* look(step, x, yield* valueAt(x));
    }
  }
  return { parameters: best.parameters, bestStep: best.step, best: best.scores, looks };
}

function seedOf(seed: number, sweep: number): number {
  return seed * 2 ** 20 + sweep;
}

function evaluate(parameters: Vector): Method<HeadEvaluation, ValidationScores> {
  return ask<HeadEvaluation>({ kind: 'headEvaluation', parameters });
}
