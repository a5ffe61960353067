import { checkFinite, checkInteger, checkNotNegative, checkPositive } from '../../array/checks.js';
import { addScaled, normInfinity } from '../../array/vector.js';
import { type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import { exp, random } from '../../random/index.js';
import {
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { project } from '../pieces/box.js';
import { type Candidate, candidateAt, candidatesAt } from '../pieces/candidates.js';

/** Options of {@link consensusBased}. */
export interface ConsensusBasedOptions {
  /** N, how many particles, from 2. Default 200. */
  readonly particles?: number;
  /** α > 0: a particle weighs exp(−α f), in units of f. Default 100. */
  readonly weight?: number;
  /** λ > 0: particles drift to the consensus at this rate. Default 1. */
  readonly drift?: number;
  /** σ ≥ 0: noise, in proportion to each coordinate's distance from the consensus. More of it explores for longer. Default 2 √λ. */
  readonly noise?: number;
  /** Δt > 0, below 1 / λ. Default 0.1. */
  readonly timeStep?: number;
  /** Standard deviation of the particles at the start, positive; they fill the bounds where all are finite. Default 1. */
  readonly spread?: number;
}

/** What {@link consensusBased} reports. */
export interface ConsensusReport extends MinimizerReport {
  /** The weighted mean of the particles, lent. */
  readonly consensus: Vector;
  /** The largest distance of a coordinate of a particle from the consensus. */
  readonly spread: number;
}

/**
 * Consensus-based optimisation: particles drift to their mean under the weights exp(−α f), and are shaken in proportion
 * to their distance from it, by coordinate, until all agree. As α grows, the consensus moves as gradient steps would on
 * f smoothed by the particles' spread, which carries it over shallow minima.
 *
 * Asks: values (order 0) of all particles in one question, one an iteration. Points may fail. Bounds are kept by moving a
 * particle to the nearest point within. Ends where the particles agree. Reports the best point asked about, with the
 * consensus and the spread.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Pinnau, Totzeck, Tse, Martin: A consensus-based model for global optimization and its mean-field limit (2017)
 * @source Carrillo, Jin, Li, Zhu: A consensus-based global optimization method for high dimensional machine learning
 *   problems (2021), noise by coordinate
 * @source Riedl, Klock, Geldhauser, Fornasier: Gradient is all you need? (2023)
 */
export function consensusBased(options: ConsensusBasedOptions = {}): Minimizer<Values, ConsensusReport> {
  const {
    particles = 200,
    weight = 100,
    drift = 1,
    noise = 2 * Math.sqrt(drift),
    timeStep = 0.1,
    spread = 1,
  } = options;
  checkInteger('particles', particles, 2);
  for (const [name, value] of Object.entries({ weight, drift, timeStep, spread })) checkPositive(name, value);
  checkNotNegative('noise', noise);
  return {
    name: 'consensusBased',
    asks: ['values'],
    bounds: true,
    start: (problem) => agree(problem, { particles, weight, drift, noise, timeStep, spread }),
  };
}

function* agree(
  problem: MinimizationProblem,
  { particles, weight, drift, noise, timeStep, spread: spread0 }: Required<ConsensusBasedOptions>,
): Method<Values | Progress<ConsensusReport>, MinimizerEnd> {
  const { x0, bounds, tolerance } = problem;
  checkFinite('x0', x0);
  const draws = random(problem.seed);
  let best: Candidate = yield* candidateAt(x0.slice());
  const unbounded = unboundedLevel(best.value);
  const swarm = firstSwarm(problem, particles, spread0);
  for (;;) {
    const found = yield* candidatesAt(swarm.map((x) => x.slice()));
    for (const { x, value } of found) if (value < best.value) best = { x, value };
    const consensus = weightedMean(found, weight) ?? best.x.slice();
    let spread = 0;
    for (const x of swarm)
      for (let i = 0; i < x.length; i++) spread = Math.max(spread, Math.abs(x[i]! - consensus[i]!));
    if (yield* progress({ x: best.x, value: best.value, consensus, spread })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    if (spread <= tolerance.step * Math.max(1, normInfinity(consensus))) return { reason: 'step-small' };
    for (const x of swarm) {
      const shake = draws.fillNormal(new Float64Array(x.length));
      for (let i = 0; i < x.length; i++) {
        const away = x[i]! - consensus[i]!;
        x[i] = x[i]! + away * (noise * Math.sqrt(timeStep) * shake[i]! - drift * timeStep);
      }
      if (bounds !== undefined) project(x, bounds);
    }
  }
}

function firstSwarm({ x0, bounds, seed }: MinimizationProblem, particles: number, spread: number): readonly Vector[] {
  const draws = random(seed).split(0);
  const isBox = bounds !== undefined && [...bounds.lower, ...bounds.upper].every(Number.isFinite);
  return Array.from({ length: particles }, () => {
    if (isBox) {
      const { lower, upper } = bounds;
      return draws.fillUniform(new Float64Array(x0.length)).map((u, i) => lower[i]! + u * (upper[i]! - lower[i]!));
    }
    const x = draws.fillNormal(new Float64Array(x0.length)).map((z, i) => x0[i]! + spread * z);
    if (bounds !== undefined) project(x, bounds);
    return x;
  });
}

/** Under the weights exp(−α (f − least f)), of which one is 1; undefined where no particle has a value. */
function weightedMean(swarm: readonly Candidate[], weight: number): Vector | undefined {
  const least = swarm.reduce((low, { value }) => Math.min(low, value), Infinity);
  if (least === Infinity) return undefined;
  const mean = new Float64Array(swarm[0]!.x.length);
  let total = 0;
  for (const { value } of swarm) total += exp(-weight * (value - least));
  for (const { x, value } of swarm) addScaled(mean, exp(-weight * (value - least)) / total, x);
  return mean;
}
