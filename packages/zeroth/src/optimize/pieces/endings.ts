import { normInfinity } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';
import { type Bounds, type MinimizerEnd, type Tolerance, unboundedLevel } from '../minimizer.js';
import { projectedChange, projectedGradientNorm } from './box.js';
import type { Trial } from './trial.js';

/** ε^(1/3): the relative gradient that is taken for small, where the tolerance is not larger. */
const relativelySmall = 2 ** (-52 / 3);

/** Points from here on, relative to max(1, ‖x0‖∞), are on their way to infinity. */
const farOut = 1e25;

/**
 * Whether values fall without a limit: they have come to a level where no minimum is expected, or x has, as that of −log x
 * does, whose values never get there.
 *
 * @param start where the method began
 */
export function fallsForever(start: Trial): (now: Trial) => boolean {
  const level = unboundedLevel(start.value);
  const far = farOut * Math.max(1, normInfinity(start.x));
  return ({ x, value }) => value <= level || (value < start.value && normInfinity(x) >= far);
}

/** A method's end. */
export function end(reason: MinimizerEnd['reason']): MinimizerEnd {
  return { reason };
}

/**
 * Whether the gradient, projected to the bounds, is small: its largest component is within the tolerance, and a relative
 * change of a variable would hardly change f relatively. Without the second condition, which knows no units, −√x and
 * −log x would seem to end far out, where they are flat but fall without a limit.
 *
 * @source Dennis, Schnabel: Numerical Methods for Unconstrained Optimization and Nonlinear Equations (1983), section 7.2
 */
export function isStationary({ x, value, gradient }: Trial, bounds: Bounds | undefined, tolerance: Tolerance): boolean {
  if (!(projectedGradientNorm(x, gradient, bounds) <= tolerance.gradient)) return false;
  return relativeGradient(x, value, gradient, bounds) <= Math.max(relativelySmall, tolerance.gradient);
}

/** max |gᵢ| max(|xᵢ|, 1) / max(|f|, 1), g being projected to the bounds. */
function relativeGradient(x: Vector, value: number, gradient: Vector, bounds: Bounds | undefined): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++)
    largest = Math.max(largest, Math.abs(projectedChange(x, gradient, bounds, i)) * Math.max(1, Math.abs(x[i]!)));
  return largest / Math.max(1, Math.abs(value));
}

/** Whether a step has neither moved x nor lowered f by what the tolerance asks. */
export function isNegligible(moved: number, decrease: number, { x, value }: Trial, tolerance: Tolerance): boolean {
  return (
    moved <= tolerance.step * Math.max(1, normInfinity(x)) && decrease <= tolerance.value * Math.max(1, Math.abs(value))
  );
}

/**
 * How a method ends whose search has found nothing along its steepest direction: nothing was left, where the decrease
 * that was promised for a unit step is below what values can tell; else something is wrong.
 *
 * @param promised decrease to first order, not negative
 */
export function endWithoutDecrease(promised: number, { value }: Trial, tolerance: Tolerance): MinimizerEnd {
  const negligible = promised <= Math.sqrt(tolerance.value) * Math.max(1, Math.abs(value));
  return end(negligible ? 'no-decrease-left' : 'no-progress');
}
