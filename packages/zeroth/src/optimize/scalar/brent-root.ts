import { progress, valueAt } from '../../query/index.js';
import type { Bracket } from './bracket.js';
import { halfWidth, type ScalarRootMethod, signChangeIn } from './root-method.js';

/**
 * Brent's method for a root between two points of opposite sign, a descendant of Dekker's: the secant through the best two
 * points or the inverse parabola through three, as long as steps at least halve every second time, and bisection where
 * they do not.
 *
 * Asks: values (order 0). Order about 1.62 at simple roots; at most the square of what bisection needs.
 *
 * @source Brent: Algorithms for minimization without derivatives (1973), chapter 4
 */
export function brentRoot(): ScalarRootMethod {
  return { name: 'brentRoot', start: search };
}

function* search(whole: Bracket, tolerance: number) {
  const change = signChangeIn(whole);
  // The root is between x and `other`, x being the better; `before` is where x was last.
  let { a: other, fa: fOther, b: x, fb: fx } = whole;
  let before = other;
  let fBefore = fOther;
  let step = x - other;
  let lastStep = step;
  for (;;) {
    if (Math.sign(fx) === Math.sign(fOther)) {
      other = before;
      fOther = fBefore;
      step = x - before;
      lastStep = step;
    }
    if (Math.abs(fOther) < Math.abs(fx)) {
      before = x;
      fBefore = fx;
      [x, fx, other, fOther] = [other, fOther, x, fx];
    }
    if (yield* progress({ x, value: fx })) return { x, value: fx, reason: undefined };
    const smallest = halfWidth(x, tolerance);
    // Halves before the difference, which overflows between the largest numbers.
    const half = 0.5 * other - 0.5 * x;
    if (fx === 0 || Math.abs(half) <= smallest)
      return { x, value: fx, reason: change.reason({ a: x, b: other, fa: fx, fb: fOther }) };
    let next = half;
    if (Math.abs(lastStep) > smallest && Math.abs(fBefore) > Math.abs(fx)) {
      const { p, q } = interpolated(x, fx, before, fBefore, other, fOther);
      if (2 * Math.abs(p) < Math.min(3 * Math.abs(half * q) - Math.abs(smallest * q), Math.abs(lastStep * q))) {
        if (p / q > 0 === half > 0) next = p / q;
      }
    }
    lastStep = next === half ? half : step;
    step = next;
    before = x;
    fBefore = fx;
    x += Math.abs(step) > smallest ? step : half > 0 ? smallest : -smallest;
    fx = yield* valueAt(Float64Array.of(x));
    change.note(fx);
  }
}

/** p / q, the step from x to the root of the secant or, where there are three points, of the inverse parabola. */
function interpolated(x: number, fx: number, before: number, fBefore: number, other: number, fOther: number) {
  const s = fx / fBefore;
  if (before === other) return { p: (other - x) * s, q: s - 1 };
  const t = fBefore / fOther;
  const r = fx / fOther;
  return {
    p: s * ((other - x) * t * (t - r) - (x - before) * (r - 1)),
    q: -(t - 1) * (r - 1) * (s - 1),
  };
}
