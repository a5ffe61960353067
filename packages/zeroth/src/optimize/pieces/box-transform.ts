import type { Vector } from '../../query/index.js';
import type { Bounds } from '../minimizer.js';

/** Share of a bounded interval, and of 1 + |bound| where one side is open, over which the map bends. */
const bentShare = 1 / 20;

/**
 * A map of all of ℝⁿ onto a box, coordinate by coordinate: the identity but near the bounds, where a parabola meets the
 * bound with slope 0; beyond it everything is mirrored. A search without bounds in its arguments is one within them, and
 * comparisons of values are all that it needs.
 */
export interface BoxTransform {
  /** x ← the point of the box for y; within the bounds to the last bit. */
  into(y: Vector, x: Vector): void;
  /** A y that is mapped to x, which must be within the bounds, but for rounding. */
  inverse(x: Vector): Vector;
}

/** The map for the bounds; it copies where there are none. */
export function boxTransform(bounds: Bounds | undefined): BoxTransform {
  if (bounds === undefined) return { into: (y, x) => x.set(y), inverse: (x) => x.slice() };
  const { lower, upper } = bounds;
  const width = (i: number, bound: number): number => {
    const length = upper[i]! - lower[i]!;
    return bentShare * (length < Infinity ? length : 1 + Math.abs(bound));
  };
  const low = lower.map((bound, i) => (bound > -Infinity ? width(i, bound) : 0));
  const high = upper.map((bound, i) => (bound < Infinity ? width(i, bound) : 0));
  return {
    into: (y, x) => {
      for (let i = 0; i < y.length; i++) {
        const [l, u, a, b] = [lower[i]!, upper[i]!, low[i]!, high[i]!];
        const z = mirrored(y[i]!, l - a, u + b);
        if (z < l + a) x[i] = l + (z - (l - a)) ** 2 / (4 * a);
        else if (z > u - b) x[i] = u - (u + b - z) ** 2 / (4 * b);
        else x[i] = z;
        x[i] = Math.min(u, Math.max(l, x[i]!));
      }
    },
    inverse: (x) =>
      x.map((v, i) => {
        const [l, u, a, b] = [lower[i]!, upper[i]!, low[i]!, high[i]!];
        if (v < l + a) return l - a + 2 * Math.sqrt(a * Math.max(0, v - l));
        if (v > u - b) return u + b - 2 * Math.sqrt(b * Math.max(0, u - v));
        return v;
      }),
  };
}

/** y, mirrored at the ends of [low, high] until it is within. */
function mirrored(y: number, low: number, high: number): number {
  if (y >= low && y <= high) return y;
  if (high === Infinity) return 2 * low - y;
  if (low === -Infinity) return 2 * high - y;
  const length = high - low;
  const phase = (((y - low) % (2 * length)) + 2 * length) % (2 * length);
  return low + (phase <= length ? phase : 2 * length - phase);
}
