import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { addScaled, norm2, normInfinity } from '../../array/vector.js';
import { type Method, type Progress, progress, type Ranking, type Values, type Vector } from '../../query/index.js';
import { exp, log, random } from '../../random/index.js';
import type { Minimizer } from '../minimizer.js';
import { project } from '../pieces/box.js';
import { evolutionRates } from '../pieces/evolution-rates.js';
import { ranked } from '../pieces/ranked.js';
import { type RankedCircumstances, type RankedReport, rankedMinimizer } from '../pieces/ranked-minimizer.js';

/** Options of {@link rankedEvolution}. */
export interface RankedEvolutionOptions {
  /** λ, how many candidates are shown in a question, from 2. Default 4 + ⌊3 ln n⌋. */
  readonly population?: number;
  /** σ > 0, the standard deviation of the first population. Default 0.3 · max(1, ‖x0‖∞). */
  readonly deviation?: number;
}

/** As small as a population may become, relative to max(1, ‖mean‖∞). */
const smallest = 2 ** -40;

/**
 * An evolution strategy that is told the order of the better half of each population: the mean moves to their weighted
 * mean, and the deviation grows where successive moves agree, and shrinks where they cancel.
 *
 * Asks: rankings (order 0) of λ candidates, one a generation. A person can answer. The trajectory depends on the order of
 * values alone. Linear convergence on what is spherical; a population of one deviation for all directions needs a number
 * of generations in proportion to the condition otherwise, for which `cmaEs` is made. Reports the mean.
 *
 * @param x0 mean at the start, length n; it is not changed
 * @returns the mean, once a stop rule has fired, or the population is not told apart by float64
 * @throws ZerothError `option-out-of-range`; an answer that is no ranking is the oracle's failure, `ranking-out-of-range`
 * @source Ostermeier, Gawelczyk, Hansen: Step-size adaptation based on non-local use of selection information (1994)
 * @source Hansen, Arnold, Auger: Evolution strategies (2015), section 4.2
 */
export function* rankedEvolution(
  x0: Vector,
  {
    population = 4 + Math.floor(3 * log(Math.max(1, x0.length))),
    deviation = 0.3 * Math.max(1, normInfinity(x0)),
    bounds,
    seed = 0,
  }: RankedEvolutionOptions & RankedCircumstances = {},
): Method<Ranking | Progress<RankedReport>, Vector> {
  checkFinite('x0', x0);
  checkInteger('population', population, 2);
  checkPositive('deviation', deviation);
  const n = x0.length;
  const draws = random(seed);
  const { weights, effective, sigmaRate, sigmaDamping } = evolutionRates(n, population, false);
  const parents = population >> 1;
  // E ‖z‖ of a standard normal z, to O(n⁻³).
  const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  const mean = x0.slice();
  if (bounds !== undefined) project(mean, bounds);
  const path = new Float64Array(n);
  let sigma = deviation;
  while (!(yield* progress({ x: mean })) && sigma > smallest * Math.max(1, normInfinity(mean))) {
    const points = Array.from({ length: population }, () => {
      const point = draws.fillNormal(new Float64Array(n)).map((z, i) => mean[i]! + sigma * z);
      if (bounds !== undefined) project(point, bounds);
      return point;
    });
    const order = yield* ranked(points, parents);
    const move = new Float64Array(n);
    order.forEach((k, r) => {
      addScaled(
        move,
        weights[r]! / sigma,
        points[k]!.map((v, i) => v - mean[i]!),
      );
    });
    addScaled(mean, sigma, move);
    for (let i = 0; i < n; i++)
      path[i] = (1 - sigmaRate) * path[i]! + Math.sqrt(sigmaRate * (2 - sigmaRate) * effective) * move[i]!;
    sigma *= exp((sigmaRate / sigmaDamping) * (norm2(path) / expected - 1));
  }
  return mean;
}

/** {@link rankedEvolution} for the front door, on the order of a function's values. */
export function rankedEvolutionOnValues(options: RankedEvolutionOptions = {}): Minimizer<Values> {
  checkInteger('population', options.population ?? 2, 2);
  checkPositive('deviation', options.deviation ?? 1);
  return rankedMinimizer('rankedEvolution', (x0, circumstances) =>
    rankedEvolution(x0, { ...options, ...circumstances }),
  );
}
