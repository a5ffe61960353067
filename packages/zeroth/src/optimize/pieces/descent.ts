import { dot, norm2 } from '../../array/vector.js';
import type { EndReason, MinimizationProblem, MinimizerEnd } from '../minimizer.js';
import { endWithoutDecrease, isNegligible, isStationary } from './endings.js';
import type { Trial } from './trial.js';

/** Why a method may end at a point, where its gradient or its value says so. */
export function reasonAt(
  now: Trial,
  { bounds, tolerance }: MinimizationProblem,
  isUnbounded: (now: Trial) => boolean,
): EndReason | undefined {
  if (isUnbounded(now)) return 'unbounded';
  return isStationary(now, bounds, tolerance) ? 'gradient-small' : undefined;
}

/** Whether a step changed neither x nor f by more than the tolerances; a nonmonotone one may have raised f. */
export function hasStalled(before: Trial, now: Trial, { tolerance }: MinimizationProblem): boolean {
  let moved = 0;
  for (let i = 0; i < now.x.length; i++) moved = Math.max(moved, Math.abs(now.x[i]! - before.x[i]!));
  return isNegligible(moved, Math.abs(before.value - now.value), now, tolerance);
}

/** The end of a descent along `direction` that found no better point. */
export function endOfDescent(now: Trial, direction: Float64Array, { tolerance }: MinimizationProblem): MinimizerEnd {
  return endWithoutDecrease(Math.abs(dot(now.gradient, direction)), now, tolerance);
}

/** A first step along −∇f, which knows no scale: it moves x by a tenth of its own size, or by 0.1 at the origin. */
export function firstStep({ x, gradient }: Trial): number {
  return Math.min(1, Math.max(0.1 * norm2(x), 0.1) / norm2(gradient));
}
