import type { ArrayLike } from '../array/conversion.js';
import type { NDArray } from '../array/ndarray.js';
import { bind, definePrimitive, interceptor } from '../array/primitive.js';
import { showShape } from '../array/shape.js';
import { fromDoubles, wrap } from '../array/storage.js';
import { ZerothError } from '../errors.js';
import { leastSquares } from './dense/least-squares.js';
import { checkFiniteEntries, checkNoOverflow, floatingPair, ownDoubles, resultType } from './matrices.js';
import { likeRightSide } from './vectors.js';

/** Parameters of {@link lstsqPrimitive}. */
export interface LstsqParams {
  /** Undefined: eps · max(m, n). */
  readonly tolerance: number | undefined;
}

/** The solution, squared norms of residuals, and the rank (int32, a scalar). */
export const lstsqPrimitive = definePrimitive<LstsqParams>({
  name: 'lstsq',
  shapes([a, b]) {
    const [m, n] = a!.shape;
    if (a!.shape.length !== 2 || b!.shape.length === 0 || b!.shape.length > 2 || b!.shape[0] !== m)
      throw new ZerothError(
        'shape-mismatch',
        `lstsq needs a matrix and a right side with as many rows, not shapes ${showShape(a!.shape)} and ${showShape(b!.shape)}.`,
        [a!.shape, b!.shape],
      );
    const dtype = resultType(a!, b!);
    const rest = b!.shape.slice(1);
    return [
      { shape: [n!, ...rest], dtype },
      { shape: rest, dtype },
      { shape: [], dtype: 'int32' },
    ];
  },
  compute([a, b], { tolerance }, [xType, residualType]) {
    const [m, n] = a!.shape as readonly [number, number];
    const columns = b!.shape[1] ?? 1;
    const matrix = ownDoubles(a!);
    const right = ownDoubles(b!);
    checkFiniteEntries('lstsq', matrix, n);
    checkFiniteEntries('lstsq', right, columns);
    const eps = xType!.dtype === 'float32' ? 2 ** -23 : 2 ** -52;
    const { x, rank, residuals } = leastSquares(matrix, m, n, right, columns, tolerance ?? eps * Math.max(m, n));
    checkNoOverflow('lstsq', x);
    return [
      fromDoubles(x, xType!.shape, xType!.dtype),
      fromDoubles(residuals, residualType!.shape, residualType!.dtype),
      wrap(Int32Array.of(rank), [], 'int32'),
    ];
  },
});

/** Options of {@link lstsq}. */
export interface LstsqOptions {
  /** Directions in which the matrix is at most this times its largest are taken for null. Default eps · max(m, n). */
  readonly tolerance?: number;
}

/** What {@link lstsq} gives. */
export interface LeastSquares<X = NDArray> {
  /** Shape [n] or [n, k], as the right side has it. */
  readonly x: X;
  /** Numerical rank of the matrix. */
  readonly rank: number;
  /** ‖A x − b‖² for each column, shape [] or [k]. */
  readonly residuals: NDArray;
}

/**
 * The least-squares solution of A x = b, the one of least norm where there are many: overdetermined, underdetermined and
 * rank-deficient systems alike.
 *
 * @param a shape [m, n]
 * @param b shape [m] or [m, k]
 * @throws `shape-mismatch`; `not-finite`; `overflow`; `option-out-of-range`
 */
export function lstsq(a: ArrayLike, b: Float64Array, options?: LstsqOptions): LeastSquares<Float64Array>;
export function lstsq(a: ArrayLike, b: ArrayLike, options?: LstsqOptions): LeastSquares;
export function lstsq(
  a: ArrayLike,
  b: ArrayLike,
  { tolerance }: LstsqOptions = {},
): LeastSquares<NDArray | Float64Array> {
  if (tolerance !== undefined && !(tolerance >= 0 && tolerance < 1))
    throw new ZerothError(
      'option-out-of-range',
      `tolerance must be at least 0 and less than 1, not ${tolerance}.`,
      tolerance,
    );
  const [x, residuals, rank] = bind(lstsqPrimitive, floatingPair(a, b), { tolerance });
  const solution = { x: likeRightSide(b, x!), residuals: residuals! };
  if (rank![interceptor] === undefined) return { ...solution, rank: rank!.item() };
  // While a function is traced it is not known: asking for it is the mistake, not solving.
  return {
    ...solution,
    get rank() {
      return rank!.item();
    },
  };
}
