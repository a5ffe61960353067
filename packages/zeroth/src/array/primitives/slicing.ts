import { ZerothError } from '../../errors.js';
import { allocate } from '../dtype.js';
import { definePrimitive } from '../primitive.js';
import { checkShape, rowMajorStrides, showShape, sizeOf } from '../shape.js';
import { copyElements, view, wrap } from '../storage.js';
import { assignStrided } from '../strided.js';

/** What {@link slicePrimitive} takes of each axis: elements `start`, `start + step`, …, `length` of them. */
export interface SliceParams {
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  /** Not 0; negative steps walk backwards. */
  readonly steps: readonly number[];
}

/** Elements at regular steps along each axis. A view. */
export const slicePrimitive = definePrimitive<SliceParams>({
  name: 'slice',
  shapes([x], { starts, lengths, steps }) {
    const { shape, dtype } = x!;
    if (starts.length !== shape.length || lengths.length !== shape.length || steps.length !== shape.length)
      throw new ZerothError(
        'bad-slice',
        `A slice of an array of shape ${showShape(shape)} must name ${shape.length} axes, not ${starts.length}.`,
        starts,
      );
    checkShape(lengths);
    shape.forEach((length, axis) => {
      const first = starts[axis]!;
      const last = first + (lengths[axis]! - 1) * steps[axis]!;
      if (lengths[axis]! > 0 && (Math.min(first, last) < 0 || Math.max(first, last) >= length))
        throw new ZerothError(
          'index-out-of-range',
          `A slice from ${first} to ${last} leaves axis ${axis} of an array of shape ${showShape(shape)}.`,
          [first, last],
        );
    });
    return [{ shape: lengths, dtype }];
  },
  compute([x], { starts, lengths, steps }) {
    const { strides } = x!;
    let offset = x!.offset;
    // An empty slice may start anywhere: its view starts where the array does.
    if (sizeOf(lengths) > 0) for (let axis = 0; axis < starts.length; axis++) offset += starts[axis]! * strides[axis]!;
    return [
      view(
        x!,
        lengths,
        strides.map((stride, axis) => stride * steps[axis]!),
        offset,
      ),
    ];
  },
});

/** What {@link padPrimitive} adds along each axis. */
export interface PadParams {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Elements put between neighbours. */
  readonly between: readonly number[];
  readonly value: number;
}

/** A constant around the elements, and between neighbours. */
export const padPrimitive = definePrimitive<PadParams>({
  name: 'pad',
  shapes([x], { before, after, between }) {
    const { shape, dtype } = x!;
    if ([before, after, between].some((amounts) => amounts.length !== shape.length || amounts.some((n) => !(n >= 0))))
      throw new ZerothError(
        'bad-padding',
        `Padding of an array of shape ${showShape(shape)} must give ${shape.length} amounts of at least 0 at each side, not ${showShape(before)} and ${showShape(after)}.`,
        [before, after],
      );
    const padded = shape.map(
      (length, axis) => before[axis]! + after[axis]! + length + Math.max(0, length - 1) * between[axis]!,
    );
    checkShape(padded);
    return [{ shape: padded, dtype }];
  },
  compute([x], { before, between, value }, [type]) {
    const { shape, dtype } = type!;
    const data = allocate(dtype, sizeOf(shape));
    if (value !== 0) data.fill(value);
    const strides = rowMajorStrides(shape);
    const offset = before.reduce((sum, n, axis) => sum + n * strides[axis]!, 0);
    const steps = strides.map((stride, axis) => stride * (between[axis]! + 1));
    assignStrided(x!, data, steps, offset);
    return [wrap(data, shape, dtype)];
  },
});

/** Arrays one after another along an axis. */
export const concatenatePrimitive = definePrimitive<{ readonly axis: number }>({
  name: 'concatenate',
  shapes(inputs, { axis }) {
    const [first] = inputs;
    if (first === undefined) throw new ZerothError('wrong-operands', 'Give at least one array to join.', 0);
    let total = 0;
    for (const { shape, dtype } of inputs) {
      if (
        dtype !== first.dtype ||
        shape.length !== first.shape.length ||
        shape.some((length, i) => i !== axis && length !== first.shape[i])
      )
        throw new ZerothError(
          'shape-mismatch',
          `Arrays of shapes ${showShape(first.shape)} and ${showShape(shape)} cannot be joined along axis ${axis}: all other lengths must be equal.`,
          [first.shape, shape],
        );
      total += shape[axis]!;
    }
    return [{ shape: first.shape.with(axis, total), dtype: first.dtype }];
  },
  compute(inputs, { axis }, [type]) {
    const { shape, dtype } = type!;
    const data = allocate(dtype, sizeOf(shape));
    const strides = rowMajorStrides(shape);
    let offset = 0;
    for (const x of inputs) {
      if (axis === 0) copyElements(x, data, offset);
      else assignStrided(x, data, strides, offset);
      offset += x.shape[axis]! * strides[axis]!;
    }
    return [wrap(data, shape, dtype)];
  },
});
