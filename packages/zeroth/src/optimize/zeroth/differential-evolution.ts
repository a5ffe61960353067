import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import { cosPi, type Random, random } from '../../random/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { byValue, type Candidate, candidatesAt } from '../pieces/candidates.js';

/** Options of {@link differentialEvolution}. */
export interface DifferentialEvolutionOptions {
  /** Points of the first generation, from 4. Default 18 n. */
  readonly population?: number;
  /** Values after which the population has shrunk to 4. Default 10⁴ n. */
  readonly evaluations?: number;
  /** Where a bound is missing, points start within this distance of x0, relative to max(1, |x0ᵢ|). Default 1. */
  readonly spread?: number;
}

/**
 * L-SHADE, differential evolution whose scale factor and crossover rate follow what succeeded, from a population that
 * shrinks linearly: vᵢ = xᵢ + F (x_best − xᵢ) + F (x_a − x_b), x_best being one of the best tenth and x_b one of the
 * population or of points given up for better ones.
 *
 * Asks: values (order 0), one generation in one question. Bounds are kept: a coordinate that would leave them is put
 * halfway between the parent and the bound. x0 is one of the first points. Reports the best point so far.
 *
 * @source Tanabe, Fukunaga: Improving the search performance of SHADE using linear population size reduction (2014)
 */
export function differentialEvolution(options: DifferentialEvolutionOptions = {}): Minimizer<Values> {
  if (options.population !== undefined) checkInteger('population', options.population, 4);
  if (options.evaluations !== undefined) checkInteger('evaluations', options.evaluations, 1);
  checkPositive('spread', options.spread ?? 1);
  return {
    name: 'differentialEvolution',
    asks: ['values'],
    bounds: true,
    start: (problem) => evolve(problem, options),
  };
}

/** Pairs of means that are remembered, the archive's size and the share of the best, as published. */
const memories = 6;
const archiveShare = 2.6;
const bestShare = 0.11;
const leastPopulation = 4;

function* evolve(
  { x0, bounds, tolerance, seed }: MinimizationProblem,
  options: DifferentialEvolutionOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const first = options.population ?? Math.max(leastPopulation, 18 * n);
  const budget = options.evaluations ?? 10_000 * n;
  const draws = random(seed);
  const points = Array.from({ length: first }, (_, k) =>
    k === 0 ? x0.slice() : scattered(x0, bounds, options, draws),
  );
  let population = (yield* candidatesAt(points)).sort(byValue);
  const unbounded = unboundedLevel(finiteSize(population[0]!.value));
  let evaluations = first;
  const archive: Vector[] = [];
  const scales = new Float64Array(memories).fill(0.5);
  const rates = new Float64Array(memories).fill(0.5);
  let slot = 0;
  for (;;) {
    const best = population[0]!;
    if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    if (diameter(population) <= tolerance.step * Math.max(1, normInfinity(best.x))) return { reason: 'step-small' };
    const worst = population[population.length - 1]!.value;
    if (worst === best.value || worst - best.value <= tolerance.value * Math.max(1, Math.abs(best.value)))
      return { reason: 'no-decrease-left' };

    const trials = population.map((_, i) => {
      const memory = draws.integer(memories);
      const rate = rates[memory]! < 0 ? 0 : Math.min(1, Math.max(0, rates[memory]! + 0.1 * draws.normal()));
      const scale = cauchyScale(scales[memory]!, draws);
      return { rate, scale, x: mutant(population, archive, i, scale, rate, bounds, draws) };
    });
    const found = yield* candidatesAt(trials.map(({ x }) => x));
    evaluations += found.length;
    const successes: Success[] = [];
    population = population.map((parent, i) => {
      const child = found[i]!;
      if (child.value < parent.value) {
        archive.push(parent.x);
        const gain = parent.value < Infinity ? parent.value - child.value : 0;
        successes.push({ scale: trials[i]!.scale, rate: trials[i]!.rate, gain });
      }
      return child.value <= parent.value ? child : parent;
    });
    population.sort(byValue);
    if (successes.length > 0) {
      scales[slot] = weightedLehmerMean(successes, ({ scale }) => scale);
      const rate = weightedLehmerMean(successes, (success) => success.rate);
      // A mean of 0 stays 0 from then on.
      rates[slot] = rates[slot]! < 0 || rate === 0 ? -1 : rate;
      slot = (slot + 1) % memories;
    }
    const size = Math.round(first + ((leastPopulation - first) * evaluations) / budget);
    population = population.slice(0, Math.max(leastPopulation, size));
    while (archive.length > archiveShare * population.length) archive.splice(draws.integer(archive.length), 1);
  }
}

