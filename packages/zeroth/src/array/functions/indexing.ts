import { ZerothError } from '../../errors.js';
import { type ArrayLike, asArray } from '../conversion.js';
import { alignOperands } from '../elementwise.js';
import type { NDArray } from '../ndarray.js';
import { bindOne, interceptor } from '../primitive.js';
import { gatherPrimitive, scatterAddPrimitive, scatterSetPrimitive } from '../primitives/indexing.js';
import { selectPrimitive } from '../primitives/select.js';
import { slicePrimitive } from '../primitives/slicing.js';
import { broadcastShapes, normalizeAxis, rowMajorStrides, type Shape, showShape, sizeOf } from '../shape.js';
import { float64Data, wrap } from '../storage.js';
import { add, greaterEqual, less, logicalOr, multiply } from './binary.js';
import { astype, axisOrOnly, broadcastTo, flatten, reshape } from './shaping.js';

/**
 * What is taken along an axis: an index, which drops the axis, or [start, stop, step] as in NumPy, `null` or nothing
 * standing for the ends: `[]` everything, `[1]` all but the first, `[null, -1]` all but the last, `[null, null, -1]`
 * backwards. Negative numbers count from the end; ranges are clipped, indices are not.
 */
export type Range = number | readonly [start?: number | null, stop?: number | null, step?: number];

/** A part of an array, as a view: one {@link Range} for each leading axis, everything of the others. */
export function slice(x: ArrayLike, ...ranges: readonly Range[]): NDArray {
  const source = asArray(x);
  const { shape } = source;
  if (ranges.length > shape.length)
    throw new ZerothError(
      'bad-slice',
      `${ranges.length} ranges were given for an array of shape ${showShape(shape)}, which has ${shape.length} axes.`,
      ranges,
    );
  const starts: number[] = [];
  const lengths: number[] = [];
  const steps: number[] = [];
  shape.forEach((length, axis) => {
    const range: Range = axis < ranges.length ? ranges[axis]! : [];
    const { start, count, step } =
      typeof range === 'number'
        ? { start: indexIn(range, shape, axis), count: 1, step: 1 }
        : resolveRange(range, length);
    starts.push(start);
    lengths.push(count);
    steps.push(step);
  });
  const part = bindOne(slicePrimitive, [source], { starts, lengths, steps });
  return ranges.some((range) => typeof range === 'number')
    ? reshape(
        part,
        lengths.filter((_, axis) => typeof ranges[axis] !== 'number'),
      )
    : part;
}

function indexIn(index: number, shape: Shape, axis: number): number {
  const length = shape[axis]!;
  if (!Number.isInteger(index) || index < -length || index >= length)
    throw new ZerothError(
      'index-out-of-range',
      `Index ${index} leaves axis ${axis} of an array of shape ${showShape(shape)}.`,
      index,
    );
  return index < 0 ? index + length : index;
}

/** First index, number of elements and step of a range on an axis of some length. */
function resolveRange(range: Exclude<Range, number>, length: number): { start: number; count: number; step: number } {
  if (!Array.isArray(range))
    throw new ZerothError(
      'bad-slice',
      `A part of an axis is an index or a range such as [0, 2], not ${String(range)}.`,
      range,
    );
  const [from, to, step = 1] = range;
  if ([from ?? 0, to ?? 0, step].some((value) => !Number.isInteger(value)) || step === 0)
    throw new ZerothError(
      'bad-slice',
      `A range needs integers and a step other than 0, not [${range.map(String).join(', ')}].`,
      range,
    );
  const least = step > 0 ? 0 : -1;
  const most = step > 0 ? length : length - 1;
  const clip = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, least), most);
  const start = from === undefined || from === null ? (step > 0 ? 0 : length - 1) : clip(from);
  const stop = to === undefined || to === null ? (step > 0 ? length : -1) : clip(to);
  return { start, count: Math.max(0, Math.ceil((stop - start) / step)), step };
}

/** The part at the given indices of the leading axes, as a view: a scalar where all axes are given. */
export function at(x: ArrayLike, ...indices: readonly number[]): NDArray {
  return slice(x, ...indices);
}

/** Indices of dtype int32. Throws `bad-index` where a number is not an integer. */
export function asIndices(values: ArrayLike): NDArray {
  const source = asArray(values);
  if (source.dtype === 'int32') return source;
  const data = float64Data(source);
  for (const value of data)
    if (source.dtype === 'bool' || value !== (value | 0))
      throw new ZerothError(
        'bad-index',
        `Indices must be integers, not ${source.dtype === 'bool' ? 'booleans' : value}.`,
        value,
      );
  return wrap(Int32Array.from(data), source.shape, 'int32');
}

/**
 * Elements at indices along an axis, which may be left out for a vector. The axes of the indices take its place.
 *
 * @throws `index-out-of-range`; negative indices count from the end
 */
export function take(x: ArrayLike, indices: ArrayLike, { axis }: { readonly axis?: number } = {}): NDArray {
  const source = asArray(x);
  return bindOne(gatherPrimitive, [source, asIndices(indices)], { axis: axisOrOnly(source, axis, 'take') });
}

/**
 * Elements at indices along an axis (default: the last), one list of indices for each line: what `argsort` gives, sorts.
 * Other axes of x and the indices are broadcast.
 */
export function takeAlongAxis(
  x: ArrayLike,
  indices: ArrayLike,
  { axis = -1 }: { readonly axis?: number } = {},
): NDArray {
  const { source, positions } = alongAxis(x, indices, axis);
  return bindOne(gatherPrimitive, [flatten(source), positions], { axis: 0 });
}

