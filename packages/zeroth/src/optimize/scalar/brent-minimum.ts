import { type Method, type Progress, progress, type Values, valueAt } from '../../query/index.js';
import { type EndReason, unboundedLevel } from '../minimizer.js';

/** What methods for one variable report. */
export interface ScalarReport {
  readonly x: number;
  readonly value: number;
}

export interface ScalarEnd extends ScalarReport {
  readonly reason: EndReason | undefined;
}

/**
 * Brent's method for a minimum of a function of one variable in [a, b]: parabolas through the three best points, and
 * golden sections where they do not help. The ends themselves are not asked about.
 *
 * Asks: values (order 0). Superlinear of order about 1.32 near a minimum with positive second derivative.
 *
 * @param tolerance absolute accuracy of x beside √ε |x|, below which values cannot tell points apart; positive
 * @source Brent: Algorithms for minimization without derivatives (1973), chapter 5
 */
export function* brentMinimum(
  a: number,
  b: number,
  tolerance: number,
): Method<Values | Progress<ScalarReport>, ScalarEnd> {
  const golden = 0.381966011250105; // (3 − √5) / 2
  let low = a;
  let high = b;
  let x = low + golden * (high - low);
  let second = x;
  let third = x;
  const point = new Float64Array(1);
  function* at(t: number): Method<Values, number> {
    point[0] = t;
    return yield* valueAt(point.slice());
  }
  let fx = yield* at(x);
  let fSecond = fx;
  let fThird = fx;
  let step = 0;
  let before = 0;
  const unbounded = unboundedLevel(Number.isFinite(fx) ? fx : 1);
  for (;;) {
    if (yield* progress({ x, value: fx })) return { x, value: fx, reason: undefined };
    if (fx <= unbounded) return { x, value: fx, reason: 'unbounded' };
    const middle = 0.5 * (low + high);
    const smallest = 2 ** -26 * Math.abs(x) + tolerance / 3;
    if (Math.abs(x - middle) <= 2 * smallest - 0.5 * (high - low)) return { x, value: fx, reason: 'step-small' };
    let p = 0;
    let q = 0;
    if (Math.abs(before) > smallest) {
      const r = (x - second) * (fx - fThird);
      q = (x - third) * (fx - fSecond);
      p = (x - third) * q - (x - second) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      else q = -q;
    }
    const last = before;
    before = step;
    if (Math.abs(p) < Math.abs(0.5 * q * last) && p > q * (low - x) && p < q * (high - x)) {
      step = p / q;
      const u = x + step;
      if (u - low < 2 * smallest || high - u < 2 * smallest) step = x < middle ? smallest : -smallest;
    } else {
      before = x < middle ? high - x : low - x;
      step = golden * before;
    }
    const u = x + (Math.abs(step) >= smallest ? step : step > 0 ? smallest : -smallest);
    const fu = yield* at(u);
    if (fu <= fx) {
      if (u < x) high = x;
      else low = x;
      third = second;
      fThird = fSecond;
      second = x;
      fSecond = fx;
      x = u;
      fx = fu;
    } else {
      if (u < x) low = u;
      else high = u;
      if (fu <= fSecond || second === x) {
        third = second;
        fThird = fSecond;
        second = u;
        fSecond = fu;
      } else if (fu <= fThird || third === x || third === second) {
        third = u;
        fThird = fu;
      }
    }
  }
}
