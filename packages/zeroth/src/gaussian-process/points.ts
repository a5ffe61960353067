import { checkFinite, checkLength } from '../array/checks.js';
import { ZerothError } from '../errors.js';

/** float64 numbers: a point, values, or points one after the other. */
export type Vector = Float64Array;

/** The points one after the other; throws unless there is one, and all are finite and of one length. */
export function flattened(points: readonly Vector[]): { readonly flat: Vector; readonly d: number } {
  const first = points[0];
  if (first === undefined) throw new ZerothError('no-points', 'A Gaussian process needs one point at least.');
  const d = first.length;
  const flat = new Float64Array(points.length * d);
  points.forEach((x, i) => {
    checkLength(`point ${i}`, x, d);
    checkFinite(`point ${i}`, x);
    flat.set(x, i * d);
  });
  return { flat, d };
}
