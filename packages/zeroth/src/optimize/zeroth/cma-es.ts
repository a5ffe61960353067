import { checkFinite, checkInteger, checkLength, checkPositive } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { ascending, type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import { exp, log, type Random, random } from '../../random/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  type Tolerance,
  unboundedLevel,
} from '../minimizer.js';
import { type BoxTransform, boxTransform } from '../pieces/box-transform.js';
import { type Candidate, candidatesAt } from '../pieces/candidates.js';
import { type Covariance, diagonalCovariance, fullCovariance, limitedCovariance } from '../pieces/covariance.js';
import { evolutionRates } from '../pieces/evolution-rates.js';
import { rankNoise } from '../pieces/rank-noise.js';

/** Options of {@link cmaEs}. */
export interface CmaEsOptions {
  /**
   * Standard deviations at the start, one for all coordinates or one each. Default 0.3 times the distance of the bounds,
   * and 0.5 where one is missing.
   */
  readonly deviation?: number | Vector;
  /** Points a generation, λ, from 2. Default 4 + ⌊3 ln n⌋. */
  readonly population?: number;
  /** Whether what was worst makes its direction rarer. Default true. */
  readonly active?: boolean;
  /**
   * What is learned: 'full', n² numbers; 'diagonal', n; 'limited', 4 + ⌊3 ln n⌋ vectors of n. Default 'full' up to 200
   * variables, then 'limited'.
   */
  readonly covariance?: 'full' | 'diagonal' | 'limited';
  /**
   * Begin anew elsewhere when a run has ended: 'ipop' doubles the population each time, 'bipop' spends as much on small
   * populations too. Default 'none'.
   */
  readonly restarts?: 'none' | 'ipop' | 'bipop';
  /** How often the population is doubled at most. Default 9. */
  readonly mostRestarts?: number;
  /** Whether values are noisy: some are asked again, and all more often as ranks change by chance. Default false. */
  readonly noise?: boolean;
}

/**
 * Evolution by covariance matrix adaptation: generations are drawn from a normal distribution whose mean, step size and
 * covariance follow the better half, by rank. Invariant under monotone transforms of the values, translation, scaling
 * and, with the full covariance and without bounds, rotation.
 *
 * Asks: values (order 0), one generation in one question. Bounds are kept by a smooth map onto the box; variables
 * that take integers only are drawn as the others are, then rounded. x0 is asked about first. Reports the best point so far.
 *
 * @source Hansen: The CMA evolution strategy, a tutorial (2016)
 * @source Auger, Hansen: A restart CMA evolution strategy with increasing population size (2005)
 * @source Hansen: Benchmarking a bi-population CMA-ES on the BBOB-2009 function testbed (2009)
 * @source Ros, Hansen: A simple modification in CMA-ES achieving linear time and space complexity (2008)
 */
export function cmaEs(options: CmaEsOptions = {}): Minimizer<Values> {
  if (options.population !== undefined) checkInteger('population', options.population, 2);
  if (typeof options.deviation === 'number') checkPositive('deviation', options.deviation);
  checkInteger('mostRestarts', options.mostRestarts ?? 9, 0);
  return {
    name: 'cmaEs',
    asks: ['values'],
    bounds: true,
    integers: true,
    start: (problem) => restarts(problem, options),
  };
}

/** What all runs share. */
interface Search {
  readonly bounds: Bounds | undefined;
  readonly integers: readonly boolean[] | undefined;
  readonly transform: BoxTransform;
  readonly tolerance: Tolerance;
  readonly deviation: Vector;
  readonly options: CmaEsOptions;
  readonly draws: Random;
  best: Candidate;
  evaluations: number;
}

type Steps<R> = Method<Values | Progress<MinimizerReport>, R>;

function* restarts(problem: MinimizationProblem, options: CmaEsOptions): Steps<MinimizerEnd> {
  const { x0, bounds, integers, tolerance } = problem;
  checkFinite('x0', x0);
  const n = x0.length;
  const { population = 4 + Math.floor(3 * log(n)), restarts: kind = 'none', mostRestarts = 9 } = options;
  const search: Search = {
    bounds,
    integers,
    transform: boxTransform(bounds),
    tolerance,
    deviation: deviationsOf(problem, options),
    options,
    draws: random(problem.seed),
    best: { x: x0.slice(), value: Infinity },
    evaluations: 0,
  };
  const start = x0.slice();
  yield* evaluated(search, [start], 1);
  let end = yield* evolve(search, start, { population, step: 1, budget: Infinity });
  let [doubled, spentLarge, spentSmall] = [0, 0, 0];
  let lastLarge = search.evaluations;
  while (kind !== 'none' && end !== undefined && end !== 'unbounded') {
    const before = search.evaluations;
    const small = kind === 'bipop' && doubled > 0 && spentSmall < spentLarge;
    if (!small && doubled >= mostRestarts) break;
    if (small) {
      const size = Math.floor(population * exp(search.draws.uniform() ** 2 * log(2 ** doubled / 2)));
      const step = exp(-2 * log(10) * search.draws.uniform());
      end = yield* evolve(search, elsewhere(search, x0), {
        population: Math.max(population, size),
        step,
        budget: lastLarge / 2,
      });
      spentSmall += search.evaluations - before;
    } else {
      doubled++;
      const size = population * 2 ** doubled;
      end = yield* evolve(search, elsewhere(search, x0), { population: size, step: 1, budget: Infinity });
      lastLarge = search.evaluations - before;
      spentLarge += lastLarge;
    }
  }
  return { reason: end };
}

