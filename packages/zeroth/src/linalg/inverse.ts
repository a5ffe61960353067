import type { ArrayLike } from '../array/conversion.js';
import type { NDArray } from '../array/ndarray.js';
import { bindOne, definePrimitive } from '../array/primitive.js';
import { fromDoubles } from '../array/storage.js';
import { solveInPlace } from './dense/solve.js';
import {
  checkFiniteEntries,
  checkNoOverflow,
  checkSquare,
  floating,
  ownDoubles,
  resultType,
  singularMatrix,
} from './matrices.js';

/** The inverses of square matrices. */
export const invPrimitive = definePrimitive<undefined>({
  name: 'inv',
  shapes([a]) {
    checkSquare('inv', a!);
    return [{ shape: a!.shape, dtype: resultType(a!) }];
  },
  compute([a], _, [type]) {
    const n = a!.shape[a!.shape.length - 1]!;
    const matrices = ownDoubles(a!);
    checkFiniteEntries('inv', matrices, n);
    const out = new Float64Array(matrices.length);
    for (let from = 0; from < out.length; from += n * n) {
      const inverse = out.subarray(from, from + n * n);
      for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
      const pivot = solveInPlace(matrices.subarray(from, from + n * n), n, inverse, n);
      if (pivot >= 0) throw singularMatrix('inv', pivot);
    }
    checkNoOverflow('inv', out);
    return [fromDoubles(out, type!.shape, type!.dtype)];
  },
});

/**
 * The inverse of each square matrix, shape [..., n, n]. To solve systems, {@link solve} is faster and more accurate.
 *
 * @throws `singular-matrix` with the zero pivot; `shape-mismatch`; `not-finite`; `overflow`
 */
export function inv(a: ArrayLike): NDArray {
  return bindOne(invPrimitive, [floating(a)], undefined);
}
