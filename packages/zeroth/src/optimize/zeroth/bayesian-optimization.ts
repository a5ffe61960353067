import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { type GaussianProcess, gaussianProcess, type Kernel, matern } from '../../gaussian-process/index.js';
import {
  type GradientAnswer,
  type Method,
  type Progress,
  progress,
  type Values,
  type Vector,
} from '../../query/index.js';
import { type Random, random } from '../../random/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import {
  type Acquisition,
  expectedImprovement,
  logExpectedImprovement,
  lowerConfidenceBound,
} from '../pieces/acquisitions.js';
import { type Candidate, candidatesAt } from '../pieces/candidates.js';
import { fitHyperparameters } from '../pieces/fit-hyperparameters.js';
import { latinHypercube } from '../pieces/latin-hypercube.js';
import { leastInBox } from '../pieces/least-in-box.js';
import { lengthScaledRegion } from '../pieces/length-scaled-region.js';

/** Options of {@link bayesian}. */
export interface BayesianOptions {
  /** Points asked in one question after the first, q. Default 1. */
  readonly batch?: number;
  /** Points of the first question, x0 and a Latin hypercube. Default 2 n + 2, from 5 to 50. */
  readonly initial?: number;
  /**
   * What makes a point worth asking about: 'log-improvement', the logarithm of the expected improvement on the best
   * point; 'improvement' itself; 'bound', μ − β σ. Default 'log-improvement'.
   */
  readonly acquisition?: 'log-improvement' | 'improvement' | 'bound';
  /** β > 0 of 'bound'. Default 2. */
  readonly beta?: number;
  /** Whether values are noisy: the noise is fitted, and the model's mean is to be improved. Default false. */
  readonly noise?: boolean;
  /** The covariance of values at points of the unit cube, its lengths named `length i`. Default Matérn 5/2, with one a variable. */
  readonly kernel?: Kernel;
  /** Ask within a region about the best point that grows with success and shrinks without. Default from 21 variables. */
  readonly trustRegion?: boolean;
  /** Where a bound is missing, the search keeps this near to x0, relative to max(1, |x0ᵢ|). Default 1. */
  readonly spread?: number;
}

/**
 * Bayesian optimisation, for functions that are so expensive that tens or hundreds of values are all there will be: a
 * Gaussian process is fitted to the values, and the next point is the one that is worth most under it.
 *
 * Asks: values (order 0), a batch in one question. A batch is chosen point by point, each as if the model's mean had
 * been observed at those before it. Bounds are kept; variables that take integers only are rounded. Give `stop` a number
 * of values: it ends by itself only where hardly any improvement is expected (less than 1e-8 of the spread of the values,
 * three times in a row) or all values are equal. Own time a question is O(N³) after N values, milliseconds for N = 100.
 * Equivariant to affine maps of the values and of each variable with its bounds.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Jones, Schonlau, Welch: Efficient global optimization of expensive black-box functions (1998)
 * @source Ginsbourger, Le Riche, Carraro: Kriging is well-suited to parallelize optimization (2010)
 * @source Eriksson, Pearce, Gardner, Turner, Poloczek: Scalable global optimization via local Bayesian optimization (2019)
 */
export function bayesian(options: BayesianOptions = {}): Minimizer<Values> {
  checkInteger('batch', options.batch ?? 1, 1);
  checkInteger('initial', options.initial ?? 2, 2);
  checkPositive('beta', options.beta ?? 2);
  checkPositive('spread', options.spread ?? 1);
  return {
    name: 'bayesian',
    asks: ['values'],
    bounds: true,
    integers: true,
    start: (problem) => search(problem, options),
  };
}

const leastImprovement = 1e-8;
const patience = 3;

function* search(
  problem: MinimizationProblem,
  options: BayesianOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  const { x0, integers, seed } = problem;
  checkFinite('x0', x0);
  const n = x0.length;
  const { batch = 1, initial = Math.min(50, Math.max(5, 2 * n + 2)), noise = false, kernel = matern() } = options;
  const box = boxAbout(problem, options);
  const draws = random(seed);
  const cube = { lower: new Float64Array(n), upper: new Float64Array(n).fill(1) };
  const acquisition = acquisitionOf(options);
  const design = [x0.slice(), ...latinHypercube(initial - 1, n, draws).map((u) => fromCube(u, box, integers))];
  const known: Candidate[] = yield* candidatesAt(design);
  const region = lengthScaledRegion(kernel, n, batch, options.trustRegion ?? n > 20);
  let best = least(known);
  const unbounded = unboundedLevel(Number.isFinite(known[0]!.value) ? known[0]!.value : 1);
  let theta: Vector | undefined;
  let quiet = 0;
  for (;;) {
    if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    const values = standardised(known);
    if (known.length > 3 * initial && values.every((y) => y === 0)) return { reason: 'no-decrease-left' };
    const points = known.map(({ x }) => toCube(x, box));
    theta = fitHyperparameters(
      { kernel, points, values, noise, previous: theta, restarts: theta === undefined ? 3 : 1 },
      draws,
    );
    const asked: Vector[] = [];
    const believed = Array.from(values);
    let promised = 0;
    for (let k = 0; k < batch; k++) {
      const model = gaussianProcess({ kernel, theta, points, values: Float64Array.from(believed) });
      const centre = points[known.indexOf(best)]!;
      const goal = noise ? Math.min(...points.map((u) => model.predict(u).mean)) : Math.min(...values);
      const within = region.around(centre, theta, cube);
      const suggestion = mostWorth(model, acquisition, goal, centre, within, draws);
      const { mean, variance } = model.predict(suggestion);
      if (variance > 0) promised = Math.max(promised, expectedImprovement(mean, Math.sqrt(variance), goal).value);
      const x = unseen(fromCube(suggestion, box, integers), known, asked, box, integers, noise, draws);
      asked.push(x);
      points.push(toCube(x, box));
      believed.push(model.predict(points[points.length - 1]!).mean);
    }
    known.push(...(yield* candidatesAt(asked)));
    const before = best.value;
    best = least(known);
    region.learn(best.value < before);
    quiet = promised < leastImprovement && best.value === before ? quiet + 1 : 0;
    if (quiet >= patience && !noise) {
      if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
      return { reason: 'no-decrease-left' };
    }
  }
}

