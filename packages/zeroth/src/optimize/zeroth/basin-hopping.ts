import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import type { Method, Progress, Query, Values } from '../../query/index.js';
import { exp, random } from '../../random/index.js';
import {
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { project } from '../pieces/box.js';
import { type BestOf, localRun } from '../pieces/local-run.js';
import { bobyqa } from './bobyqa.js';

/** Options of {@link basinHopping}. */
export interface BasinHoppingOptions<Y extends Query = Values> {
  /** What finds the minimum of a basin. Default `bobyqa()`; give `lbfgs()` where there are gradients. */
  readonly local?: Minimizer<Y>;
  /**
   * The longest hop along each coordinate at the start, relative to the distance of the bounds, or to max(1, |x0ᵢ|) where
   * one is missing. It is adapted so that half of the hops are accepted. Default 0.2.
   */
  readonly hop?: number;
  /** T > 0: a minimum that is worse by d is accepted with probability exp(−d / T). Default 1. */
  readonly temperature?: number;
  /** Hops in a row that find nothing better, after which it ends. Default 50. */
  readonly patience?: number;
}

/**
 * Basin hopping: a random hop from a local minimum, and down into the basin there, which is accepted where it is lower,
 * and with the Metropolis probability where not: Monte Carlo on the minima alone.
 *
 * Asks: what the local method asks. The best point of all is reported with each report of the local method. Bounds are
 * kept where the local method keeps them. It says nothing of what it has not seen.
 *
 * @source Wales, Doye: Global optimization by basin-hopping and the lowest energy structures of Lennard-Jones clusters
 *   containing up to 110 atoms (1997)
 */
export function basinHopping(options?: BasinHoppingOptions): Minimizer<Values>;
export function basinHopping<Y extends Query>(
  options: BasinHoppingOptions<Y> & { readonly local: Minimizer<Y> },
): Minimizer<Y, MinimizerReport>;
export function basinHopping(options: BasinHoppingOptions<Query> = {}): Minimizer {
  const { local = bobyqa(), hop = 0.2, temperature = 1, patience = 50 } = options;
  checkPositive('hop', hop);
  checkPositive('temperature', temperature);
  checkInteger('patience', patience, 1);
  return {
    name: 'basinHopping',
    asks: local.asks,
    bounds: local.bounds,
    ...(local.term === undefined ? undefined : { term: local.term }),
    start: (problem) => hops(problem, { local, hop, temperature, patience }),
  };
}

/** The share of hops to be accepted, and hops after which their length is adapted, and by which factor. */
const accepted = 0.5;
const adaptedAfter = 10;
const adaptedBy = 0.8;

function* hops(
  problem: MinimizationProblem,
  { local, hop, temperature, patience }: Required<BasinHoppingOptions<Query>>,
): Method<Query | Progress<MinimizerReport>, MinimizerEnd> {
  const { x0, bounds, seed } = problem;
  checkFinite('x0', x0);
  const draws = random(seed);
  const widths = x0.map((x, i) => {
    const width = bounds === undefined ? Infinity : bounds.upper[i]! - bounds.lower[i]!;
    return hop * (width < Infinity ? width : Math.max(1, Math.abs(x)));
  });
  const best: BestOf = { x: x0.slice(), value: Infinity };
  let here = yield* localRun(local, problem, best);
  if (here.stopped) return { reason: undefined };
  const unbounded = unboundedLevel(Number.isFinite(here.value) ? here.value : 1);
  let [factor, count, taken, idle] = [1, 0, 0, 0];
  while (idle < patience) {
    if (best.value <= unbounded) return { reason: 'unbounded' };
    const from = here.x.map((x, i) => x + factor * widths[i]! * (2 * draws.uniform() - 1));
    if (bounds !== undefined) project(from, bounds);
    const before = best.value;
    const there = yield* localRun(local, { ...problem, x0: from, seed: draws.integer(2 ** 53) }, best);
    if (there.stopped) return { reason: undefined };
    idle = best.value < before - 1e-9 * Math.max(1, Math.abs(before)) ? 0 : idle + 1;
    count++;
    if (there.value <= here.value || draws.uniform() < exp((here.value - there.value) / temperature)) {
      here = there;
      taken++;
    }
    if (count % adaptedAfter !== 0) continue;
    factor = Math.min(5, taken / adaptedAfter > accepted ? factor / adaptedBy : factor * adaptedBy);
    taken = 0;
  }
  return { reason: 'no-decrease-left' };
}
