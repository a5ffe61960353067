import { dot } from '../../array/vector.js';
import type { Gradients, Method, Vector } from '../../query/index.js';
import { endedAt, type LineSearchResult, type LineStore, linePointAt } from './line-point.js';
import type { Trial } from './trial.js';

/** Options of {@link armijo}. */
export interface ArmijoOptions {
  /** First step tried, positive. */
  readonly first: number;
  /** Decrease wanted, as a share c₁ in (0, ½) of what the slope promises. Default 1e-4. */
  readonly decrease?: number;
  /** The value that f must fall below; larger than at the start for a nonmonotone search. Default: f at the start. */
  readonly reference?: number;
  /** Most evaluations. Default 60. */
  readonly most?: number;
  /** Brings a trial point back where rounding took it out of a set that holds the whole segment. */
  readonly repair?: (x: Vector) => void;
  /** Points to write over; the result is one of them. Default: new ones. */
  readonly store?: LineStore;
}

/**
 * Backtracking: the first of t, shrunk by the minimiser of a parabola between a tenth and a half, with
 * f(x + t d) ≤ reference + c₁ t d'∇f. Where rounding hides the decrease, the slope decides (approximate Wolfe).
 *
 * @returns undefined where no step was short enough
 * @source Armijo: Minimization of functions having Lipschitz continuous first partial derivatives (1966)
 * @source Hager and Zhang: A new conjugate gradient method with guaranteed descent and an efficient line search (2005)
 */
export function* armijo(
  start: Trial,
  direction: Vector,
  { first, decrease = 1e-4, reference = start.value, most = 60, repair, store = [] }: ArmijoOptions,
): Method<Gradients, LineSearchResult | undefined> {
  const line = { start, direction, store, repair };
  const slope = dot(start.gradient, direction);
  const rounding = 8 * 2 ** -52 * Math.abs(start.value);
  let step = first;
  for (let k = 0; k < most; k++) {
    const trial = yield* linePointAt(line, step, []);
    if (trial.value <= reference + decrease * step * slope) return endedAt(trial, true);
    const hidden = trial.value <= start.value + rounding;
    if (hidden && trial.slope <= (2 * decrease - 1) * slope) return endedAt(trial, true);
    const parabola = (-0.5 * step * slope) / (trial.value - start.value - step * slope);
    step *= Math.min(0.5, Math.max(0.1, Number.isNaN(parabola) ? 0.1 : parabola));
  }
  return undefined;
}
