import { ZerothError } from '../../errors.js';
import { type ArrayLike, asArray } from '../conversion.js';
import type { DType } from '../dtype.js';
import type { NDArray } from '../ndarray.js';
import { bindOne } from '../primitive.js';
import { astypePrimitive } from '../primitives/astype.js';
import { slicePrimitive } from '../primitives/slicing.js';
import { broadcastToPrimitive, permutePrimitive, reshapePrimitive } from '../primitives/structure.js';
import {
  broadcastShapes,
  checkShapeList,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
} from '../shape.js';

/** The elements converted to another dtype; the array itself where it has that already. */
export function astype(x: ArrayLike, dtype: DType): NDArray {
  const source = asArray(x);
  return source.dtype === dtype ? source : bindOne(astypePrimitive, [source], { dtype });
}

/**
 * The same elements, in row-major order, in another shape: a view where it can be. One length may be −1: what is left.
 *
 * @throws `shape-mismatch` where the sizes differ
 */
export function reshape(x: ArrayLike, shape: Shape): NDArray {
  const source = asArray(x);
  checkShapeList(shape);
  const unknown = shape.indexOf(-1);
  let full = shape;
  if (unknown >= 0) {
    const rest = sizeOf(shape.toSpliced(unknown, 1));
    const length = rest === 0 ? 0 : sizeOf(source.shape) / rest;
    if (!Number.isInteger(length))
      throw new ZerothError(
        'shape-mismatch',
        `An array of shape ${showShape(source.shape)} cannot be reshaped to ${showShape(shape)}: ${sizeOf(source.shape)} elements are not a multiple of ${rest}.`,
        [source.shape, shape],
      );
    full = shape.with(unknown, length);
  }
  return sameShape(full, source.shape) ? source : bindOne(reshapePrimitive, [source], { shape: full.slice() });
}

/** All elements in row-major order along one axis. */
export function flatten(x: ArrayLike): NDArray {
  return reshape(x, [-1]);
}

/** Stretched to a shape, as a view: axes are aligned at the end, and length 1 is stretched. */
export function broadcastTo(x: ArrayLike, shape: Shape): NDArray {
  const source = asArray(x);
  checkShapeList(shape);
  return sameShape(source.shape, shape) ? source : bindOne(broadcastToPrimitive, [source], { shape: shape.slice() });
}

/** All stretched to their common shape, as views. */
export function broadcastArrays(...arrays: readonly ArrayLike[]): readonly NDArray[] {
  const sources = arrays.map(asArray);
  const shape = broadcastShapes(...sources.map((x) => x.shape));
  return sources.map((x) => broadcastTo(x, shape));
}

/** Axes in another order, as a view: axis i of the result is axis `axes[i]` of x. */
export function permuteDims(x: ArrayLike, axes: readonly number[]): NDArray {
  const source = asArray(x);
  const order = normalizeAxes(axes, source.shape.length);
  return order.every((axis, i) => axis === i) && order.length === source.shape.length
    ? source
    : bindOne(permutePrimitive, [source], { axes: order });
}

/** The last two axes exchanged, as a view: the transposes of a stack of matrices. */
export function matrixTranspose(x: ArrayLike): NDArray {
  const source = asArray(x);
  const rank = source.shape.length;
  if (rank < 2)
    throw new ZerothError(
      'shape-mismatch',
      `A transpose needs a matrix, shape [m, n], but the shape is ${showShape(source.shape)}.`,
      source.shape,
    );
  const axes = [...source.shape.keys()];
  return permuteDims(source, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

/** Axes moved to other places; the others keep their order. */
export function moveaxis(
  x: ArrayLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): NDArray {
  const moved = asArray(x);
  const rank = moved.shape.length;
  const from = normalizeAxes(source, rank);
  const to = normalizeAxes(destination, rank);
  if (from.length !== to.length)
    throw new ZerothError('bad-axis', `moveaxis needs as many places as axes, not ${to.length} for ${from.length}.`, [
      from,
      to,
    ]);
  const order = [...moved.shape.keys()].filter((axis) => !from.includes(axis));
  const pairs = from.map((axis, i) => [to[i]!, axis] as const).sort((a, b) => a[0] - b[0]);
  for (const [place, axis] of pairs) order.splice(place, 0, axis);
  return permuteDims(moved, order);
}

/** New axes of length 1 at the given places of the result. Default: in front. */
export function expandDims(x: ArrayLike, axis: number | readonly number[] = 0): NDArray {
  const source = asArray(x);
  const places = typeof axis === 'number' ? [axis] : axis;
  const added = normalizeAxes(places, source.shape.length + places.length);
  const shape = source.shape.slice();
  for (const place of [...added].sort((a, b) => a - b)) shape.splice(place, 0, 1);
  return reshape(source, shape);
}

/**
 * Without the given axes, which must be of length 1. Default: all that are.
 *
 * @throws `shape-mismatch` where one is longer
 */
export function squeeze(x: ArrayLike, axis?: number | readonly number[]): NDArray {
  const source = asArray(x);
  const { shape } = source;
  const axes = axis === undefined ? [...shape.keys()].filter((i) => shape[i] === 1) : normalizeAxes(axis, shape.length);
  for (const i of axes)
    if (shape[i] !== 1)
      throw new ZerothError(
        'shape-mismatch',
        `Axis ${i} of shape ${showShape(shape)} cannot be squeezed: its length is ${shape[i]}, not 1.`,
        shape,
      );
  return reshape(
    source,
    shape.filter((_, i) => !axes.includes(i)),
  );
}

/** Elements in reverse order along the given axes, as a view. Default: along all. */
export function flip(x: ArrayLike, axis?: number | readonly number[]): NDArray {
  const source = asArray(x);
  const { shape } = source;
  const axes = normalizeAxes(axis, shape.length);
  return bindOne(slicePrimitive, [source], {
    starts: shape.map((length, i) => (axes.includes(i) ? Math.max(0, length - 1) : 0)),
    lengths: shape,
    steps: shape.map((_, i) => (axes.includes(i) ? -1 : 1)),
  });
}

/** The axis given, or the only one there is. Throws `bad-axis` where there are several and none is given. */
export function axisOrOnly(x: NDArray, axis: number | undefined, name: string): number {
  if (axis !== undefined) return normalizeAxis(axis, x.shape.length);
  if (x.shape.length === 1) return 0;
  throw new ZerothError(
    'bad-axis',
    `${name} needs the option axis for an array of shape ${showShape(x.shape)}.`,
    x.shape,
  );
}