function deviationsOf({ x0, bounds }: MinimizationProblem, { deviation }: CmaEsOptions): Vector {
  if (typeof deviation === 'object') {
    checkLength('deviation', deviation, x0.length);
    for (const each of deviation) checkPositive('deviation', each);
    return deviation;
  }
  return x0.map((_, i) => {
    const width = bounds === undefined ? Infinity : bounds.upper[i]! - bounds.lower[i]!;
    return deviation ?? (width < Infinity ? 0.3 * width : 0.5);
  });
}

/** Where a new run starts: anywhere within the bounds, or about x0 where there are none. */
function elsewhere({ draws, bounds, deviation }: Search, x0: Vector): Vector {
  return x0.map((x, i) => {
    const [lower, upper] = bounds === undefined ? [-Infinity, Infinity] : [bounds.lower[i]!, bounds.upper[i]!];
    if (upper - lower < Infinity) return lower + draws.uniform() * (upper - lower);
    return Math.min(upper, Math.max(lower, x + 2 * deviation[i]! * draws.normal()));
  });
}

interface Run {
  readonly population: number;
  /** Factor of all deviations at the start. */
  readonly step: number;
  /** Evaluations at most. */
  readonly budget: number;
}

/** One run, from its first to its last generation. */
function* evolve(search: Search, start: Vector, { population, step, budget }: Run): Steps<MinimizerEnd['reason']> {
  const { transform, tolerance, deviation, options, draws, integers } = search;
  const { noise = false } = options;
  const n = start.length;
  const kind = options.covariance ?? (n <= 200 ? 'full' : 'limited');
  const rates = evolutionRates(n, population, options.active ?? true);
  const covariance: Covariance =
    kind === 'full'
      ? fullCovariance(n, rates)
      : kind === 'diagonal'
        ? diagonalCovariance(n, rates)
        : limitedCovariance(n, 4 + Math.floor(3 * log(n)), population);
  const { weights, effective } = rates;
  // The limited memory's own rates of the step size.
  const sigmaRate = kind === 'limited' ? Math.min(0.5, (2 * population) / n) : rates.sigmaRate;
  const selected = weights.filter((w) => w > 0).length;
  const unitNorm = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  const mean = transform.inverse(start);
  const path = new Float64Array(n);
  const sigmaPath = new Float64Array(n);
  const turned = new Float64Array(n);
  const genotype = new Float64Array(n);
  const history: number[] = [];
  const remembered = 10 + Math.ceil((30 * n) / population);
  let sigma = step;
  let repeats = 1;
  let unbounded = Number.NaN;
  const evaluationsBefore = search.evaluations;
  for (let generation = 1; ; generation++) {
    const z = Array.from({ length: population }, () => draws.fillNormal(new Float64Array(n)));
    const y = z.map((zk) => {
      const yk = new Float64Array(n);
      covariance.shape(zk, yk);
      return yk;
    });
    const points = y.map((yk) => {
      const x = new Float64Array(n);
      for (let i = 0; i < n; i++) genotype[i] = mean[i]! + sigma * deviation[i]! * yk[i]!;
      transform.into(genotype, x);
      if (integers !== undefined) for (let i = 0; i < n; i++) if (integers[i]) x[i] = Math.round(x[i]!);
      return x;
    });
    const values = yield* evaluated(search, points, repeats);
    const order = ascending(values);
    const least = values[order[0]!]!;
    if (Number.isNaN(unbounded)) unbounded = unboundedLevel(Number.isFinite(least) ? least : 1);
    if (noise) {
      const again = yield* evaluated(search, points.slice(0, Math.max(2, Math.ceil(population / 10))), repeats);
      const disturbed = rankNoise(values, again) > 0;
      if (disturbed && repeats >= mostRepeats) sigma *= 1 + 2 / (n + 10);
      repeats = disturbed ? Math.min(mostRepeats, Math.ceil(1.5 * repeats)) : Math.max(1, Math.floor(repeats / 1.15));
    }
    const zMean = new Float64Array(n);
    const yMean = new Float64Array(n);
    for (let k = 0; k < selected; k++) {
      const [w, zk, yk] = [weights[k]!, z[order[k]!]!, y[order[k]!]!];
      for (let i = 0; i < n; i++) {
        zMean[i] = zMean[i]! + w * zk[i]!;
        yMean[i] = yMean[i]! + w * yk[i]!;
      }
    }
    for (let i = 0; i < n; i++) mean[i] = mean[i]! + sigma * deviation[i]! * yMean[i]!;
    covariance.turn(zMean, turned);
    const sigmaFactor = Math.sqrt(sigmaRate * (2 - sigmaRate) * effective);
    let squared = 0;
    for (let i = 0; i < n; i++) {
      sigmaPath[i] = (1 - sigmaRate) * sigmaPath[i]! + sigmaFactor * turned[i]!;
      squared += sigmaPath[i]! ** 2;
    }
    const length = Math.sqrt(squared);
    // A path that is long because σ is too small says little of the shape: it is held back meanwhile.
    const settled = Math.sqrt(1 - (1 - sigmaRate) ** (2 * generation));
    const held = length / settled / unitNorm >= 1.4 + 2 / (n + 1);
    const pathFactor = held ? 0 : Math.sqrt(rates.pathRate * (2 - rates.pathRate) * effective);
    for (let i = 0; i < n; i++) path[i] = (1 - rates.pathRate) * path[i]! + pathFactor * yMean[i]!;
    const inOrder = Array.from(order);
    covariance.learn({
      z: inOrder.map((k) => z[k]!),
      y: inOrder.map((k) => y[k]!),
      weights,
      zMean,
      effective,
      path,
      heldBack: held ? rates.rankOne * rates.pathRate * (2 - rates.pathRate) : 0,
    });
    sigma *= exp(
      kind === 'limited'
        ? Math.min(1, (sigmaRate / 4) * (squared / n - 1))
        : Math.min(1, (sigmaRate / rates.sigmaDamping) * (length / unitNorm - 1)),
    );
    if (integers !== undefined) keepApart(covariance, integers, sigma, deviation, population);
    if (yield* progress({ x: search.best.x, value: search.best.value })) return undefined;

    history.push(least);
    if (history.length > remembered) history.shift();
    const end = endOf(history, values, { remembered, sigma, mean, deviation, covariance, integers, tolerance });
    if (search.best.value <= unbounded) return 'unbounded';
    if (end !== undefined) return end;
    if (search.evaluations - evaluationsBefore >= budget) return 'no-decrease-left';
  }
}

