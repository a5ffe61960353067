import { checkFinite, checkInteger, checkLength, checkPositive } from '../../array/checks.js';
import { addScaled } from '../../array/vector.js';
import { ascending, type Cloud, populationAt, progress, readDraw, readPoint } from '../../query/index.js';
import type { Vector } from '../../query/types.js';
import { exp, log, random } from '../../random/index.js';

/** Options of {@link snes}. */
export interface SnesOptions {
  /** Standard deviations at the start, one for all coordinates or one each. Default 1. */
  readonly deviation?: number | Vector;
  /** Points a generation, from 2. Default 4 + ⌊3 ln n⌋. */
  readonly population?: number;
  /** Learning rate η of the deviations. Default (3 + ln n) / (5 √n). */
  readonly deviationRate?: number;
  /** Seed of the populations, a safe integer. Default 0. */
  readonly seed?: number;
}

/**
 * Separable natural evolution: a Gaussian with a mean and a deviation by coordinate follows the natural gradient of the
 * expected utility of its draws, utilities being given by rank: μ ← μ + σ Σ uₖ zₖ, σ ← σ exp(η/2 Σ uₖ (zₖ² − 1)).
 *
 * Asks: values (order 0) of a seeded cloud, one generation in one question. Points may fail: NaN ranks last. Invariant
 * under monotone transforms of the values, and under translation and scaling of each coordinate along with its start.
 *
 * Reports the best point so far with its value, and the mean and the deviations that the next generation is drawn from.
 *
 * @param x0 mean at the start, length n ≥ 1; it is not changed
 * @returns the best point so far, once a stop rule has fired; x0 where no point had a value
 * @source Schaul, Glasmachers, Schmidhuber: High dimensions and heavy tails for natural evolution strategies (2011)
 */
export function* snes(x0: Vector, options: SnesOptions = {}) {
  const n = x0.length;
  const {
    deviation: deviation0 = 1,
    population = 4 + Math.floor(3 * log(n)),
    deviationRate = (3 + log(n)) / (5 * Math.sqrt(n)),
    seed = 0,
  } = options;
  checkInteger('length of x0', n, 1);
  checkFinite('x0', x0);
  checkInteger('population', population, 2);
  checkPositive('deviationRate', deviationRate);
  const mean = x0.slice();
  const deviation = typeof deviation0 === 'number' ? new Float64Array(n).fill(deviation0) : deviation0.slice();
  checkLength('deviation', deviation, n);
  for (const sigma of deviation) checkPositive('deviation', sigma);
  const utilities = rankUtilities(population);
  const seeds = random(seed);
  const best = x0.slice();
  let value = Infinity;
  const draw = new Float64Array(n);
  const meanGradient = new Float64Array(n);
  const deviationGradient = new Float64Array(n);
  for (;;) {
    const cloud: Cloud = {
      law: 'gaussian',
      center: mean.slice(),
      scale: deviation.slice(),
      seed: seeds.integer(2 ** 53),
      length: population,
    };
    const values = yield* populationAt(cloud);
    const order = ascending(values);
    const least = values[order[0]!]!;
    if (least < value) {
      value = least;
      readPoint(cloud, order[0]!, best);
    }
    meanGradient.fill(0);
    deviationGradient.fill(0);
    for (let rank = 0; rank < population; rank++) {
      const utility = utilities[rank]!;
      readDraw(cloud, order[rank]!, draw);
      addScaled(meanGradient, utility, draw);
      for (let i = 0; i < n; i++) deviationGradient[i]! += utility * (draw[i]! * draw[i]! - 1);
    }
    for (let i = 0; i < n; i++) {
      mean[i]! += deviation[i]! * meanGradient[i]!;
      deviation[i]! *= exp((deviationRate / 2) * deviationGradient[i]!);
    }
    if (yield* progress({ x: best, value, mean, deviation })) return best;
  }
}

/** Utility by rank, best first: max(0, ln(λ/2 + 1) − ln k) over its sum, less 1/λ. They sum to zero. */
function rankUtilities(population: number): Vector {
  const raw = Float64Array.from({ length: population }, (_, k) => Math.max(0, log(population / 2 + 1) - log(k + 1)));
  const total = raw.reduce((sum, u) => sum + u, 0);
  return raw.map((u) => u / total - 1 / population);
}
