import type { ArrayLike } from '../array/conversion.js';
import type { NDArray } from '../array/ndarray.js';
import { bindOne, definePrimitive } from '../array/primitive.js';
import { fromDoubles } from '../array/storage.js';
import { choleskyInPlace } from './dense/cholesky.js';
import { checkFiniteEntries, checkSquare, floating, notPositiveDefinite, ownDoubles, resultType } from './matrices.js';

/** The lower Cholesky factors of positive definite matrices, whose lower triangles are read. */
export const choleskyPrimitive = definePrimitive<undefined>({
  name: 'cholesky',
  shapes([a]) {
    checkSquare('cholesky', a!);
    return [{ shape: a!.shape, dtype: resultType(a!) }];
  },
  compute([a], _, [type]) {
    const n = a!.shape[a!.shape.length - 1]!;
    const out = ownDoubles(a!);
    checkFiniteEntries('cholesky', out, n);
    for (let from = 0; from < out.length; from += n * n) {
      const pivot = choleskyInPlace(out.subarray(from, from + n * n), n);
      if (pivot >= 0) throw notPositiveDefinite('cholesky', pivot);
    }
    return [fromDoubles(out, type!.shape, type!.dtype)];
  },
});

/**
 * The lower triangular L with A = L Lᵀ for each symmetric positive definite matrix. Only the lower triangle is used.
 *
 * @param a shape [..., n, n]
 * @throws `not-positive-definite` with the pivot that is not positive; `shape-mismatch`; `not-finite`
 */
export function cholesky(a: ArrayLike): NDArray {
  return bindOne(choleskyPrimitive, [floating(a)], undefined);
}
