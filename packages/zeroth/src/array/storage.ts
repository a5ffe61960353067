import { allocate, type DType, type TypedArray } from './dtype.js';
import { NDArray } from './ndarray.js';
import { rowMajorStrides, type Shape, sizeOf } from './shape.js';
import { assignStrided } from './strided.js';

/** An array of row-major data, wrapped without a copy. */
export function wrap(data: TypedArray, shape: Shape, dtype: DType): NDArray {
  return new NDArray(shape, dtype, { data, strides: rowMajorStrides(shape), offset: 0 });
}

/** Whether the elements lie one after another in row-major order. */
export function isContiguous({ shape, strides }: NDArray): boolean {
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const length = shape[i]!;
    if (length === 0) return true;
    if (length !== 1 && strides[i] !== step) return false;
    step *= length;
  }
  return true;
}

/** The elements in row-major order: a view of the array's memory where they lie so, else a copy. */
export function contiguousData(x: NDArray): TypedArray {
  const n = sizeOf(x.shape);
  if (!isContiguous(x)) {
    const out = allocate(x.dtype, n);
    copyElements(x, out, 0);
    return out;
  }
  const { data, offset } = x;
  return offset === 0 && data.length === n ? data : data.subarray(offset, offset + n);
}

/** The elements in row-major order as a Float64Array: the array's own memory where it is one, which must not be changed. */
export function float64Data(x: NDArray): Float64Array {
  const data = contiguousData(x);
  return data instanceof Float64Array ? data : new Float64Array(data);
}

/** Writes the elements in row-major order to out from index `at` on, converted to what out holds. */
export function copyElements(x: NDArray, out: TypedArray, at: number): void {
  const { data, shape } = x;
  const n = sizeOf(shape);
  if (n === 0) return;
  if (isContiguous(x)) {
    // The engine copies memory faster than a loop does, but takes longer to begin.
    if (n > 32) out.set(n === data.length ? data : data.subarray(x.offset, x.offset + n), at);
    else for (let i = 0; i < n; i++) out[at + i] = data[x.offset + i]!;
    return;
  }
  if (data instanceof Float64Array && out instanceof Float64Array) copyStridedDoubles(x, data, out, at);
  else assignStrided(x, out, rowMajorStrides(shape), at);
}

/** The commonest case of {@link copyElements}, in a loop of its own that meets no other types. */
function copyStridedDoubles(
  { shape, strides, offset }: NDArray,
  data: Float64Array,
  out: Float64Array,
  at: number,
): void {
  const rank = shape.length;
  const n = sizeOf(shape);
  const inner = shape[rank - 1]!;
  const step = strides[rank - 1]!;
  const index = new Array<number>(rank).fill(0);
  let position = offset;
  for (let done = 0; done < n; done += inner) {
    for (let i = 0, p = position; i < inner; i++, p += step) out[at + done + i] = data[p]!;
    for (let axis = rank - 2; axis >= 0; axis--) {
      position += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      position -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
}

/** A view of the same memory. */
export function view(x: NDArray, shape: Shape, strides: readonly number[], offset: number): NDArray {
  return new NDArray(shape, x.dtype, { data: x.data, strides, offset });
}

/** An array of doubles converted to a dtype that holds them. */
export function fromDoubles(values: Float64Array, shape: Shape, dtype: DType): NDArray {
  if (dtype === 'float64') return wrap(values, shape, dtype);
  const data = allocate(dtype, values.length);
  data.set(values);
  return wrap(data, shape, dtype);
}
