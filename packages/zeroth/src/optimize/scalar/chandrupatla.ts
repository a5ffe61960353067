import { type Method, type Progress, progress, type Values, valueAt } from '../../query/index.js';
import type { Bracket } from './bracket.js';
import type { ScalarEnd, ScalarReport } from './brent-minimum.js';

/** An interval that has shrunk by this factor tells a root from a jump: about a root, values have shrunk as well. */
const narrow = 2 ** -20;
const fallen = 2 ** -5;

/**
 * Chandrupatla's method for a root of a function of one variable between two points of opposite sign: inverse quadratic
 * interpolation where it is safe, bisection where it is not. It ends where the sign changes: with `no-progress` where that
 * is a pole or a jump, about which |f| has not become smaller.
 *
 * Asks: values (order 0). At most about three times as many as bisection; superlinear at simple roots.
 *
 * @param bracket two points where the signs differ, or f is 0
 * @param tolerance absolute accuracy of x beside 2 ε |x|
 * @source Chandrupatla: A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without
 *   using derivatives (1997)
 */
export function* chandrupatla(
  { a, b, fa, fb }: Bracket,
  tolerance: number,
): Method<Values | Progress<ScalarReport>, ScalarEnd> {
  let x1 = b;
  let f1 = fb;
  let x2 = a;
  let f2 = fa;
  let x3 = a;
  let f3 = fa;
  let t = 0.5;
  let largest = Math.max(Math.abs(fa), Math.abs(fb));
  const isRoot = (): boolean => {
    if (f1 === 0 || f2 === 0) return true;
    if (Math.min(Math.abs(f1), Math.abs(f2)) > Math.max(Math.abs(fa), Math.abs(fb))) return false;
    const isNarrow = Math.abs(x2 - x1) <= narrow * Math.abs(b - a);
    return !isNarrow || Math.abs(f1) + Math.abs(f2) <= fallen * largest;
  };
  for (;;) {
    const better = Math.abs(f2) < Math.abs(f1);
    const x = better ? x2 : x1;
    const f = better ? f2 : f1;
    if (yield* progress({ x, value: f })) return { x, value: f, reason: undefined };
    const width = Math.abs(x2 - x1);
    const limit = (2 * 2 ** -52 * Math.abs(x) + 0.5 * tolerance) / width;
    if (f === 0 || limit >= 0.5) return { x, value: f, reason: isRoot() ? 'step-small' : 'no-progress' };
    t = Math.min(1 - limit, Math.max(limit, t));
    // The width of the widest brackets overflows.
    const next = width < Infinity ? x1 + t * (x2 - x1) : (1 - t) * x1 + t * x2;
    const value = yield* valueAt(Float64Array.of(next));
    largest = Math.max(largest, Math.abs(value));
    if (Math.sign(value) === Math.sign(f1)) {
      x3 = x1;
      f3 = f1;
    } else {
      x3 = x2;
      f3 = f2;
      x2 = x1;
      f2 = f1;
    }
    x1 = next;
    f1 = value;
    // Inverse quadratic interpolation is safe where it is monotone between the three points.
    const xi = (x1 - x2) / (x3 - x2);
    const phi = (f1 - f2) / (f3 - f2);
    const safe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    t = safe
      ? (f1 / (f2 - f1)) * (f3 / (f2 - f3)) + ((x3 - x1) / (x2 - x1)) * (f1 / (f3 - f1)) * (f2 / (f3 - f2))
      : 0.5;
  }
}
