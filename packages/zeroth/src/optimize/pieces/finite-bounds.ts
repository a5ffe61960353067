import { ZerothError } from '../../errors.js';
import type { Bounds } from '../minimizer.js';

/** The bounds of a method that searches all of a box. Throws `bounds-needed` where one is missing. */
export function finiteBounds(method: string, bounds: Bounds | undefined): Bounds {
  if (bounds === undefined)
    throw new ZerothError('bounds-needed', `${method} searches a box: give finite bounds for every variable.`);
  for (let i = 0; i < bounds.lower.length; i++)
    if (!(bounds.upper[i]! - bounds.lower[i]! < Infinity))
      throw new ZerothError(
        'bounds-needed',
        `${method} searches a box: variable ${i} has no finite bounds but ${bounds.lower[i]} and ${bounds.upper[i]}.`,
        i,
      );
  return bounds;
}
