import { dot } from '../../array/vector.js';
import type { Gradients, Method, Vector } from '../../query/index.js';
import { type Trial, trialAt } from './trial.js';

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
}

/** Where a line search ended. */
export interface LineSearchResult extends Trial {
  readonly step: number;
  /** Whether both Wolfe conditions hold there. */
  readonly found: boolean;
}

interface LinePoint {
  readonly step: number;
  readonly trial: Trial;
  readonly slope: number;
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
  { first, decrease = 1e-4, curvature = 0.9, most = 40, longest = Infinity }: StrongWolfeOptions,
): Method<Gradients, LineSearchResult | undefined> {
  const slope0 = dot(start.gradient, direction);
  const rounding = 8 * 2 ** -52 * Math.max(Math.abs(start.value), 2 ** -1000);
  const origin: LinePoint = { step: 0, trial: start, slope: slope0 };
  let best: LinePoint | undefined;
  let evaluations = 0;

  function* at(step: number): Method<Gradients, LinePoint> {
    evaluations++;
    const x = new Float64Array(start.x.length);
    for (let i = 0; i < x.length; i++) x[i] = start.x[i]! + step * direction[i]!;
    const trial = yield* trialAt(x);
    const point = { step, trial, slope: trial.value === Infinity ? Number.NaN : dot(trial.gradient, direction) };
    if (trial.value < start.value && !(best !== undefined && best.trial.value <= trial.value)) best = point;
    return point;
  }
  const fallsEnough = ({ step, trial, slope }: LinePoint): boolean =>
    trial.value <= start.value + decrease * step * slope0 ||
    (trial.value <= start.value + rounding && slope <= (2 * decrease - 1) * slope0);
  const isFlat = ({ slope }: LinePoint): boolean => Math.abs(slope) <= -curvature * slope0;

  let low = origin;
  let high: LinePoint | undefined;
  let step = Math.min(first, longest);
  while (high === undefined && evaluations < most) {
    const point = yield* at(step);
    if (!fallsEnough(point) || (low !== origin && point.trial.value >= low.trial.value)) high = point;
    else if (isFlat(point)) return result(point, true);
    else if (point.slope >= 0) {
      high = low;
      low = point;
    } else {
      low = point;
      if (step >= longest) return result(point, false);
      step = Math.min(longest, step * (point.slope > 0.5 * slope0 ? 4 : 10));
    }
  }
  while (high !== undefined && evaluations < most) {
    const width = Math.abs(high.step - low.step);
    if (width <= 2 ** -52 * Math.max(high.step, low.step)) break;
    const point = yield* at(inside(low, high));
    if (!fallsEnough(point) || point.trial.value >= low.trial.value + (low === origin ? rounding : 0)) {
      if (fallsEnough(point) && isFlat(point)) return result(point, true);
      high = point;
    } else {
      if (isFlat(point)) return result(point, true);
      if (point.slope * (high.step - low.step) >= 0) high = low;
      low = point;
    }
  }
  return best === undefined ? undefined : result(best, false);
}

function result({ step, trial }: LinePoint, found: boolean): LineSearchResult {
  return { ...trial, step, found };
}

/** The minimiser of the cubic through both ends, kept away from them. */
function inside(low: LinePoint, high: LinePoint): number {
  const width = high.step - low.step;
  if (high.trial.value === Infinity || Number.isNaN(high.slope)) return low.step + 0.1 * width;
  const d = low.slope + high.slope - (3 * (high.trial.value - low.trial.value)) / width;
  const root = d * d - low.slope * high.slope;
  let step = Number.NaN;
  if (root >= 0) {
    const s = Math.sign(width) * Math.sqrt(root);
    step = high.step - (width * (high.slope + s - d)) / (high.slope - low.slope + 2 * s);
  }
  const share = (step - low.step) / width;
  return share >= 0.1 && share <= 0.9 ? step : low.step + (share < 0.1 ? 0.1 : share > 0.9 ? 0.9 : 0.5) * width;
}
