import { checkFinite } from '../../array/checks.js';
import { norm2, normInfinity } from '../../array/vector.js';
import {
  type Gradients,
  gradientAt,
  type Method,
  type Progress,
  progress,
  type Query,
  type Vector,
} from '../../query/index.js';
import type { GradientReport, MinimizationProblem, MinimizerEnd } from '../minimizer.js';
import { endWithoutDecrease, fallsForever, isStationary } from './endings.js';
import { type Trial, trialAt } from './trial.js';

/** A step that a model proposes for a region. */
export interface RegionStep {
  readonly step: Vector;
  /** What the model promises: its value at 0 less that at the step, at least 0. */
  readonly promised: number;
  /** Whether a larger region would have given another step. */
  readonly bounded: boolean;
  /** The size of the region that just gives this step: a region that failed shrinks from it. */
  readonly extent: number;
}

/** A model of f about one point. */
export interface RegionModel<Y extends Query> {
  /** Whether f has negative curvature there, so that a point without slope is no minimum. */
  readonly descendsWithoutSlope: boolean;
  step(size: number): Method<Y, RegionStep>;
}

/** Shares of the promised decrease: below the first a step is refused, above the second its region grows. */
const refused = 1e-4;
const poor = 0.25;
const good = 0.75;

/**
 * Minimises by steps that a model of f proposes for a region, which grows where the model told the truth and shrinks
 * where it did not. Where rounding hides the decrease, a step counts that makes the gradient smaller.
 *
 * @param size of the first region
 * @source Conn, Gould and Toint: Trust-region methods (2000), algorithm 6.1.1 and section 17.4.2
 */
export function* withinRegions<Y extends Query>(
  { x0, tolerance }: MinimizationProblem,
  size: number,
  modelAt: (trial: Trial) => Method<Y, RegionModel<Y>>,
): Method<Y | Gradients | Progress<GradientReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x)) };
  const isUnbounded = fallsForever(now);
  for (;;) {
    if (yield* progress(now)) return { reason: undefined };
    if (isUnbounded(now)) return { reason: 'unbounded' };
    const flat = isStationary(now, undefined, tolerance);
    const model = yield* modelAt(now);
    if (flat && !model.descendsWithoutSlope) return { reason: 'gradient-small' };
    const rounding = 8 * 2 ** -52 * Math.abs(now.value);
    let mostPromised = 0;
    for (;;) {
      const proposal = yield* model.step(size);
      const { step, promised, bounded, extent } = proposal;
      const trial = yield* trialAt(now.x.map((v, i) => v + step[i]!));
      const decrease = now.value - trial.value;
      mostPromised = Math.max(mostPromised, promised);
      const hidden = promised <= rounding && Math.abs(decrease) <= rounding;
      const share = hidden && norm2(trial.gradient) < norm2(now.gradient) ? 1 : decrease / promised;
      if (share < poor || Number.isNaN(share)) size = extent * (trial.value === Infinity ? 0.1 : 0.25);
      else if (share > good && bounded) size *= share > 0.9 ? 4 : 2;
      const moved = normInfinity(step);
      const negligible = moved <= tolerance.step * Math.max(1, normInfinity(now.x));
      if (share > refused && (decrease > 0 || hidden)) {
        now = trial;
        if (negligible && decrease <= tolerance.value * Math.max(1, Math.abs(now.value))) {
          yield* progress(now);
          return { reason: flat ? 'gradient-small' : 'no-decrease-left' };
        }
        break;
      }
      // A region cannot be halved below the spacing of float64 about x.
      if (hidden || !(promised > 0) || moved <= 2 ** -52 * Math.max(2 ** -1000, normInfinity(now.x))) {
        if (flat) return { reason: 'gradient-small' };
        return endWithoutDecrease(mostPromised, now, tolerance);
      }
    }
  }
}
