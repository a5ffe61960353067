import type { Bounds } from '../optimize/minimizer.js';
import type { Vector } from '../query/index.js';

/** √ε, the relative step that balances truncation and rounding of forward differences. */
const forwardStep = 2 ** -26;

/** A point beside x. */
export interface Moved {
  readonly point: Vector;
  /** How far the component that moved really did. */
  readonly h: number;
}

/**
 * The point of a forward difference within bounds: where there is no room for the step it goes the other way, and where
 * there is none either to the farther bound.
 *
 * @param size of component i, to which the step is relative
 */
export function forwardMove(x: Vector, i: number, size: number, bounds: Bounds | undefined): Moved {
  const h = forwardStep * size;
  const { up, down } = roomOf(x, i, bounds);
  return moved(x, i, h <= up ? h : h <= down ? -h : up >= down ? up : -down, bounds);
}

/**
 * The two points of a central difference within bounds; where there is no room, both are on the wider side.
 *
 * @param h how far they are from x
 */
export function centralMoves(x: Vector, i: number, h: number, bounds: Bounds | undefined): readonly [Moved, Moved] {
  const { up, down } = roomOf(x, i, bounds);
  if (h <= up && h <= down) return [moved(x, i, h, bounds), moved(x, i, -h, bounds)];
  const side = up >= down ? Math.min(h, up / 2) : -Math.min(h, down / 2);
  return [moved(x, i, side, bounds), moved(x, i, 2 * side, bounds)];
}

/** The slope at 0 of the parabola through 0, a and b at `zero`, `fa` and `fb`; 0 where two of them are one. */
export function parabolaSlope(zero: number, fa: number, fb: number, a: number, b: number): number {
  if (a === 0 || b === 0 || a === b) return 0;
  // Opposite points need no middle, whose rounding would count.
  if (a === -b) return (fa - fb) / (a - b);
  return ((fa - zero) * b * b - (fb - zero) * a * a) / (a * b * (b - a));
}

function roomOf(x: Vector, i: number, bounds: Bounds | undefined): { readonly up: number; readonly down: number } {
  if (bounds === undefined) return { up: Infinity, down: Infinity };
  return { up: bounds.upper[i]! - x[i]!, down: x[i]! - bounds.lower[i]! };
}

function moved(x: Vector, i: number, h: number, bounds: Bounds | undefined): Moved {
  const point = x.slice();
  point[i] = x[i]! + h;
  // x + (upper − x) can be above the upper bound by a rounding.
  if (bounds !== undefined) point[i] = Math.min(bounds.upper[i]!, Math.max(bounds.lower[i]!, point[i]!));
  return { point, h: point[i]! - x[i]! };
}
