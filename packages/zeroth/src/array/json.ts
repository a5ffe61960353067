import { ZerothError } from '../errors.js';
import { allocate, type DType } from './dtype.js';
import type { NDArray } from './ndarray.js';
import { checkShape, showShape, sizeOf } from './shape.js';
import { contiguousData, wrap } from './storage.js';

/** An array as plain data: elements in row-major order, those that JSON cannot write as texts. */
export interface ArrayJson {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly (number | 'NaN' | 'Infinity' | '-Infinity' | '-0')[];
}

export function toJson(x: NDArray): ArrayJson {
  const data = Array.from(contiguousData(x), (value) => {
    if (Number.isNaN(value)) return 'NaN';
    if (value === Infinity) return 'Infinity';
    if (value === -Infinity) return '-Infinity';
    return Object.is(value, -0) ? '-0' : value;
  });
  return { dtype: x.dtype, shape: x.shape, data };
}

const dtypes: readonly DType[] = ['float64', 'float32', 'int32', 'bool'];

/**
 * The array that {@link NDArray.toJSON} wrote, exactly.
 *
 * @throws `bad-json` for anything else
 */
export function fromJson(json: unknown): NDArray {
  const bad = (why: string) => new ZerothError('bad-json', `This is not an array as toJSON writes it: ${why}.`, json);
  if (typeof json !== 'object' || json === null || !('dtype' in json) || !('shape' in json) || !('data' in json))
    throw bad('dtype, shape and data are needed');
  const dtype = dtypes.find((name) => name === json.dtype);
  if (dtype === undefined) throw bad(`dtype ${String(json.dtype)} is none of ${dtypes.join(', ')}`);
  if (!isNumbers(json.shape)) throw bad('the shape must be a list of numbers');
  if (!Array.isArray(json.data)) throw bad('the data must be a list');
  const shape = json.shape;
  checkShape(shape);
  if (json.data.length !== sizeOf(shape))
    throw bad(`${json.data.length} elements do not fill shape ${showShape(shape)}`);
  const out = allocate(dtype, json.data.length);
  json.data.forEach((value: unknown, i) => {
    if (typeof value !== 'number' && !['NaN', 'Infinity', '-Infinity', '-0'].includes(String(value)))
      throw bad(`element ${i} is no number`);
    out[i] = Number(value);
  });
  return wrap(out, shape, dtype);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
