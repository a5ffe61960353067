import { ZerothError } from '../../errors.js';
import { checkChoice } from '../checks.js';
import { type ArrayLike, asArray } from '../conversion.js';
import { allocate, type DType } from '../dtype.js';
import type { NDArray } from '../ndarray.js';
import { checkShape, type Shape, sizeOf } from '../shape.js';
import { wrap } from '../storage.js';
import { broadcastTo, reshape } from './shaping.js';

/** Options of functions that make arrays. */
export interface CreationOptions {
  /** Default float64. */
  readonly dtype?: DType;
}

function shapeOf(shape: number | Shape): Shape {
  const found = typeof shape === 'number' ? [shape] : shape;
  checkShape(found);
  return found.slice();
}

/** An array of zeros. A number n means shape [n]. */
export function zeros(shape: number | Shape, { dtype = 'float64' }: CreationOptions = {}): NDArray {
  const found = shapeOf(shape);
  return wrap(allocate(dtype, sizeOf(found)), found, dtype);
}

/** An array of ones. */
export function ones(shape: number | Shape, options: CreationOptions = {}): NDArray {
  return full(shape, 1, options);
}

/** An array with one value everywhere. dtype: default float64 for a number, bool for a boolean. */
export function full(shape: number | Shape, value: number | boolean, { dtype }: CreationOptions = {}): NDArray {
  const found = shapeOf(shape);
  if (typeof value !== 'number' && typeof value !== 'boolean')
    throw new ZerothError('bad-element', `Arrays are filled with a number or a boolean, not ${String(value)}.`, value);
  const type = dtype ?? (typeof value === 'boolean' ? 'bool' : 'float64');
  const number = Number(value);
  return wrap(allocate(type, sizeOf(found)).fill(type === 'bool' && number !== 0 ? 1 : number), found, type);
}

/** Zeros in the shape and dtype of x. */
export function zerosLike(x: ArrayLike, options: CreationOptions = {}): NDArray {
  return fullLike(x, 0, options);
}

/** Ones in the shape and dtype of x. */
export function onesLike(x: ArrayLike, options: CreationOptions = {}): NDArray {
  return fullLike(x, 1, options);
}

/** One value everywhere, in the shape and dtype of x. */
export function fullLike(x: ArrayLike, value: number | boolean, options: CreationOptions = {}): NDArray {
  const { shape, dtype } = asArray(x);
  return full(shape, value, { dtype, ...options });
}

/** Ones on a diagonal and zeros elsewhere. */
export function eye(
  rows: number,
  columns: number = rows,
  {
    diagonal = 0,
    dtype = 'float64',
  }: CreationOptions & { /** 0 the main one, above it positive. */ readonly diagonal?: number } = {},
): NDArray {
  const out = zeros([rows, columns], { dtype });
  for (let i = Math.max(0, -diagonal); i < rows && i + diagonal < columns; i++)
    out.data[i * columns + i + diagonal] = 1;
  return out;
}

/**
 * Numbers start, start + step, … before stop: `arange(n)` counts from 0 to n − 1.
 *
 * @throws `bad-range` where step is 0 or a bound is not finite
 */
export function arange(start: number, stop?: number, step = 1, { dtype = 'float64' }: CreationOptions = {}): NDArray {
  const first = stop === undefined ? 0 : start;
  const end = stop === undefined ? start : stop;
  const n = Math.max(0, Math.ceil((end - first) / step));
  if (!Number.isFinite(n))
    throw new ZerothError(
      'bad-range',
      `arange needs finite bounds and a step other than 0, not ${first}, ${end} and ${step}.`,
      [first, end, step],
    );
  const out = zeros(n, { dtype });
  for (let i = 0; i < n; i++) out.data[i] = first + i * step;
  return out;
}

/**
 * `count` numbers at equal distances from start to stop, both included unless `endpoint` is false.
 *
 * @throws `bad-range` where a bound is not finite
 */
export function linspace(
  start: number,
  stop: number,
  count: number,
  { endpoint = true, dtype = 'float64' }: CreationOptions & { readonly endpoint?: boolean } = {},
): NDArray {
  if (!Number.isFinite(start) || !Number.isFinite(stop))
    throw new ZerothError('bad-range', `linspace needs finite bounds, not ${start} and ${stop}.`, [start, stop]);
  const out = zeros(count, { dtype });
  const intervals = endpoint ? count - 1 : count;
  const { data } = out;
  for (let i = 0; i < count; i++) data[i] = start + (intervals > 0 ? (i * (stop - start)) / intervals : 0);
  // The last point is the bound itself, whatever rounding has made of it.
  if (endpoint && count > 1) data[count - 1] = stop;
  return out;
}

/**
 * Coordinate arrays of a grid, as views: one for each vector, all of the grid's shape.
 *
 * @param vectors coordinates along each axis
 * @param options.indexing `xy`, the default, has the second vector along the first axis, as pictures do; `ij` has the
 * first along the first
 */
export function meshgrid(
  vectors: readonly ArrayLike[],
  { indexing = 'xy' }: { readonly indexing?: 'xy' | 'ij' } = {},
): readonly NDArray[] {
  checkChoice('indexing', indexing, ['xy', 'ij']);
  const axisOf = (i: number) => (indexing === 'xy' && vectors.length > 1 && i < 2 ? 1 - i : i);
  const flat = vectors.map((vector) => reshape(vector, [-1]));
  const lengths = new Array<number>(flat.length);
  flat.forEach((vector, i) => {
    lengths[axisOf(i)] = vector.shape[0]!;
  });
  return flat.map((vector, i) =>
    broadcastTo(
      reshape(
        vector,
        lengths.map((length, axis) => (axis === axisOf(i) ? length : 1)),
      ),
      lengths,
    ),
  );
}