function acquisitionOf({ acquisition = 'log-improvement', beta = 2 }: BayesianOptions): Acquisition {
  if (acquisition === 'bound') return lowerConfidenceBound(beta);
  return acquisition === 'improvement' ? expectedImprovement : logExpectedImprovement;
}

/** The point within the region that is worth most: the best of many draws, then descents from a few. */
function mostWorth(
  model: GaussianProcess,
  acquisition: Acquisition,
  goal: number,
  centre: Vector,
  within: Bounds,
  draws: Random,
): Vector {
  const n = centre.length;
  const f = (u: Vector): GradientAnswer => {
    const { mean, variance, meanGradient, varianceGradient } = model.predictWithGradient(u);
    const deviation = Math.sqrt(Math.max(variance, leastVariance));
    const { value, byMean, byDeviation } = acquisition(mean, deviation, goal);
    const byVariance = variance > leastVariance ? (0.5 * byDeviation) / deviation : 0;
    return { value: -value, gradient: meanGradient.map((v, i) => -(byMean * v + byVariance * varianceGradient[i]!)) };
  };
  const spread = latinHypercube(40 + 20 * n, n, draws).map((u) =>
    u.map((v, i) => within.lower[i]! + v * (within.upper[i]! - within.lower[i]!)),
  );
  const near = Array.from({ length: 20 }, (_, k) =>
    centre.map((v, i) => {
      const moved = v + 0.2 * 2 ** -(k / 2) * draws.normal() * (within.upper[i]! - within.lower[i]!);
      return Math.min(within.upper[i]!, Math.max(within.lower[i]!, moved));
    }),
  );
  const worth = (u: Vector): Candidate => {
    const { mean, variance } = model.predict(u);
    return { x: u, value: -acquisition(mean, Math.sqrt(Math.max(variance, leastVariance)), goal).value };
  };
  const byWorth = (points: readonly Vector[], count: number): Vector[] =>
    points
      .map(worth)
      .sort((a, b) => a.value - b.value)
      .slice(0, count)
      .map(({ x }) => x);
  const starts = [...byWorth(spread, 3), ...byWorth(near, 2)];
  return leastInBox({ f, bounds: within, starts, tolerance: 1e-4, steps: 30 }).x;
}

/** A variance below this, of standardised values, is rounding. */
const leastVariance = 1e-14;

/** The values with mean 0 and standard deviation 1; a failure counts as the worst value known. */
function standardised(known: readonly Candidate[]): Vector {
  const finite = known.filter(({ value }) => Number.isFinite(value)).map(({ value }) => value);
  const worst = finite.length > 0 ? Math.max(...finite) : 0;
  const values = Float64Array.from(known, ({ value }) => (Number.isFinite(value) ? value : worst));
  const mean = values.reduce((sum, y) => sum + y / values.length, 0);
  const deviation = Math.sqrt(values.reduce((sum, y) => sum + (y - mean) ** 2 / values.length, 0));
  if (!(deviation > 2 ** -50 * Math.abs(mean) && deviation < Infinity)) return new Float64Array(values.length);
  return values.map((y) => (y - mean) / deviation);
}

/** The point, or one drawn anywhere where it has been asked about and another value would be the same. */
function unseen(
  x: Vector,
  known: readonly Candidate[],
  asked: readonly Vector[],
  box: Bounds,
  integers: readonly boolean[] | undefined,
  noise: boolean,
  draws: Random,
): Vector {
  const isSeen = (point: Vector): boolean =>
    asked.some((other) => same(point, other)) || (!noise && known.some((other) => same(point, other.x)));
  let point = x;
  for (let k = 0; k < 100 && isSeen(point); k++)
    point = fromCube(draws.fillUniform(new Float64Array(x.length)), box, integers);
  return point;
}

function same(a: Vector, b: Vector): boolean {
  return a.every((v, i) => v === b[i]!);
}

function least(known: readonly Candidate[]): Candidate {
  return known.reduce((best, each) => (each.value < best.value ? each : best));
}

/** The bounds, closed where one is missing. */
function boxAbout({ x0, bounds, integers }: MinimizationProblem, { spread = 1 }: BayesianOptions): Bounds {
  const distance = x0.map((x, i) => {
    const reach = spread * Math.max(1, Math.abs(x));
    return integers?.[i] ? Math.ceil(reach) : reach;
  });
  const closed = (side: Vector | undefined, sign: number): Vector =>
    x0.map((x, i) => (side !== undefined && Number.isFinite(side[i]!) ? side[i]! : x + sign * distance[i]!));
  return { lower: closed(bounds?.lower, -1), upper: closed(bounds?.upper, 1) };
}

function fromCube(u: Vector, { lower, upper }: Bounds, integers: readonly boolean[] | undefined): Vector {
  return u.map((v, i) => {
    const x = Math.min(upper[i]!, Math.max(lower[i]!, lower[i]! + v * (upper[i]! - lower[i]!)));
    return integers?.[i] ? Math.round(x) : x;
  });
}

function toCube(x: Vector, { lower, upper }: Bounds): Vector {
  return x.map((v, i) => (upper[i]! > lower[i]! ? (v - lower[i]!) / (upper[i]! - lower[i]!) : 0));
}
