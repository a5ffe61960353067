import { fromData, type NDArray, toFloat64Array } from '../../array/index.js';
import { unreduced } from '../rules/operations.js';
import { gatheredPattern, type Pattern } from './pattern.js';
import { sizeOf } from './reach.js';

/** Numbers 0, 1, … of the elements of an array, in its shape. */
export function numbered(shape: readonly number[], first = 0): NDArray {
  return fromData(
    Float64Array.from({ length: sizeOf(shape) }, (_, k) => first + k),
    shape,
  );
}

/** What the elements along axes depend on together, for each element of the shape that is left. */
export function overAxes(
  pattern: Pattern,
  shape: readonly number[],
  axes: readonly number[],
  out: readonly number[],
): Pattern {
  return gatheredPattern(pattern, toFloat64Array(unreduced(numbered(out), axes, shape)), sizeOf(out));
}
