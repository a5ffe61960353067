import { ZerothError } from '../errors.js';
import { allocate, type DType, type TypedArray } from './dtype.js';
import { stack } from './functions/joining.js';
import { astype } from './functions/shaping.js';
import { NDArray } from './ndarray.js';
import { interceptor } from './primitive.js';
import { checkShape, showShape, sizeOf } from './shape.js';
import { contiguousData, copyElements, wrap } from './storage.js';

/** What functions on arrays take: arrays, typed arrays (vectors), plain numbers and booleans, and nestings of them. */
export type ArrayLike = number | boolean | Float64Array | Float32Array | Int32Array | NDArray | readonly ArrayLike[];

/** Options of {@link array}. */
export interface ArrayOptions {
  /** Default: float64 for numbers, bool for booleans, and what typed arrays hold. */
  readonly dtype?: DType;
}

/**
 * An array with elements of its own, copied from nested plain arrays, typed arrays, numbers or another array.
 *
 * @throws `ragged-array` where rows differ in length; `bad-element` for what is no number, boolean or array
 */
export function array(values: ArrayLike, { dtype }: ArrayOptions = {}): NDArray {
  const source = asArray(values);
  const type = dtype ?? source.dtype;
  // What is traced has no elements to copy, and cannot be changed.
  if (source[interceptor] !== undefined) return astype(source, type);
  const out = allocate(type, sizeOf(source.shape));
  if (type === 'bool' && source.dtype !== 'bool') {
    const data = contiguousData(source);
    for (let i = 0; i < out.length; i++) out[i] = data[i] !== 0 ? 1 : 0;
  } else copyElements(source, out, 0);
  return wrap(out, source.shape, type);
}

/** The array itself, a view of a typed array, or a new array of numbers and nested arrays. */
export function asArray(values: ArrayLike): NDArray {
  if (values instanceof NDArray) return values;
  if (typeof values === 'number') {
    const data = new Float64Array(1);
    data[0] = values;
    return wrap(data, [], 'float64');
  }
  if (typeof values === 'boolean') return wrap(Uint8Array.of(values ? 1 : 0), [], 'bool');
  if (values instanceof Float64Array) return wrap(values, [values.length], 'float64');
  if (values instanceof Float32Array) return wrap(values, [values.length], 'float32');
  if (values instanceof Int32Array) return wrap(values, [values.length], 'int32');
  if (Array.isArray(values)) return fromNested(values);
  throw badElement(values);
}

function badElement(value: unknown): ZerothError {
  const shown = value === null ? 'null' : typeof value;
  return new ZerothError(
    'bad-element',
    `Arrays are made of numbers, booleans, Float64Array, Float32Array, Int32Array and nestings of them, not of ${shown}.`,
    value,
  );
}

function fromNested(values: readonly ArrayLike[]): NDArray {
  const shape: number[] = [];
  let first: ArrayLike | undefined = values;
  while (Array.isArray(first)) {
    shape.push(first.length);
    first = first[0];
  }
  if (first !== undefined && typeof first !== 'number' && typeof first !== 'boolean') {
    const inner = asArray(first);
    shape.push(...inner.shape);
  }
  checkShape(shape);
  const booleans = new Set<boolean>();
  const out = new Float64Array(sizeOf(shape));
  let at = 0;
  // Arrays inside may be traced: then their elements cannot be copied, and stacking is an operation like others.
  let traceable = false;
  const fill = (value: ArrayLike, axis: number): void => {
    if (typeof value === 'number' || typeof value === 'boolean') {
      if (axis !== shape.length) throw ragged(shape, axis, 'a number');
      booleans.add(typeof value === 'boolean');
      out[at++] = Number(value);
    } else if (Array.isArray(value)) {
      if (axis === shape.length || value.length !== shape[axis]) throw ragged(shape, axis, `${value.length} elements`);
      for (const part of value) fill(part, axis + 1);
    } else {
      const part = asArray(value);
      traceable ||= value instanceof NDArray;
      if (showShape(part.shape) !== showShape(shape.slice(axis)))
        throw ragged(shape, axis, `shape ${showShape(part.shape)}`);
      booleans.add(part.dtype === 'bool');
      if (!traceable) copyElements(part, out, at);
      at += sizeOf(part.shape);
    }
  };
  fill(values, 0);
  if (traceable) return stack(values);
  if (booleans.size === 1 && booleans.has(true)) return wrap(Uint8Array.from(out), shape, 'bool');
  return wrap(out, shape, 'float64');
}

function ragged(shape: readonly number[], axis: number, found: string): ZerothError {
  return new ZerothError(
    'ragged-array',
    `Nested arrays must be regular: the first elements say shape ${showShape(shape)}, but ${found} was found at depth ${axis}.`,
    shape,
  );
}

/** The elements in row-major order as a Float64Array of the caller's own, which may be changed. */
export function toFloat64Array(x: ArrayLike): Float64Array {
  const source = asArray(x);
  const out = new Float64Array(sizeOf(source.shape));
  copyElements(source, out, 0);
  return out;
}

/** An array of row-major data, which is not copied: it must not be changed afterwards. */
export function fromData(data: TypedArray, shape: readonly number[] = [data.length]): NDArray {
  if (!ArrayBuffer.isView(data)) throw badElement(data);
  checkShape(shape);
  if (sizeOf(shape) !== data.length)
    throw new ZerothError(
      'shape-mismatch',
      `Data of shape [${data.length}] do not fill an array of shape ${showShape(shape)}.`,
      shape,
    );
  return wrap(data, shape.slice(), dtypeOf(data));
}

function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Int32Array ? 'int32' : 'bool';
}
