import { type ArrayLike, asArray } from '../array/conversion.js';
import { type DType, floatingOf } from '../array/dtype.js';
import { astype } from '../array/functions/shaping.js';
import type { NDArray } from '../array/ndarray.js';
import type { ArrayType } from '../array/primitive.js';
import { type Shape, showShape, sizeOf } from '../array/shape.js';
import { copyElements, isContiguous } from '../array/storage.js';
import { ZerothError } from '../errors.js';

/*
 * What functions of matrices share: the last two axes are the matrix, those before count a batch. float32 is computed
 * with in float64 and rounded once, at the end.
 */

/** An array of floating-point numbers: float32 stays so, all else is float64. */
export function floating(x: ArrayLike): NDArray {
  const source = asArray(x);
  return source.dtype === 'float64' || source.dtype === 'float32' ? source : astype(source, 'float64');
}

/** Both in the dtype they meet in. */
export function floatingPair(x: ArrayLike, y: ArrayLike): readonly [NDArray, NDArray] {
  const a = floating(x);
  const b = floating(y);
  if (a.dtype === b.dtype) return [a, b];
  return [astype(a, 'float64'), astype(b, 'float64')];
}

/** The dtype of results made of these. */
export function resultType(...types: readonly ArrayType[]): DType {
  return types.every(({ dtype }) => floatingOf(dtype) === 'float32') ? 'float32' : 'float64';
}

/** Throws `shape-mismatch` unless there are at least two axes. */
export function checkMatrix(what: string, { shape }: ArrayType): void {
  if (shape.length < 2)
    throw new ZerothError(
      'shape-mismatch',
      `${what} needs a matrix, not an array of shape ${showShape(shape)}.`,
      shape,
    );
}

/** Throws `shape-mismatch` unless the last two axes are equally long; gives their length. */
export function checkSquare(what: string, { shape }: ArrayType): number {
  const n = shape[shape.length - 1];
  if (shape.length < 2 || n === undefined || shape[shape.length - 2] !== n)
    throw new ZerothError(
      'shape-mismatch',
      `${what} needs a square matrix, not one of shape ${showShape(shape)}.`,
      shape,
    );
  return n;
}

/** The axes before the last two. */
export function leading(shape: Shape): Shape {
  return shape.length === 2 ? [] : shape.slice(0, -2);
}

/** The elements in row-major order in memory of the caller's own. */
export function ownDoubles(x: NDArray): Float64Array {
  if (x.data instanceof Float64Array && isContiguous(x)) return x.data.slice(x.offset, x.offset + sizeOf(x.shape));
  const out = new Float64Array(sizeOf(x.shape));
  copyElements(x, out, 0);
  return out;
}

/**
 * Throws `not-finite`, naming the place, where an entry of matrices with that many columns is NaN or infinite.
 *
 * @param length how many of the entries count, from the first on
 */
export function checkFiniteEntries(what: string, data: Float64Array, columns: number, length = data.length): void {
  // 0 · x is 0 for finite numbers only: one addition each, and no branch.
  let sum = 0;
  for (let i = 0; i < length; i++) sum += 0 * data[i]!;
  if (sum === 0) return;
  const at = data.findIndex((value) => !Number.isFinite(value));
  throw new ZerothError(
    'not-finite',
    `${what} needs finite numbers, but row ${Math.floor(at / columns)}, column ${at % columns} is ${data[at]}.`,
    data[at],
  );
}

/** Throws `overflow` where a result is not finite, which it can only be when it leaves the range of float64. */
export function checkNoOverflow(what: string, data: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += 0 * data[i]!;
  if (sum !== 0)
    throw new ZerothError('overflow', `The result of ${what} leaves the range of float64: scale the input.`);
}

/** `singular-matrix`, for the pivot that is exactly zero. */
export function singularMatrix(what: string, pivot: number): ZerothError {
  return new ZerothError(
    'singular-matrix',
    `${what} needs an invertible matrix, but pivot ${pivot} is zero: use lstsq or pinv for a singular one.`,
    pivot,
  );
}

/** `not-positive-definite`, for the pivot that is not positive. */
export function notPositiveDefinite(what: string, pivot: number): ZerothError {
  return new ZerothError(
    'not-positive-definite',
    `${what} needs a positive definite matrix, but pivot ${pivot} is not positive: use ldl or modifiedCholesky for an indefinite one.`,
    pivot,
  );
}

/** For number i of a batch of shape `lead`, its number in a batch of shape `own` that was broadcast to it. */
export function batchIndex(own: Shape, lead: Shape): (i: number) => number {
  const size = sizeOf(own);
  if (size === sizeOf(lead)) return (i) => i;
  if (size === 1) return () => 0;
  return (i) => {
    let index = 0;
    let step = 1;
    for (let axis = 1, rest = i; axis <= lead.length; axis++) {
      const length = lead[lead.length - axis]!;
      const mine = axis <= own.length ? own[own.length - axis]! : 1;
      if (mine !== 1) index += (rest % length) * step;
      step *= mine;
      rest = Math.floor(rest / length);
    }
    return index;
  };
}
