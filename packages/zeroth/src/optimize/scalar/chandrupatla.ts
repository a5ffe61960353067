import { progress, valueAt } from '../../query/index.js';
import type { Bracket } from './bracket.js';
import { halfWidth, type ScalarRootMethod, signChangeIn } from './root-method.js';

/**
 * Chandrupatla's method for a root of a function of one variable between two points of opposite sign: inverse quadratic
 * interpolation where it is safe, bisection where it is not.
 *
 * Asks: values (order 0). At most about three times as many as bisection; superlinear at simple roots.
 *
 * @source Chandrupatla: A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without
 *   using derivatives (1997)
 */
export function chandrupatla(): ScalarRootMethod {
  return { name: 'chandrupatla', start: search };
}

function* search(whole: Bracket, tolerance: number) {
  const change = signChangeIn(whole);
  let { a: x2, fa: f2, b: x1, fb: f1 } = whole;
  let x3 = x2;
  let f3 = f2;
  let t = 0.5;
  for (;;) {
    const better = Math.abs(f2) < Math.abs(f1);
    const x = better ? x2 : x1;
    const f = better ? f2 : f1;
    if (yield* progress({ x, value: f })) return { x, value: f, reason: undefined };
    const width = Math.abs(x2 - x1);
    const limit = halfWidth(x, tolerance) / width;
    if (f === 0 || limit >= 0.5) return { x, value: f, reason: change.reason({ a: x1, b: x2, fa: f1, fb: f2 }) };
    t = Math.min(1 - limit, Math.max(limit, t));
    // The width of the widest brackets overflows.
    const next = width < Infinity ? x1 + t * (x2 - x1) : (1 - t) * x1 + t * x2;
    const value: number = yield* valueAt(Float64Array.of(next));
    change.note(value);
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
