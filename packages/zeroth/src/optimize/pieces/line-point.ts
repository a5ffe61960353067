import { dot } from '../../array/vector.js';
import type { Gradients, Method, Vector } from '../../query/index.js';
import { type Trial, trialInto } from './trial.js';

/** A point of a line x + t d: t, and the slope d'∇f there; NaN where f is not finite. */
export interface LinePoint extends Trial {
  readonly step: number;
  readonly slope: number;
}

/** Where a line search ended. */
export interface LineSearchResult extends Trial {
  readonly step: number;
  /** Whether the conditions of the search hold there. */
  readonly found: boolean;
}

interface StoredPoint extends LinePoint {
  value: number;
  step: number;
  slope: number;
}

/**
 * Points that searches write over once they are not held any more. A method that keeps one store for all of its searches
 * makes no vectors after the first few.
 */
export type LineStore = StoredPoint[];

/** The line of one search. */
export interface Line {
  readonly start: Trial;
  readonly direction: Vector;
  readonly store: LineStore;
  /** Brings a point back into a set. */
  readonly repair?: ((x: Vector) => void) | undefined;
}

/**
 * The point at t = `step`.
 *
 * @param held points whose vectors are still wanted, beside the start
 */
export function* linePointAt(
  { start, direction, store, repair }: Line,
  step: number,
  held: readonly (Trial | undefined)[],
): Method<Gradients, LinePoint> {
  const point = freePoint(store, start, held);
  const { x, gradient } = point;
  for (let i = 0; i < x.length; i++) x[i] = start.x[i]! + step * direction[i]!;
  repair?.(x);
  point.step = step;
  point.value = yield* trialInto(x, gradient);
  point.slope = point.value === Infinity ? Number.NaN : dot(gradient, direction);
  return point;
}

/** A stored point none of whose vectors is held; a new one where all are. */
function freePoint(store: LineStore, start: Trial, held: readonly (Trial | undefined)[]): StoredPoint {
  for (let k = 0; k < store.length; k++) {
    const point = store[k]!;
    if (point.x !== start.x && !isHeld(point, held)) return point;
  }
  const n = start.x.length;
  const x = new Float64Array(n);
  const point = { x, value: 0, gradient: new Float64Array(n), step: 0, slope: 0 };
  store.push(point);
  return point;
}

function isHeld({ x }: Trial, held: readonly (Trial | undefined)[]): boolean {
  for (let k = 0; k < held.length; k++) if (held[k]?.x === x) return true;
  return false;
}

/** The end of a search at one of its points. */
export function endedAt({ x, value, gradient, step }: LinePoint, found: boolean): LineSearchResult {
  return { x, value, gradient, step, found };
}
