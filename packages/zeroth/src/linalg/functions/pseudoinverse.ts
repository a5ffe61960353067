import { checkNotNegative } from '../../array/checks.js';
import {
  type ArrayLike,
  asArray,
  divide,
  expandDims,
  float64Data,
  greater,
  interceptor,
  matmul,
  matrixTranspose,
  max,
  multiply,
  type NDArray,
  where,
} from '../../array/index.js';
import { showShape } from '../../array/shape.js';
import { ZerothError } from '../../errors.js';
import { checkNoOverflow } from '../matrices.js';
import { matrixShape } from '../spectral/matrix-primitive.js';
import { svd, svdvals } from '../spectral/svd.js';

/** Options of {@link pinv} and {@link matrixRank}. */
export interface RankOptions {
  /**
   * Singular values of at most this times the largest count as zero. Default max(m, n) times the distance between 1 and
   * the next number of the matrix's dtype.
   */
  readonly tolerance?: number;
}

/**
 * The pseudo-inverse of Moore and Penrose, from the singular value decomposition.
 *
 * @param a shape [m, n] or a stack of them
 * @returns shape [n, m]
 * @throws ZerothError `shape-mismatch`, `not-finite`, `option-out-of-range`, `overflow`
 */
export function pinv(a: ArrayLike, { tolerance }: RankOptions = {}): NDArray {
  const matrix = asArray(a);
  if (tolerance !== undefined) checkNotNegative('tolerance', tolerance);
  const { m, n } = matrixShape('pinv', matrix, false);
  if (m === 0 || n === 0) return matrixTranspose(matrix);
  const { u, s, vt } = svd(matrix);
  const limit = multiply(max(s, { axis: -1, keepdims: true }), tolerance ?? defaultTolerance(matrix));
  const kept = greater(s, limit);
  const inverses = where(kept, divide(1, where(kept, s, 1)), 0);
  const result = matmul(multiply(matrixTranspose(vt), expandDims(inverses, -2)), matrixTranspose(u));
  if (result[interceptor] === undefined) checkNoOverflow('pinv', float64Data(result));
  return result;
}

function defaultTolerance({ shape, dtype }: NDArray): number {
  return Math.max(...shape.slice(-2)) * (dtype === 'float32' ? 2 ** -23 : Number.EPSILON);
}

function singularValuesOf(name: string, a: NDArray): Float64Array {
  if (a.shape.length !== 2)
    throw new ZerothError(
      'shape-mismatch',
      `${name} takes a matrix, shape [m, n], not an array of shape ${showShape(a.shape)}.`,
      a.shape,
    );
  return Float64Array.from(svdvals(a).data);
}

/**
 * How many singular values are not zero.
 *
 * @param a shape [m, n]
 * @throws ZerothError `shape-mismatch`, `not-finite`
 */
export function matrixRank(a: ArrayLike, { tolerance }: RankOptions = {}): number {
  const matrix = asArray(a);
  if (tolerance !== undefined) checkNotNegative('tolerance', tolerance);
  const values = singularValuesOf('matrixRank', matrix);
  const limit = (tolerance ?? defaultTolerance(matrix)) * (values[0] ?? 0);
  return values.filter((value) => value > limit).length;
}

/**
 * Condition number in the 2-norm, the largest singular value divided by the smallest; Infinity for a singular matrix.
 *
 * @param a shape [m, n]
 * @throws ZerothError `shape-mismatch`, `not-finite`
 */
export function cond(a: ArrayLike): number {
  const values = singularValuesOf('cond', asArray(a));
  if (values.length === 0) return 0;
  const smallest = values[values.length - 1]!;
  return smallest === 0 ? Infinity : values[0]! / smallest;
}