interface Success {
  readonly scale: number;
  readonly rate: number;
  readonly gain: number;
}

/** Σ w s² / Σ w s, weights by gain; 0 where all are 0. */
function weightedLehmerMean(successes: readonly Success[], of: (success: Success) => number): number {
  const total = successes.reduce((sum, { gain }) => sum + gain, 0);
  let [squares, sum] = [0, 0];
  for (const success of successes) {
    const weight = total > 0 && total < Infinity ? success.gain / total : 1 / successes.length;
    squares += weight * of(success) ** 2;
    sum += weight * of(success);
  }
  return sum > 0 ? squares / sum : 0;
}

/** A draw from the Cauchy distribution about a mean, width 0.1, again until positive, and at most 1. */
function cauchyScale(mean: number, draws: Random): number {
  for (;;) {
    const turn = draws.uniform() - 0.5;
    const scale = mean + (0.1 * cosPi(turn - 0.5)) / cosPi(turn);
    if (scale > 0) return Math.min(1, scale);
  }
}

function mutant(
  population: readonly Candidate[],
  archive: readonly Vector[],
  i: number,
  scale: number,
  rate: number,
  bounds: Bounds | undefined,
  draws: Random,
): Vector {
  const size = population.length;
  const parent = population[i]!.x;
  const leader = population[draws.integer(Math.max(2, Math.round(bestShare * size)))]!.x;
  let a = draws.integer(size);
  while (a === i) a = draws.integer(size);
  let b = draws.integer(size + archive.length);
  while (b === i || b === a) b = draws.integer(size + archive.length);
  const plus = population[a]!.x;
  const minus = b < size ? population[b]!.x : archive[b - size]!;
  const x = parent.slice();
  const sure = draws.integer(x.length);
  for (let j = 0; j < x.length; j++) {
    if (j !== sure && draws.uniform() >= rate) continue;
    const v = parent[j]!;
    const moved = v + scale * (leader[j]! - v) + scale * (plus[j]! - minus[j]!);
    if (bounds === undefined) x[j] = moved;
    else if (moved < bounds.lower[j]!) x[j] = 0.5 * (bounds.lower[j]! + v);
    else if (moved > bounds.upper[j]!) x[j] = 0.5 * (bounds.upper[j]! + v);
    else x[j] = moved;
  }
  return x;
}

/** A point anywhere within the bounds, near x0 where there are none. */
function scattered(
  x0: Vector,
  bounds: Bounds | undefined,
  { spread = 1 }: DifferentialEvolutionOptions,
  draws: Random,
): Vector {
  return x0.map((x, i) => {
    const [lower, upper] = bounds === undefined ? [-Infinity, Infinity] : [bounds.lower[i]!, bounds.upper[i]!];
    const distance = spread * Math.max(1, Math.abs(x));
    const finite = upper - lower < Infinity;
    const [from, to] = finite ? [lower, upper] : [Math.max(lower, x - distance), Math.min(upper, x + distance)];
    return Math.min(to, from + draws.uniform() * (to - from));
  });
}

function diameter(population: readonly Candidate[]): number {
  const best = population[0]!.x;
  let largest = 0;
  for (const { x } of population)
    for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]! - best[i]!));
  return largest;
}

function finiteSize(value: number): number {
  return Number.isFinite(value) ? Math.abs(value) : 1;
}
