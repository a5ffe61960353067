import { dot } from '../../array/vector.js';
import type { Gradients, Method, Vector } from '../../query/index.js';
import { endedAt, type LinePoint, type LineSearchResult, type LineStore, linePointAt } from './line-point.js';
import type { Trial } from './trial.js';

/** Options of {@link strongWolfe}. */
export interface StrongWolfeOptions {
  /** First step tried. */
  readonly first: number;
  /** Decrease wanted, as a share of what the slope promises, c₁. Default 1e-4. */
  readonly decrease?: number;
  /** Slope allowed at the end, as a share of that at the start, c₂ > c₁. Default 0.9. */
  readonly curvature?: number;
  /** Most evaluations. Default 40. */
  readonly most?: number;
  /** Longest step allowed. Default Infinity. */
  readonly longest?: number;
  /** Points to write over; the result is one of them. Default: new ones. */
  readonly store?: LineStore;
}

/**
 * A step along a descent direction that satisfies the strong Wolfe conditions: f falls by the share c₁ of what the slope
 * at the start promises, and the slope shrinks to the share c₂. Brackets by extrapolation, then narrows by cubic
 * interpolation, safeguarded.
 *
 * Where rounding hides the decrease, a point counts that is not worse than the start by more than a few units in the
 * last place and has a smaller slope (the approximate Wolfe conditions of Hager and Zhang).
 *
 * @returns the point found, or the best point seen with `found: false`; undefined where none was as good as the start
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), algorithms 3.5 and 3.6
 * @source Hager and Zhang: A new conjugate gradient method with guaranteed descent and an efficient line search (2005)
 */
export function* strongWolfe(
  start: Trial,
  direction: Vector,
  { first, decrease = 1e-4, curvature = 0.9, most = 40, longest = Infinity, store = [] }: StrongWolfeOptions,
): Method<Gradients, LineSearchResult | undefined> {
  const line = { start, direction, store };
  const slope0 = dot(start.gradient, direction);
  const rounding = 8 * 2 ** -52 * Math.max(Math.abs(start.value), 2 ** -1000);
  const origin: LinePoint = { x: start.x, value: start.value, gradient: start.gradient, step: 0, slope: slope0 };
  const fallsEnough = ({ step, value, slope }: LinePoint): boolean =>
    value <= start.value + decrease * step * slope0 ||
    (value <= start.value + rounding && slope <= (2 * decrease - 1) * slope0);
  const isFlat = ({ slope }: LinePoint): boolean => Math.abs(slope) <= -curvature * slope0;
  const better = (point: LinePoint, best: LinePoint | undefined): LinePoint | undefined =>
    point.value < start.value && !(best !== undefined && best.value <= point.value) ? point : best;

  let low = origin;
  let high: LinePoint | undefined;
  let best: LinePoint | undefined;
  let evaluations = 0;
  let step = Math.min(first, longest);
  while (high === undefined && evaluations++ < most) {
    const point = yield* linePointAt(line, step, [low, best]);
    best = better(point, best);
    if (!fallsEnough(point) || (low !== origin && point.value >= low.value)) high = point;
    else if (isFlat(point)) return endedAt(point, true);
    else if (point.slope >= 0) {
      high = low;
      low = point;
    } else {
      low = point;
      if (step >= longest) return endedAt(point, false);
      step = Math.min(longest, step * (point.slope > 0.5 * slope0 ? 4 : 10));
    }
  }
  while (high !== undefined && evaluations++ < most) {
    const width = Math.abs(high.step - low.step);
    if (width <= 2 ** -52 * Math.max(high.step, low.step)) break;
    const point = yield* linePointAt(line, inside(low, high), [low, high, best]);
    best = better(point, best);
    if (!fallsEnough(point) || point.value >= low.value + (low === origin ? rounding : 0)) {
      if (fallsEnough(point) && isFlat(point)) return endedAt(point, true);
      high = point;
    } else {
      if (isFlat(point)) return endedAt(point, true);
      if (point.slope * (high.step - low.step) >= 0) high = low;
      low = point;
    }
  }
  return best === undefined ? undefined : endedAt(best, false);
}

/** The minimiser of the cubic through both ends, kept away from them. */
function inside(low: LinePoint, high: LinePoint): number {
  const width = high.step - low.step;
  if (high.value === Infinity || Number.isNaN(high.slope)) return low.step + 0.1 * width;
  const d = low.slope + high.slope - (3 * (high.value - low.value)) / width;
  const root = d * d - low.slope * high.slope;
  let step = Number.NaN;
  if (root >= 0) {
    const s = Math.sign(width) * Math.sqrt(root);
    step = high.step - (width * (high.slope + s - d)) / (high.slope - low.slope + 2 * s);
  }
  const share = (step - low.step) / width;
  return share >= 0.1 && share <= 0.9 ? step : low.step + (share < 0.1 ? 0.1 : share > 0.9 ? 0.9 : 0.5) * width;
}
