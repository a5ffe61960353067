import type { ArrayLike } from '../array/conversion.js';
import { NDArray } from '../array/ndarray.js';
import { bindOne, definePrimitive, interceptor } from '../array/primitive.js';
import { broadcastTwo, showShape, sizeOf } from '../array/shape.js';
import { float64Data, fromDoubles } from '../array/storage.js';
import { ZerothError } from '../errors.js';
import { SMALL, smallWorkspace } from './dense/small.js';
import { solveInPlace } from './dense/solve.js';
import { solveTriangularInPlace, type Triangle } from './dense/triangular.js';
import {
  batchIndex,
  checkFiniteEntries,
  checkNoOverflow,
  checkSquare,
  floatingPair,
  leading,
  ownDoubles,
  resultType,
  singularMatrix,
} from './matrices.js';
import { likeRightSide } from './vectors.js';

/** X with A X = B for square matrices and right sides, which are columns, or one vector. */
export const solvePrimitive = definePrimitive<undefined>({
  name: 'solve',
  shapes: ([a, b]) => [rightSideType('solve', a!, b!)],
  compute: ([a, b], _, [type]) => [
    solveBatch(a!, b!, type!, (matrix, n, right, columns) => {
      const pivot = solveInPlace(matrix, n, right, columns);
      if (pivot >= 0) throw singularMatrix('solve', pivot);
    }),
  ],
});

/** X with op(T) X = B for triangular matrices. */
export const solveTriangularPrimitive = definePrimitive<Triangle>({
  name: 'solveTriangular',
  shapes: ([t, b]) => [rightSideType('solveTriangular', t!, b!)],
  compute: ([t, b], triangle, [type]) => [
    solveBatch(t!, b!, type!, (matrix, n, right, columns) => {
      if (!triangle.unit)
        for (let i = 0; i < n; i++) if (matrix[i * n + i] === 0) throw singularMatrix('solveTriangular', i);
      solveTriangularInPlace(matrix, n, right, columns, triangle);
    }),
  ],
});

function rightSideType(
  what: string,
  a: Pick<NDArray, 'shape' | 'dtype'>,
  b: Pick<NDArray, 'shape' | 'dtype'>,
): Pick<NDArray, 'shape' | 'dtype'> {
  const n = checkSquare(what, a);
  const rank = b.shape.length;
  if (rank === 0 || b.shape[Math.max(0, rank - 2)] !== n)
    throw new ZerothError(
      'shape-mismatch',
      `${what} got a matrix of shape ${showShape(a.shape)} and a right side of shape ${showShape(b.shape)}: the right side must have ${n} rows.`,
      [a.shape, b.shape],
    );
  const dtype = resultType(a, b);
  if (rank === 1) return { shape: [...leading(a.shape), n], dtype };
  return { shape: [...broadcastTwo(leading(a.shape), leading(b.shape)), n, b.shape[rank - 1]!], dtype };
}

function solveBatch(
  a: NDArray,
  b: NDArray,
  { shape, dtype }: Pick<NDArray, 'shape' | 'dtype'>,
  solveOne: (matrix: Float64Array, n: number, right: Float64Array, columns: number) => void,
): NDArray {
  const n = a.shape[a.shape.length - 1]!;
  const vector = b.shape.length === 1;
  const columns = vector ? 1 : b.shape[b.shape.length - 1]!;
  const matrices = ownDoubles(a);
  checkFiniteEntries('solve', matrices, n);
  const size = n * columns;
  let out: Float64Array;
  if (sizeOf(shape) === size && matrices.length === n * n) {
    out = ownDoubles(b);
    checkFiniteEntries('solve', out, columns);
    solveOne(matrices, n, out, columns);
  } else {
    const rights = float64Data(b);
    checkFiniteEntries('solve', rights, columns);
    out = new Float64Array(sizeOf(shape));
    const lead = vector ? shape.slice(0, -1) : leading(shape);
    const matrixOf = batchIndex(leading(a.shape), lead);
    const rightOf = batchIndex(vector ? [] : leading(b.shape), lead);
    const matrix = new Float64Array(n * n);
    for (let i = 0, count = sizeOf(lead); i < count; i++) {
      const from = matrixOf(i) * n * n;
      matrix.set(matrices.subarray(from, from + n * n));
      const right = out.subarray(i * size, (i + 1) * size);
      const start = rightOf(i) * size;
      right.set(rights.subarray(start, start + size));
      solveOne(matrix, n, right, columns);
    }
  }
  checkNoOverflow('solve', out);
  return fromDoubles(out, shape, dtype);
}

