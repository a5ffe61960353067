import type { Vector } from '../../query/index.js';
import type { Bounds } from '../minimizer.js';

/** The least and the greatest t for which x + t u is within the bounds, x being so; ±Infinity where nothing limits t. */
export function rangeWithin(x: Vector, u: Vector, bounds: Bounds | undefined): readonly [number, number] {
  let [low, high] = [-Infinity, Infinity];
  if (bounds === undefined) return [low, high];
  for (let i = 0; i < x.length; i++) {
    if (u[i] === 0) continue;
    const [a, b] = [(bounds.lower[i]! - x[i]!) / u[i]!, (bounds.upper[i]! - x[i]!) / u[i]!];
    low = Math.max(low, Math.min(a, b));
    high = Math.min(high, Math.max(a, b));
  }
  return [Math.min(0, low), Math.max(0, high)];
}
