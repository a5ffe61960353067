import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
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

/** Options of {@link augmentedRandomSearch}. */
export interface AugmentedRandomSearchOptions {
  /** Step size α > 0. Default 0.02. */
  readonly step?: number;
  /** ν > 0, the standard deviation of the perturbations. Default 0.03. */
  readonly noise?: number;
  /** Directions N an iteration, each asked on both sides. Default 8. */
  readonly directions?: number;
  /** The best of them that are used, b, by the better side. Default half of them. */
  readonly top?: number;
}

/**
 * Augmented random search: N Gaussian directions are asked on both sides, and the best b of them make the step
 * x ← x + α/(b σ) Σ (f(x − ν δ) − f(x + ν δ)) δ, σ being the standard deviation of the 2b values: the length of a step
 * does not depend on the scale of f.
 *
 * Asks: values (order 0), 2N points in one question. Points may fail. Bounds are kept by moving a point to the nearest
 * within. It never ends by itself but where values are constant or fall without a limit; it stays about α and ν away from
 * a minimum. Reports the best point so far.
 *
 * @source Mania, Guy, Recht: Simple random search of static linear policies is competitive for reinforcement learning
 *   (2018), algorithm 1, version 1-t
 */
export function augmentedRandomSearch(options: AugmentedRandomSearchOptions = {}): Minimizer<Values> {
  const { step = 0.02, noise = 0.03, directions = 8, top = Math.max(1, directions >> 1) } = options;
  checkPositive('step', step);
  checkPositive('noise', noise);
  checkInteger('directions', directions, 1);
  checkInteger('top', top, 1, directions);
  return {
    name: 'augmentedRandomSearch',
    asks: ['values'],
    bounds: true,
    start: (problem) => search(problem, { step, noise, directions, top }),
  };
}

/** Iterations in a row of equal values, after which f is called constant. */
const patience = 20;

function* search(
  { x0, bounds, seed }: MinimizationProblem,
  { step, noise, directions, top }: Required<AugmentedRandomSearchOptions>,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const draws = random(seed);
  const x = x0.slice();
  let best: Candidate = yield* candidateAt(x0.slice());
  const unbounded = unboundedLevel(best.value);
  let flat = 0;
  for (;;) {
    if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    if (flat >= patience) return { reason: 'no-decrease-left' };
    if (normInfinity(x) > 1e150) return { reason: 'unbounded' };
    const { directions: deltas, points } = mirroredPairs(draws, x, noise, directions, bounds);
    const found = yield* candidatesAt(points);
    for (const candidate of found) if (candidate.value < best.value) best = candidate;
    const better = deltas.map((_, k) => {
      const [above, below] = [found[2 * k]!.value, found[2 * k + 1]!.value];
      // A direction with a side that failed says nothing.
      return above < Infinity && below < Infinity ? Math.min(above, below) : Number.NaN;
    });
    const used = Array.from(ascending(Float64Array.from(better)).subarray(0, top)).filter(
      (k) => !Number.isNaN(better[k]!),
    );
    const values = used.flatMap((k) => [found[2 * k]!.value, found[2 * k + 1]!.value]);
    const deviation = standardDeviation(values);
    flat = deviation > 0 ? 0 : flat + 1;
    if (!(deviation > 0)) continue;
    for (const k of used) {
      const weight = (step * ((found[2 * k + 1]!.value - found[2 * k]!.value) / deviation)) / used.length;
      for (let i = 0; i < n; i++) x[i] = x[i]! + weight * deltas[k]![i]!;
    }
    if (bounds !== undefined) project(x, bounds);
  }
}

/** The standard deviation of all values, scaled first so that squares do not overflow; 0 for none. */
function standardDeviation(values: readonly number[]): number {
  const size = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  if (!(size > 0)) return 0;
  const mean = values.reduce((sum, v) => sum + v / size, 0) / values.length;
  return size * Math.sqrt(values.reduce((sum, v) => sum + (v / size - mean) ** 2, 0) / values.length);
}