/**
 * X with A X = B, by LU with partial pivoting. Its backward error is a small multiple of n · eps.
 *
 * @param a square matrices, shape [..., n, n]
 * @param b one vector, shape [n], for all of them, or columns, shape [..., n, k]; leading axes are broadcast
 * @returns a Float64Array for one, else an array of shape [..., n] or [..., n, k]
 * @throws `singular-matrix` with the zero pivot; `shape-mismatch`; `not-finite`; `overflow`
 */
export function solve(a: ArrayLike, b: Float64Array): Float64Array;
export function solve(a: ArrayLike, b: ArrayLike): NDArray;
export function solve(a: ArrayLike, b: ArrayLike): NDArray | Float64Array {
  return solvePlain(a, b) ?? likeRightSide(b, bindOne(solvePrimitive, floatingPair(a, b), undefined));
}

/** One system of float64 that nobody traces, without the cost of a primitive: it is most of a small system's time. */
function solvePlain(a: ArrayLike, b: ArrayLike): Float64Array | undefined {
  if (!(b instanceof Float64Array && a instanceof NDArray)) return undefined;
  const { shape } = a;
  const n = b.length;
  if (a[interceptor] !== undefined || a.dtype !== 'float64') return undefined;
  if (shape.length !== 2 || shape[0] !== n || shape[1] !== n) return undefined;
  const matrix = n < SMALL ? smallCopy(a, n) : ownDoubles(a);
  const x = b.slice();
  checkFiniteEntries('solve', matrix, n, n * n);
  checkFiniteEntries('solve', x, 1);
  const pivot = solveInPlace(matrix, n, x, 1);
  if (pivot >= 0) throw singularMatrix('solve', pivot);
  checkNoOverflow('solve', x);
  return x;
}

/** The elements row by row in the workspace. A loop that only ever meets float64 is faster than one for all types. */
function smallCopy(a: NDArray, n: number): Float64Array {
  const { data, strides, offset } = a;
  const [down, across] = [strides[0]!, strides[1]!];
  const out = smallWorkspace();
  for (let i = 0, to = 0; i < n; i++)
    for (let j = 0, from = offset + i * down; j < n; j++, from += across) out[to++] = data[from]!;
  return out;
}

/** Options of {@link solveTriangular}. */
export interface SolveTriangularOptions {
  /** Whether the entries on and below the diagonal are used, instead of those on and above. Default false. */
  readonly lower?: boolean;
  /** Whether to solve with the transpose of that triangle. Default false. */
  readonly transposed?: boolean;
  /** Whether to take the diagonal for ones without reading it. Default false. */
  readonly unit?: boolean;
}

/**
 * X with T X = B for a triangular T; entries on the other side of its diagonal are not used, but must be finite.
 *
 * @param t square matrices, shape [..., n, n]
 * @param b as for {@link solve}
 * @throws `singular-matrix` with the index of a zero on the diagonal; `shape-mismatch`; `not-finite`; `overflow`
 */
export function solveTriangular(t: ArrayLike, b: Float64Array, options?: SolveTriangularOptions): Float64Array;
export function solveTriangular(t: ArrayLike, b: ArrayLike, options?: SolveTriangularOptions): NDArray;
export function solveTriangular(
  t: ArrayLike,
  b: ArrayLike,
  { lower = false, transposed = false, unit = false }: SolveTriangularOptions = {},
): NDArray | Float64Array {
  return likeRightSide(b, bindOne(solveTriangularPrimitive, floatingPair(t, b), { lower, transposed, unit }));
}