/** x and the positions in the flattened x that indices along an axis mean. */
function alongAxis(x: ArrayLike, indices: ArrayLike, axis: number) {
  const given = asArray(x);
  const chosen = asIndices(indices);
  const along = normalizeAxis(axis, given.shape.length);
  if (chosen.shape.length !== given.shape.length)
    throw new ZerothError(
      'shape-mismatch',
      `Indices of shape ${showShape(chosen.shape)} need as many axes as the array of shape ${showShape(given.shape)}.`,
      [chosen.shape, given.shape],
    );
  const common = broadcastShapes(given.shape.with(along, 1), chosen.shape.with(along, 1));
  const length = given.shape[along]!;
  const source = broadcastTo(given, common.with(along, length));
  const spread = broadcastTo(chosen, common.with(along, chosen.shape[along]!));
  const steps = rowMajorStrides(source.shape);
  const offsets = axisOffsets(spread.shape, steps.with(along, 0));
  if (spread[interceptor] !== undefined)
    return { source, positions: tracedPositions(spread, offsets, length, steps[along]!, sizeOf(source.shape)) };
  const counted = float64Data(spread);
  for (const index of counted) indexIn(index, source.shape, along);
  const at = new Int32Array(counted.length);
  for (let i = 0; i < at.length; i++) {
    const index = counted[i]!;
    at[i] = offsets[i]! + (index < 0 ? index + length : index) * steps[along]!;
  }
  return { source, positions: wrap(at, spread.shape, 'int32') };
}

/** Positions in row-major order for indices that are not known yet; `size`, which every gather refuses, for those out of range. */
function tracedPositions(indices: NDArray, offsets: Int32Array, length: number, step: number, size: number): NDArray {
  const counted = where(less(indices, 0), add(indices, length), indices);
  const outside = logicalOr(less(counted, 0), greaterEqual(counted, length));
  return where(outside, size, add(wrap(offsets, indices.shape, 'int32'), multiply(counted, step)));
}

/** Σ index × step for each element of a shape, in row-major order. */
function axisOffsets(shape: Shape, steps: readonly number[]): Int32Array {
  let offsets = Int32Array.of(0);
  shape.forEach((length, axis) => {
    const next = new Int32Array(offsets.length * length);
    for (let i = 0, k = 0; i < offsets.length; i++)
      for (let j = 0; j < length; j++) next[k++] = offsets[i]! + j * steps[axis]!;
    offsets = next;
  });
  return offsets;
}

/** Where in the flattened array the elements of a slice are. */
function positionsOf(shape: Shape, ranges: readonly Range[]): NDArray {
  if (!Array.isArray(ranges))
    throw new ZerothError('bad-slice', `Ranges are a list, one for each leading axis, not ${String(ranges)}.`, ranges);
  const all = Int32Array.from({ length: sizeOf(shape) }, (_, i) => i);
  return slice(wrap(all, shape, 'int32'), ...ranges);
}

/** A copy of x in which the part at `ranges` (see {@link slice}) is replaced by values, which are broadcast to it. */
export function setAt(x: ArrayLike, ranges: readonly Range[], values: ArrayLike): NDArray {
  const source = asArray(x);
  const positions = positionsOf(source.shape, ranges);
  const updates = broadcastTo(astype(values, source.dtype), positions.shape);
  return reshape(bindOne(scatterSetPrimitive, [flatten(source), positions, updates], { axis: 0 }), source.shape);
}

/** A copy of x in which values, broadcast, are added to the part at `ranges` (see {@link slice}). */
export function addAt(x: ArrayLike, ranges: readonly Range[], values: ArrayLike): NDArray {
  const source = asArray(x);
  const positions = positionsOf(source.shape, ranges);
  const updates = broadcastTo(astype(values, source.dtype), positions.shape);
  return reshape(bindOne(scatterAddPrimitive, [flatten(source), positions, updates], { axis: 0 }), source.shape);
}

/** A copy of x with updates added at indices along an axis (default 0); repeated indices add up. */
export function scatterAdd(
  x: ArrayLike,
  indices: ArrayLike,
  updates: ArrayLike,
  { axis = 0 }: { readonly axis?: number } = {},
): NDArray {
  const source = asArray(x);
  const along = normalizeAxis(axis, source.shape.length);
  const places = asIndices(indices);
  const shape = [...source.shape.slice(0, along), ...places.shape, ...source.shape.slice(along + 1)];
  const values = broadcastTo(astype(updates, source.dtype), shape);
  return bindOne(scatterAddPrimitive, [source, places, values], { axis: along });
}

/** A copy of x with updates put at indices along an axis (default 0); of repeated indices the last counts. */
export function scatterSet(
  x: ArrayLike,
  indices: ArrayLike,
  updates: ArrayLike,
  { axis = 0 }: { readonly axis?: number } = {},
): NDArray {
  const source = asArray(x);
  const along = normalizeAxis(axis, source.shape.length);
  const places = asIndices(indices);
  const shape = [...source.shape.slice(0, along), ...places.shape, ...source.shape.slice(along + 1)];
  const values = broadcastTo(astype(updates, source.dtype), shape);
  return bindOne(scatterSetPrimitive, [source, places, values], { axis: along });
}

/** x where the condition holds, y elsewhere, all three broadcast. */
export function where(condition: ArrayLike, x: ArrayLike, y: ArrayLike): NDArray {
  const chosen = astype(condition, 'bool');
  const [a, b] = alignOperands([x, y], 'any');
  const shape = broadcastShapes(chosen.shape, a!.shape);
  return bindOne(
    selectPrimitive,
    [chosen, a!, b!].map((operand) => broadcastTo(operand, shape)),
    undefined,
  );
}
