import { checkFinite, checkPositive } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { type Method, type Progress, progress, type Ranking, type Values, type Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import type { Minimizer } from '../minimizer.js';
import { project } from '../pieces/box.js';
import { ranked } from '../pieces/ranked.js';
import { type RankedCircumstances, type RankedReport, rankedMinimizer } from '../pieces/ranked-minimizer.js';

/** Options of {@link pairwiseDirectSearch}. */
export interface PairwiseDirectSearchOptions {
  /** The length of the first step, positive. Default 0.1 · max(1, ‖x0‖∞). */
  readonly step?: number;
  /** The search ends where steps are this short, relative to max(1, ‖x‖∞). Default 2⁻⁴⁰. */
  readonly shortest?: number;
}

/**
 * Direct search by comparisons of two: a step along a random direction, else the step back, is taken where it is
 * preferred; the step length doubles then, and is halved where neither is.
 *
 * Asks: rankings (order 0) of two points, the present one first. A person can answer. One of two opposite directions
 * descends to first order, which is what the convergence of the method with probability one rests on. Reports x after
 * each pair of opposite directions.
 *
 * @param x0 starting point, length n; it is not changed
 * @returns x, once a stop rule has fired, or steps are as short as `shortest`
 * @throws ZerothError `option-out-of-range`; an answer that is no ranking is the oracle's failure, `ranking-out-of-range`
 * @source Gratton, Royer, Vicente, Zhang: Direct search based on probabilistic descent (2015), two opposite directions
 */
export function* pairwiseDirectSearch(
  x0: Vector,
  {
    step = 0.1 * Math.max(1, normInfinity(x0)),
    shortest = 2 ** -40,
    bounds,
    seed = 0,
  }: PairwiseDirectSearchOptions & RankedCircumstances = {},
): Method<Ranking | Progress<RankedReport>, Vector> {
  checkFinite('x0', x0);
  checkPositive('step', step);
  checkPositive('shortest', shortest);
  const draws = random(seed);
  let x: Vector = x0.slice();
  if (bounds !== undefined) project(x, bounds);
  let length = step;
  while (!(yield* progress({ x })) && length > shortest * Math.max(1, normInfinity(x))) {
    const direction = draws.sphere(x.length);
    const start: Vector = x;
    for (const side of [1, -1]) {
      const trial = start.map((v, i) => v + side * length * direction[i]!);
      if (bounds !== undefined) project(trial, bounds);
      const [winner] = yield* ranked([start.slice(), trial], 1);
      if (winner !== 1) continue;
      x = trial;
      break;
    }
    length *= x === start ? 0.5 : 2;
  }
  return x;
}

/** {@link pairwiseDirectSearch} for the front door, on the order of a function's values. */
export function pairwiseDirectSearchOnValues(options: PairwiseDirectSearchOptions = {}): Minimizer<Values> {
  checkPositive('step', options.step ?? 1);
  checkPositive('shortest', options.shortest ?? 1);
  return rankedMinimizer('pairwiseDirectSearch', (x0, circumstances) =>
    pairwiseDirectSearch(x0, { ...options, ...circumstances }),
  );
}
