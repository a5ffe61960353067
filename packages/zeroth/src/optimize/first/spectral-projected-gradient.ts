import { checkFinite } from '../../array/checks.js';
import { type Gradients, gradientAt, progress } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { armijo } from '../pieces/armijo.js';
import type { ConvexSet } from '../pieces/convex-sets.js';
import { endOfDescent, firstStep, hasStalled } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { largestOfLast } from '../pieces/nonmonotone.js';
import { spectralStep } from '../pieces/spectral-step.js';
import type { Trial } from '../pieces/trial.js';
import { isStationaryOn, projectedStep, setOf } from './projected-gradient.js';

/** Options of {@link spectralProjectedGradient}. */
export interface SpectralProjectedGradientOptions {
  /** The set that x stays in. Default: the box of the bounds. */
  readonly onto?: ConvexSet;
  /** How many values back f may rise to; an integer from 1. Default 10. */
  readonly memory?: number;
}

/**
 * The spectral projected gradient method: a nonmonotone line search from x towards P(x − λ ∇f(x)), λ being Barzilai and
 * Borwein's estimate of the inverse curvature. One projection a step; every question is within the set.
 *
 * Asks: gradients (order 1). Limit points are stationary; in practice far faster than {@link projectedGradient}.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Birgin, Martínez and Raydan: Nonmonotone spectral projected gradient methods on convex sets (2000), algorithm SPG2
 */
export function spectralProjectedGradient({
  onto,
  memory = 10,
}: SpectralProjectedGradientOptions = {}): Minimizer<Gradients> {
  largestOfLast(memory);
  return {
    name: 'spectralProjectedGradient',
    asks: ['gradients'],
    bounds: onto === undefined,
    start: (problem) => descend(problem, onto, memory),
  };
}

function* descend(problem: MinimizationProblem, onto: ConvexSet | undefined, memory: number) {
  checkFinite('x0', problem.x0);
  const set = onto ?? setOf(problem);
  const reference = largestOfLast(memory);
  const x = problem.x0.slice();
  set.project(x);
  let now: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  const isUnbounded = fallsForever(now);
  let lambda = 0;
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    if (isStationaryOn(onto, now, problem)) return end('gradient-small');
    const direction = projectedStep(set, now, lambda > 0 ? lambda : firstStep(now));
    const next = yield* armijo(now, direction, {
      first: 1,
      reference: reference(now.value),
      repair: (trial) => set.project(trial),
    });
    const before = now;
    if (next !== undefined) now = next;
    if (next === undefined || hasStalled(before, now, problem)) {
      if (next !== undefined) yield* progress(now);
      return endOfDescent(now, projectedStep(set, now, 1), problem);
    }
    lambda = spectralStep(before, now, true) ?? 4 * (lambda > 0 ? lambda : firstStep(before));
  }
}
