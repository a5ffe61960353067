import type { Vector } from '../query/types.js';

/** A copy of x with h added to component i. */
export function moved(x: Vector, i: number, h: number): Vector {
  const point = x.slice();
  point[i] = point[i]! + h;
  return point;
}

/** x + t d, a new vector. */
export function along(x: Vector, t: number, d: Vector): Vector {
  const point = x.slice();
  for (let i = 0; i < point.length; i++) point[i] = point[i]! + t * d[i]!;
  return point;
}

/** The method's buffer for answer p where it gave one, else a new vector; length n, all zero. */
export function bufferFor(into: readonly Vector[] | undefined, p: number, n: number): Vector {
  return into?.[p]?.fill(0) ?? new Float64Array(n);
}

/** How far coordinate i of x moves for a relative step. */
export function stepAt(x: Vector, i: number, step: number): number {
  return step * Math.max(1, Math.abs(x[i]!));
}
