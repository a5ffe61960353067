import { ZerothError } from '../../errors.js';
import { NDArray } from '../ndarray.js';
import { definePrimitive } from '../primitive.js';
import { checkShape, rowMajorStrides, type Shape, showShape, sizeOf } from '../shape.js';
import { contiguousData, isContiguous, wrap } from '../storage.js';

/** The same elements in the same row-major order, in another shape: a view where the elements lie in order. */
export const reshapePrimitive = definePrimitive<{ readonly shape: Shape }>({
  name: 'reshape',
  shapes([x], { shape }) {
    checkShape(shape);
    if (sizeOf(shape) !== sizeOf(x!.shape))
      throw new ZerothError(
        'shape-mismatch',
        `An array of shape ${showShape(x!.shape)} cannot be reshaped to ${showShape(shape)}: the sizes ${sizeOf(x!.shape)} and ${sizeOf(shape)} differ.`,
        [x!.shape, shape],
      );
    return [{ shape, dtype: x!.dtype }];
  },
  compute([x], { shape }) {
    if (isContiguous(x!)) {
      const { data, offset } = x!;
      return [new NDArray(shape, x!.dtype, { data, strides: rowMajorStrides(shape), offset })];
    }
    return [wrap(contiguousData(x!), shape, x!.dtype)];
  },
});

/** Axes in another order: axis i of the result is axis `axes[i]` of the input. A view. */
export const permutePrimitive = definePrimitive<{ readonly axes: readonly number[] }>({
  name: 'permute',
  shapes([x], { axes }) {
    const sorted = axes.slice().sort((a, b) => a - b);
    if (axes.length !== x!.shape.length || sorted.some((axis, i) => axis !== i))
      throw new ZerothError(
        'bad-axis',
        `Axes ${showShape(axes)} do not name every axis of shape ${showShape(x!.shape)} once.`,
        axes,
      );
    return [{ shape: axes.map((axis) => x!.shape[axis]!), dtype: x!.dtype }];
  },
  compute([x], { axes }, [type]) {
    const { data, strides, offset } = x!;
    return [new NDArray(type!.shape, x!.dtype, { data, strides: axes.map((axis) => strides[axis]!), offset })];
  },
});

/** Stretches axes of length 1, and new axes in front, to a shape. A view. */
export const broadcastToPrimitive = definePrimitive<{ readonly shape: Shape }>({
  name: 'broadcastTo',
  shapes([x], { shape }) {
    checkShape(shape);
    const added = shape.length - x!.shape.length;
    if (added < 0 || x!.shape.some((length, i) => length !== 1 && length !== shape[added + i]))
      throw new ZerothError(
        'shape-mismatch',
        `An array of shape ${showShape(x!.shape)} cannot be broadcast to ${showShape(shape)}: aligned at the end, its lengths must be equal or 1.`,
        [x!.shape, shape],
      );
    return [{ shape, dtype: x!.dtype }];
  },
  compute([x], { shape }) {
    const { data, offset } = x!;
    const added = shape.length - x!.shape.length;
    const strides = shape.map((_, i) => (i < added || x!.shape[i - added] === 1 ? 0 : x!.strides[i - added]!));
    return [new NDArray(shape, x!.dtype, { data, strides, offset })];
  },
});
