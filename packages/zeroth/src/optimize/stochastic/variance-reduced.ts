import { checkFinite, checkInteger } from '../../array/checks.js';
import { type Gradients, gradientAt, type Method, type Progress, progress, type Vector } from '../../query/index.js';
import { type Random, random } from '../../random/index.js';
import type { GradientReport, MinimizationProblem, Minimizer, MinimizerEnd } from '../minimizer.js';
import { reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import type { Trial } from '../pieces/trial.js';

/** Options that methods with estimates of smaller variance share. */
export interface VarianceReducedOptions {
  /** N, how many terms the objective is the mean of. */
  readonly terms: number;
  /** Terms of a sample, drawn without replacement. Default 1. */
  readonly batch?: number;
  /** Steps between two reports of the whole objective and its gradient. Default: N / batch, rounded up. */
  readonly reportEvery?: number;
}

/** Moves x in place, given a sample of the terms; made anew for each run. */
export type SampledStep = (x: Vector, sample: readonly number[]) => Method<Gradients, void>;

/**
 * A method that draws a sample of the terms each step.
 *
 * @param begin makes the step, with the memory that it needs, for a start, a number of terms, and draws of its own
 * @throws ZerothError `option-out-of-range`
 */
export function varianceReduced(
  name: string,
  options: VarianceReducedOptions,
  begin: (x0: Vector, terms: number, draws: Random) => SampledStep,
): Minimizer<Gradients> {
  const { terms, batch = 1 } = options;
  checkInteger('terms', terms, 1);
  checkInteger('batch', batch, 1, terms);
  const reportEvery = options.reportEvery ?? Math.ceil(terms / batch);
  checkInteger('reportEvery', reportEvery, 1);
  return {
    name,
    asks: ['gradients'],
    bounds: false,
    start: (problem) =>
      descend(problem, begin(problem.x0, terms, random(problem.seed).split(1)), { terms, batch, reportEvery }),
  };
}

function* descend(
  problem: MinimizationProblem,
  step: SampledStep,
  { terms, batch, reportEvery }: Required<VarianceReducedOptions>,
): Method<Gradients | Progress<GradientReport>, MinimizerEnd> {
  checkFinite('x0', problem.x0);
  const draws = random(problem.seed);
  const x = problem.x0.slice();
  let isUnbounded: ((now: Trial) => boolean) | undefined;
  for (let k = 0; ; k++) {
    if (k % reportEvery === 0) {
      const whole: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
      isUnbounded ??= fallsForever(whole);
      if (yield* progress(whole)) return end(undefined);
      const reason = reasonAt(whole, problem, isUnbounded);
      if (reason !== undefined) return end(reason);
    }
    yield* step(x, Array.from(draws.choice(terms, batch)));
  }
}
