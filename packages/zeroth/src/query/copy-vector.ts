import type { Vector } from './types.js';

/** A call of `set` costs more than to copy so many numbers one by one. */
const few = 32;

/** Writes `from` to the beginning of `into` and gives `into`. @throws RangeError where `into` is shorter */
export function copyVector(from: Vector, into: Vector): Vector {
  // Where `into` is shorter, it is `set` that says so.
  if (from.length > few || from.length > into.length) into.set(from);
  else for (let i = 0; i < from.length; i++) into[i] = from[i]!;
  return into;
}