/** Evaluations of a point at most, where noise has to be averaged away. */
const mostRepeats = 64;

function* evaluated(search: Search, points: readonly Vector[], repeats: number): Method<Values, Vector> {
  const asked = repeats === 1 ? points : points.flatMap((x) => Array.from({ length: repeats }, () => x));
  const candidates = yield* candidatesAt(asked);
  search.evaluations += asked.length;
  const values = new Float64Array(points.length);
  for (let k = 0; k < candidates.length; k++) {
    const at = Math.floor(k / repeats);
    values[at] = values[at]! + candidates[k]!.value / repeats;
  }
  for (let k = 0; k < points.length; k++)
    if (values[k]! < search.best.value) search.best = { x: points[k]!, value: values[k]! };
  return values;
}

/**
 * Keeps the deviation of each integer so large that about one draw of a generation for n variables leaves its value:
 * below that, σ would shrink on a plateau for ever.
 */
function keepApart(
  covariance: Covariance,
  integers: readonly boolean[],
  sigma: number,
  deviation: Vector,
  population: number,
): void {
  const least = 0.5 / Math.sqrt(2 * log(Math.max(2, integers.length * population)));
  for (let i = 0; i < integers.length; i++) {
    if (!integers[i]) continue;
    const now = sigma * deviation[i]! * covariance.deviation(i);
    if (now < least) covariance.stretch(i, least / now);
  }
}

interface State {
  readonly remembered: number;
  readonly sigma: number;
  readonly mean: Vector;
  readonly deviation: Vector;
  readonly covariance: Covariance;
  readonly integers: readonly boolean[] | undefined;
  readonly tolerance: Tolerance;
}

/** Beyond this condition number the draws in the short directions are rounding. */
const largestCondition = 1e14;

function endOf(history: readonly number[], values: Vector, state: State): MinimizerEnd['reason'] {
  const { remembered, sigma, mean, deviation, covariance, integers, tolerance } = state;
  let widest = 0;
  for (let i = 0; i < mean.length; i++)
    if (!integers?.[i]) widest = Math.max(widest, sigma * deviation[i]! * covariance.deviation(i));
  if (integers?.every((is) => is) !== true && widest <= tolerance.step * Math.max(1, normInfinity(mean)))
    return 'step-small';
  // Values that keep falling as the steps grow without a limit.
  if (widest > 1e150) return 'unbounded';
  if (covariance.condition() > largestCondition) return 'no-decrease-left';
  if (history.length < remembered) return undefined;
  let [least, most] = [Infinity, -Infinity];
  for (const value of [...history, ...values]) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const flat = most === least || most - least <= tolerance.value * Math.max(1, Math.abs(least));
  return flat ? 'no-decrease-left' : undefined;
}
