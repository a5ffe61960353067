import { checkDecay, checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { ascending, type Method, type Progress, progress, type Values } from '../../query/index.js';
import { random } from '../../random/index.js';
import {
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { project } from '../pieces/box.js';
import { type Candidate, candidateAt, candidatesAt } from '../pieces/candidates.js';
import { mirroredPairs } from '../pieces/mirrored-pairs.js';

/** Options of {@link openaiEvolution}. */
export interface OpenaiEvolutionOptions {
  /** Adam's step size. Default 0.02. */
  readonly step?: number;
  /** σ > 0, the standard deviation of the population. Default 0.05. */
  readonly deviation?: number;
  /** Pairs x ± σ z a generation. Default 16. */
  readonly pairs?: number;
  /** Decay of Adam's mean of gradients, in [0, 1). Default 0.9. */
  readonly momentum?: number;
  /** Decay of Adam's mean of squares, in [0, 1). Default 0.999. */
  readonly squares?: number;
}

/**
 * The evolution strategy of OpenAI: a population of mirrored pairs x ± σ z gives the gradient of the expected rank,
 * 1/(2 N σ) Σ (r(x + σ z) − r(x − σ z)) z with ranks from −½ to ½, and Adam takes it.
 *
 * Asks: values (order 0), 2N points in one question. Points may fail. Invariant under monotone transforms of the values.
 * Bounds are kept by moving a point to the nearest within. It stays about σ and the step away from a minimum and ends by
 * itself only where values are constant or fall without a limit. Reports the best point so far.
 *
 * @source Salimans, Ho, Chen, Sidor, Sutskever: Evolution strategies as a scalable alternative to reinforcement learning
 *   (2017)
 */
export function openaiEvolution(options: OpenaiEvolutionOptions = {}): Minimizer<Values> {
  const { step = 0.02, deviation = 0.05, pairs = 16, momentum = 0.9, squares = 0.999 } = options;
  checkPositive('step', step);
  checkPositive('deviation', deviation);
  checkInteger('pairs', pairs, 1);
  checkDecay('momentum', momentum);
  checkDecay('squares', squares);
  return {
    name: 'openaiEvolution',
    asks: ['values'],
    bounds: true,
    start: (problem) => evolve(problem, { step, deviation, pairs, momentum, squares }),
  };
}

/** Generations in a row of equal values, after which f is called constant. */
const patience = 20;

function* evolve(
  { x0, bounds, seed }: MinimizationProblem,
  { step, deviation, pairs, momentum, squares }: Required<OpenaiEvolutionOptions>,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const draws = random(seed);
  const x = x0.slice();
  let best: Candidate = yield* candidateAt(x0.slice());
  const unbounded = unboundedLevel(best.value);
  const mean = new Float64Array(n);
  const square = new Float64Array(n);
  let flat = 0;
  for (let generation = 1; ; generation++) {
    if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    if (flat >= patience) return { reason: 'no-decrease-left' };
    if (normInfinity(x) > 1e150) return { reason: 'unbounded' };
    const { directions: z, points } = mirroredPairs(draws, x, deviation, pairs, bounds);
    const found = yield* candidatesAt(points);
    for (const candidate of found) if (candidate.value < best.value) best = candidate;
    const ranks = centredRanks(Float64Array.from(found, ({ value }) => value));
    flat = ranks.some((rank) => rank !== 0) ? 0 : flat + 1;
    const gradient = new Float64Array(n);
    z.forEach((zk, k) => {
      const weight = (ranks[2 * k]! - ranks[2 * k + 1]!) / (2 * pairs * deviation);
      for (let i = 0; i < n; i++) gradient[i] = gradient[i]! + weight * zk[i]!;
    });
    for (let i = 0; i < n; i++) {
      mean[i] = momentum * mean[i]! + (1 - momentum) * gradient[i]!;
      square[i] = squares * square[i]! + (1 - squares) * gradient[i]! ** 2;
      const unbiased = mean[i]! / (1 - momentum ** generation);
      const size = Math.sqrt(square[i]! / (1 - squares ** generation));
      x[i] = x[i]! - (step * unbiased) / (size + 1e-8);
    }
    if (bounds !== undefined) project(x, bounds);
  }
}

/** Ranks from −½ for the least to ½; equal values share the mean of theirs, so that a plateau has no slope. */
function centredRanks(values: Float64Array): Float64Array {
  const order = ascending(values);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let k = from; k <= to; k++) ranks[order[k]!] = (from + to) / 2 / (values.length - 1) - 0.5;
    from = to + 1;
  }
  return ranks;
}
