import type { TypedArray } from './dtype.js';
import type { NDArray } from './ndarray.js';
import { sizeOf } from './shape.js';

/** Writes the elements of x to places of out: element (i, j, …) to `out[offset + i strides[0] + j strides[1] + …]`. */
export function assignStrided(x: NDArray, out: TypedArray, strides: readonly number[], offset: number): void {
  const { data, shape } = x;
  const from = x.strides;
  const rank = shape.length;
  const n = sizeOf(shape);
  if (n === 0) return;
  if (rank === 0) {
    out[offset] = data[x.offset]!;
    return;
  }
  const inner = shape[rank - 1]!;
  const stepFrom = from[rank - 1]!;
  const stepTo = strides[rank - 1]!;
  const index = new Array<number>(rank).fill(0);
  let source = x.offset;
  let target = offset;
  for (let done = 0; done < n; done += inner) {
    for (let i = 0, p = source, q = target; i < inner; i++, p += stepFrom, q += stepTo) out[q] = data[p]!;
    for (let axis = rank - 2; axis >= 0; axis--) {
      source += from[axis]!;
      target += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      source -= shape[axis]! * from[axis]!;
      target -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
}

/** A shape seen from one axis: `outer` blocks of `length` elements, each `inner` apart from the next. */
export interface AxisLayout {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** Sizes before, of and after the axes from `first` to `last`. */
export function axisLayout(shape: readonly number[], first: number, last = first): AxisLayout {
  return {
    outer: sizeOf(shape.slice(0, first)),
    length: sizeOf(shape.slice(first, last + 1)),
    inner: sizeOf(shape.slice(last + 1)),
  };
}
