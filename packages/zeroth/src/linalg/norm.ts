import type { ArrayLike } from '../array/conversion.js';
import { divide, equal, multiply, notEqual, pow } from '../array/functions/binary.js';
import { where } from '../array/functions/indexing.js';
import { max, min, sum } from '../array/functions/reductions.js';
import { astype, flatten, moveaxis, reshape } from '../array/functions/shaping.js';
import { abs } from '../array/functions/unary.js';
import type { NDArray } from '../array/ndarray.js';
import { normalizeAxes, showShape } from '../array/shape.js';
import { ZerothError } from '../errors.js';
import { floating } from './matrices.js';

/** Options of {@link norm}. */
export interface NormOptions {
  /**
   * Of vectors: p ≥ 0 for (Σ |x|^p)^(1/p), 0 for the number of entries that are not zero, Infinity and −Infinity for the
   * largest and smallest size. Of matrices: `fro` for the root of the sum of squares, 1 and Infinity for the largest sum
   * of sizes in a column and in a row. Default: 2 for vectors, `fro` for matrices and whole arrays.
   */
  readonly order?: number | 'fro';
  /** One axis for norms of vectors, two for norms of matrices (rows, columns). Default: the whole array. */
  readonly axis?: number | readonly [number, number];
  /** Whether the axes stay, with length 1. Default false. */
  readonly keepdims?: boolean;
}

/**
 * Norms of vectors and matrices, without overflow or underflow in between.
 *
 * @returns a scalar array (`.item()` is the number), or one for each vector or matrix along the axes
 * @throws `option-out-of-range` for an order that there is not
 */
export function norm(x: ArrayLike, { order, axis, keepdims = false }: NormOptions = {}): NDArray {
  const source = floating(x);
  const rank = source.shape.length;
  if (axis === undefined && (order === undefined || rank < 2))
    return keepdims
      ? reshape(
          vectorNorm(flatten(source), order === 'fro' ? 2 : (order ?? 2), 0, false),
          new Array<number>(rank).fill(1),
        )
      : vectorNorm(flatten(source), order === 'fro' ? 2 : (order ?? 2), 0, false);
  if (axis === undefined && rank > 2)
    throw new ZerothError(
      'bad-axis',
      `An order of norm needs axes for an array of shape ${showShape(source.shape)}: name one, or two for matrices.`,
      source.shape,
    );
  const axes = normalizeAxes(axis ?? [0, 1], rank);
  if (axes.length === 1) return vectorNorm(source, order === 'fro' ? 2 : (order ?? 2), axes[0]!, keepdims);
  const [row, column] = axes as readonly [number, number];
  if (order === undefined || order === 'fro') {
    const last = moveaxis(source, axes, [-2, -1]);
    const flat = reshape(last, [...last.shape.slice(0, -2), last.shape[rank - 2]! * last.shape[rank - 1]!]);
    const result = vectorNorm(flat, 2, rank - 2, false);
    return keepdims
      ? reshape(
          result,
          source.shape.map((length, i) => (i === row || i === column ? 1 : length)),
        )
      : result;
  }
  const largestSum = (along: number, across: number): NDArray => {
    const sums = sum(abs(source), { axis: along, keepdims: true });
    const result = max(sums, { axis: across, keepdims: true });
    return keepdims ? result : max(result, { axis: axes });
  };
  if (order === 1) return largestSum(row, column);
  if (order === Infinity) return largestSum(column, row);
  throw new ZerothError(
    'option-out-of-range',
    `The order of a matrix norm must be fro, 1 or Infinity, not ${order}: the 2-norm is the first of svdvals.`,
    order,
  );
}

function vectorNorm(x: NDArray, order: number, axis: number, keepdims: boolean): NDArray {
  if (Number.isNaN(order) || (order < 0 && order !== -Infinity))
    throw new ZerothError(
      'option-out-of-range',
      `The order of a norm must be at least 0, or −Infinity, not ${order}.`,
      order,
    );
  const sizes = abs(x);
  const options = { axis, keepdims };
  if (order === 0) return sum(astype(notEqual(x, 0), x.dtype), options);
  if (order === 1) return sum(sizes, options);
  if (x.shape[axis] === 0) return sum(sizes, options);
  if (order === Infinity) return max(sizes, options);
  if (order === -Infinity) return min(sizes, options);
  // Divided by the largest, powers neither overflow nor vanish.
  const largest = max(sizes, { axis, keepdims: true });
  const scale = where(equal(largest, 0), 1, largest);
  const powers = sum(pow(divide(sizes, scale), order), { axis, keepdims: true });
  const result = multiply(scale, pow(powers, 1 / order));
  return keepdims ? result : sum(result, { axis });
}
