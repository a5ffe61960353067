import { checkFinite } from '../../array/checks.js';
import { norm2 } from '../../array/vector.js';
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
import { hasStalled, reasonAt } from './descent.js';
import { end, endWithoutDecrease, fallsForever } from './endings.js';
import type { Trial } from './trial.js';

/** That a search found no step, and what decrease to first order it had been after. */
export interface NoStep {
  readonly promised: number;
}

/** The next point from where the method is. */
export type Step<Y extends Query> = (now: Trial) => Method<Y, Trial | NoStep>;

/**
 * The loop of a method that moves from point to point, each with its value and gradient: it reports, and it ends where
 * the gradient is small, f falls forever, a step changes nothing, or there is none.
 *
 * @param begin makes the step, with the memory that it needs, for the first point
 */
export function* descendBy<Y extends Query>(
  problem: MinimizationProblem,
  begin: (start: Trial) => Step<Y>,
): Method<Y | Gradients | Progress<GradientReport>, MinimizerEnd> {
  checkFinite('x0', problem.x0);
  const x: Vector = problem.x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  const isUnbounded = fallsForever(now);
  const step = begin(now);
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    const reason = reasonAt(now, problem, isUnbounded);
    if (reason !== undefined) return end(reason);
    const next: Trial | NoStep = yield* step(now);
    if ('promised' in next) return endWithoutDecrease(next.promised, now, problem.tolerance);
    if (next.value === Infinity) return end('no-progress');
    const stalled = hasStalled(now, next, problem);
    now = next;
    if (stalled) {
      yield* progress(now);
      return end('no-decrease-left');
    }
  }
}

/** Whether f does not rise; where rounding would hide that, whether the gradient falls. */
export function isDescent(before: Trial, next: Trial): boolean {
  if (next.value < before.value) return true;
  const rounding = 8 * 2 ** -52 * Math.abs(before.value);
  return next.value <= before.value + rounding && norm2(next.gradient) < norm2(before.gradient);
}
