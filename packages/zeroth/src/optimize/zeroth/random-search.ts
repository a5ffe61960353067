import { checkFinite, checkPositive } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import {
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { project } from '../pieces/box.js';
import { candidateAt } from '../pieces/candidates.js';
import { lineMinimum } from '../pieces/line-minimum.js';
import { rangeWithin } from '../pieces/range-within.js';

/** Options of {@link randomSearch}. */
export interface RandomSearchOptions {
  /** The first step of the first line, relative to max(1, ‖x0‖∞); then it follows what lines moved. Default 0.1. */
  readonly step?: number;
}

/**
 * Random pursuit: f is minimised along a line in a direction drawn uniformly from the sphere, and again from there.
 *
 * Asks: values (order 0), one at a time, two or three a line. On convex functions with L-Lipschitz gradients the error
 * falls as 2 n L R²/k, linearly where they are strongly convex, whatever the scale of f: nothing has to be known. Never
 * goes up. Bounds cut the lines. Ends where 10 n lines in a row find next to nothing.
 *
 * @source Stich, Müller, Gärtner: Optimization of convex functions with random pursuit (2013)
 */
export function randomSearch(options: RandomSearchOptions = {}): Minimizer<Values> {
  checkPositive('step', options.step ?? 0.1);
  return { name: 'randomSearch', asks: ['values'], bounds: true, start: (problem) => pursue(problem, options) };
}

/** What values can tell apart of points, relatively. */
const leastStep = 2 ** -26;

function* pursue(
  { x0, bounds, tolerance, seed }: MinimizationProblem,
  { step: step0 = 0.1 }: RandomSearchOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const draws = random(seed);
  let best = yield* candidateAt(x0.slice());
  const unbounded = unboundedLevel(best.value);
  let step = step0 * Math.max(1, normInfinity(x0));
  let idle = 0;
  for (;;) {
    if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    if (idle >= 10 * n) return { reason: 'no-decrease-left' };
    const direction = draws.sphere(n);
    // Where x stands at a bound that the direction would leave, the direction is taken along it.
    if (bounds !== undefined)
      for (let i = 0; i < n; i++) {
        const held = best.x[i]! <= bounds.lower[i]! ? -1 : best.x[i]! >= bounds.upper[i]! ? 1 : 0;
        if (held !== 0 && draws.uniform() < 0.5) direction[i] = 0;
      }
    const origin = best;
    const at = (t: number): Vector => {
      const x = origin.x.map((v, i) => v + t * direction[i]!);
      if (bounds !== undefined) project(x, bounds);
      return x;
    };
    const [low, high] = rangeWithin(origin.x, direction, bounds);
    const found = yield* lineMinimum({ origin, at, step, low, high });
    best = found.best;
    const decrease = origin.value - best.value;
    idle = decrease > tolerance.value * Math.max(1, Math.abs(best.value)) ? 0 : idle + 1;
    step = Math.max(leastStep * Math.max(1, normInfinity(best.x)), 0.5 * step, Math.abs(found.t));
  }
}
