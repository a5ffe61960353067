import { ZerothError } from '../../errors.js';
import type { TypedArray } from '../dtype.js';
import type { NDArray } from '../ndarray.js';
import { type ArrayType, definePrimitive, type Primitive } from '../primitive.js';
import { type Shape, sameShape, showShape } from '../shape.js';
import { contiguousData, copyElements } from '../storage.js';
import { axisLayout } from '../strided.js';

interface AxisParams {
  readonly axis: number;
}

function gatheredShape(x: ArrayType, indices: ArrayType, axis: number): Shape {
  if (indices.dtype !== 'int32')
    throw new ZerothError('bad-index', `Indices must be of dtype int32, not ${indices.dtype}.`, indices.dtype);
  if (axis >= x.shape.length)
    throw new ZerothError('bad-axis', `An array of shape ${showShape(x.shape)} has no axis ${axis}.`, axis);
  return [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
}

/** Indices as they count from the start: the given ones where none counts from the end. Throws `index-out-of-range`. */
function resolved(indices: NDArray, shape: Shape, axis: number): Int32Array {
  const given = contiguousData(indices);
  const data = given instanceof Int32Array ? given : new Int32Array(given);
  const length = shape[axis]!;
  let fromEnd = false;
  for (let i = 0; i < data.length; i++) {
    const index = data[i]!;
    if (index < -length || index >= length)
      throw new ZerothError(
        'index-out-of-range',
        `Index ${index} leaves axis ${axis} of an array of shape ${showShape(shape)}.`,
        index,
      );
    fromEnd ||= index < 0;
  }
  return fromEnd ? data.map((index) => (index < 0 ? index + length : index)) : data;
}

/**
 * Elements of the first operand at the indices (int32, of any shape) along one axis, which is replaced by the axes of
 * the indices. Negative indices count from the end.
 */
export const gatherPrimitive = definePrimitive<AxisParams>({
  name: 'gather',
  shapes: ([x, indices], { axis }) => [{ shape: gatheredShape(x!, indices!, axis), dtype: x!.dtype }],
  write([x, indices], { axis }, [out]) {
    const data = contiguousData(x!);
    const at = resolved(indices!, x!.shape, axis);
    const { outer, length, inner } = axisLayout(x!.shape, axis);
    if (data instanceof Float64Array && out instanceof Float64Array) gatherDoubles(data, at, out, outer, length, inner);
    else gatherElements(data, at, out!, outer, length, inner);
  },
});

/** The commonest case of a gather, in a loop of its own that meets no other types. */
function gatherDoubles(
  data: Float64Array,
  at: Int32Array,
  out: Float64Array,
  outer: number,
  length: number,
  inner: number,
): void {
  let k = 0;
  for (let o = 0; o < outer; o++) {
    const start = o * length;
    if (inner === 1) for (let i = 0; i < at.length; i++) out[k++] = data[start + at[i]!]!;
    else
      for (let i = 0; i < at.length; i++)
        for (let j = 0, from = (start + at[i]!) * inner; j < inner; j++) out[k++] = data[from + j]!;
  }
}

function gatherElements(
  data: TypedArray,
  at: Int32Array,
  out: TypedArray,
  outer: number,
  length: number,
  inner: number,
): void {
  let k = 0;
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < at.length; i++) {
      const from = (o * length + at[i]!) * inner;
      for (let j = 0; j < inner; j++) out[k++] = data[from + j]!;
    }
}

function scatter(name: string, put: (out: TypedArray, i: number, value: number) => void): Primitive<AxisParams> {
  return definePrimitive<AxisParams>({
    name,
    shapes([x, indices, updates], { axis }) {
      const shape = gatheredShape(x!, indices!, axis);
      if (!sameShape(shape, updates!.shape) || x!.dtype !== updates!.dtype)
        throw new ZerothError(
          'shape-mismatch',
          `${name} needs updates of ${x!.dtype} ${showShape(shape)} for these indices, not of ${updates!.dtype} ${showShape(updates!.shape)}.`,
          [shape, updates!.shape],
        );
      return [{ shape: x!.shape, dtype: x!.dtype }];
    },
    write([x, indices, updates], { axis }, [out]) {
      const { shape } = x!;
      copyElements(x!, out!, 0);
      const at = resolved(indices!, shape, axis);
      const values = contiguousData(updates!);
      const { outer, length, inner } = axisLayout(shape, axis);
      let k = 0;
      for (let o = 0; o < outer; o++)
        for (let i = 0; i < at.length; i++) {
          const to = (o * length + at[i]!) * inner;
          for (let j = 0; j < inner; j++) put(out!, to + j, values[k++]!);
        }
    },
  });
}

/** The first operand with updates added where {@link gatherPrimitive} would read; repeated indices add up. */
export const scatterAddPrimitive = scatter('scatterAdd', (out, i, value) => {
  out[i]! += value;
});

/** The first operand with updates put where {@link gatherPrimitive} would read; of repeated indices the last counts. */
export const scatterSetPrimitive = scatter('scatterSet', (out, i, value) => {
  out[i] = value;
});
