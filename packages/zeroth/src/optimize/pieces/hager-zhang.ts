import { dot } from '../../array/vector.js';
import type { Gradients, Method, Vector } from '../../query/index.js';
import {
  endedAt,
  type Line,
  type LinePoint,
  type LineSearchResult,
  type LineStore,
  linePointAt,
} from './line-point.js';
import type { Trial } from './trial.js';

/** Options of {@link hagerZhang}. */
export interface HagerZhangOptions {
  /** First step tried, positive. */
  readonly first: number;
  /** Decrease wanted, as a share of what the slope promises, δ in (0, ½). Default 0.1. */
  readonly decrease?: number;
  /** Slope allowed at the end, as a share of that at the start, σ in [δ, 1). Default 0.9. */
  readonly curvature?: number;
  /** What f may rise by, relative to |f|, where slopes say that a step is good, ε. Default 1e-6. */
  readonly slack?: number;
  /** Most evaluations. Default 50. */
  readonly most?: number;
  /** Points to write over; the result is one of them. Default: new ones. */
  readonly store?: LineStore;
}

/** f falls at the lower end, where it is hardly larger than at the start, and does not fall at the upper. */
interface Interval {
  readonly low: LinePoint;
  readonly high: LinePoint;
}

interface Search {
  readonly line: Line;
  readonly isGood: (point: LinePoint) => boolean;
  /** The value that the lower end of an interval may have. */
  readonly limit: number;
  left: number;
  good: LinePoint | undefined;
  best: LinePoint | undefined;
}

/** Growth of the steps until there is an interval, ρ, and the share of an interval that two secants must leave, γ. */
const growth = 5;
const enough = 0.66;

/**
 * A step along a descent direction that satisfies the Wolfe conditions, or the approximate ones: of the derivative alone,
 * which rounding does not hide near a minimum, where f has not risen by more than `slack`. Two secant steps at a time
 * narrow an interval from both ends, so that its width falls with order 1 + √2.
 *
 * @returns the point found, or the best one seen with `found: false`; undefined where none was better than the start
 * @source Hager and Zhang: A new conjugate gradient method with guaranteed descent and an efficient line search (2005)
 */
export function* hagerZhang(
  start: Trial,
  direction: Vector,
  { first, decrease = 0.1, curvature = 0.9, slack = 1e-6, most = 50, store = [] }: HagerZhangOptions,
): Method<Gradients, LineSearchResult | undefined> {
  const slope = dot(start.gradient, direction);
  const limit = start.value + slack * Math.abs(start.value);
  const isGood = (point: LinePoint): boolean =>
    point.slope >= curvature * slope &&
    (point.value <= start.value + decrease * point.step * slope ||
      (point.value <= limit && point.slope <= (2 * decrease - 1) * slope));
  const line = { start, direction, store };
  const search: Search = { line, isGood, limit, left: most, good: undefined, best: undefined };
  const { x, value, gradient } = start;
  let interval = yield* bracket(search, { x, value, gradient, step: 0, slope }, first);
  while (interval !== undefined && !isOver(search)) {
    const { low, high }: Interval = interval;
    const width = high.step - low.step;
    if (width <= 2 ** -52 * high.step) break;
    interval = yield* twoSecants(search, interval);
    if (!isOver(search) && interval.high.step - interval.low.step > enough * width)
      interval = yield* narrowed(search, interval, (interval.low.step + interval.high.step) / 2);
  }
  if (search.good !== undefined) return endedAt(search.good, true);
  return search.best === undefined ? undefined : endedAt(search.best, false);
}

function isOver({ good, left }: Search): boolean {
  return good !== undefined || left <= 0;
}

/** f and its slope at a step; `held` are the points that are still wanted. */
function* ask(search: Search, step: number, low: LinePoint, high?: LinePoint): Method<Gradients, LinePoint> {
  search.left--;
  const point = yield* linePointAt(search.line, step, [low, high, search.best]);
  if (search.isGood(point)) search.good = point;
  const { start } = search.line;
  if (point.value < start.value && !(search.best !== undefined && search.best.value <= point.value))
    search.best = point;
  return point;
}

/** Lengthens the step until there is an interval; undefined where a good point, or the budget, comes first. */
function* bracket(search: Search, origin: LinePoint, first: number): Method<Gradients, Interval | undefined> {
  let low = origin;
  let step = first;
  while (!isOver(search)) {
    const point: LinePoint = yield* ask(search, step, low);
    if (isOver(search)) break;
    if (point.slope >= 0) return { low, high: point };
    if (!(point.value <= search.limit)) return yield* halved(search, low, step);
    low = point;
    step *= growth;
  }
  return undefined;
}

/** Between a lower end and a step at which f falls, but from too high: halves until there is an interval. */
function* halved(search: Search, from: LinePoint, to: number): Method<Gradients, Interval | undefined> {
  let low = from;
  let end = to;
  while (!isOver(search) && end - low.step > 2 ** -52 * end) {
    const point: LinePoint = yield* ask(search, (low.step + end) / 2, low);
    if (isOver(search)) break;
    if (point.slope >= 0) return { low, high: point };
    if (point.value <= search.limit) low = point;
    else end = point.step;
  }
  return undefined;
}

/** A smaller interval by f and its slope at a step inside; the same one for a step that is not. */
function* narrowed(search: Search, interval: Interval, step: number): Method<Gradients, Interval> {
  const { low, high } = interval;
  if (!(step > low.step && step < high.step)) return interval;
  const point = yield* ask(search, step, low, high);
  if (isOver(search)) return interval;
  if (point.slope >= 0) return { low, high: point };
  if (point.value <= search.limit) return { low: point, high };
  const found = yield* halved(search, low, step);
  if (found === undefined) search.left = 0;
  return found ?? interval;
}

/** A secant step, and one more with the end that it replaced. */
function* twoSecants(search: Search, interval: Interval): Method<Gradients, Interval> {
  const [low, high] = [endOf(interval.low), endOf(interval.high)];
  const step = secant(low, high);
  const first = yield* narrowed(search, interval, step);
  if (isOver(search)) return first;
  if (first.high.step === step) return yield* narrowed(search, first, secant(high, first.high));
  if (first.low.step === step) return yield* narrowed(search, first, secant(low, first.low));
  return first;
}

type End = Pick<LinePoint, 'step' | 'slope'>;

/** The end's numbers, which stay when the point is written over. */
function endOf({ step, slope }: LinePoint): End {
  return { step, slope };
}

function secant(a: End, b: End): number {
  return (a.step * b.slope - b.step * a.slope) / (b.slope - a.slope);
}
