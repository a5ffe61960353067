import type { ArrayLike } from '../array/conversion.js';
import type { NDArray } from '../array/ndarray.js';
import { interceptor } from '../array/primitive.js';
import { float64Data } from '../array/storage.js';

/** A vector as it came: a Float64Array for a Float64Array, unless the result is being traced. */
export function likeRightSide(b: ArrayLike, x: NDArray): NDArray | Float64Array {
  return b instanceof Float64Array && x.shape.length === 1 && x[interceptor] === undefined ? float64Data(x) : x;
}
