import { type Method, populationAt, type Values, type Vector } from '../../query/index.js';

/** A point and its value; Infinity where the function has none. */
export interface Candidate {
  readonly x: Vector;
  readonly value: number;
}

/** The points with their values, asked in one question; one that fails is worse than any other. */
export function* candidatesAt(points: readonly Vector[]): Method<Values, Candidate[]> {
  const values = yield* populationAt(points);
  return points.map((x, i) => ({ x, value: Number.isNaN(values[i]!) ? Infinity : values[i]! }));
}

/** One point with its value. */
export function* candidateAt(x: Vector): Method<Values, Candidate> {
  const [candidate] = yield* candidatesAt([x]);
  return candidate!;
}

/** Best first; equal values keep their order. */
export function byValue(a: Candidate, b: Candidate): number {
  // Not a difference: ∞ − ∞ is NaN.
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}
