import { ZerothError } from '../../errors.js';
import { checkInteger } from '../checks.js';
import { type ArrayLike, asArray, toFloat64Array } from '../conversion.js';
import { alignTypes } from '../elementwise.js';
import type { NDArray } from '../ndarray.js';
import { bindOne } from '../primitive.js';
import { concatenatePrimitive, padPrimitive } from '../primitives/slicing.js';
import { checkShape, normalizeAxes, normalizeAxis, type Shape, sameShape, showShape } from '../shape.js';
import { slice, take } from './indexing.js';
import { broadcastTo, expandDims, flatten, reshape } from './shaping.js';

/** Arrays one after another along an axis (default 0); with axis null, all elements of all one after another. */
export function concat(arrays: readonly ArrayLike[], { axis = 0 }: { readonly axis?: number | null } = {}): NDArray {
  const sources = alignTypes(arrays).map((x) => (axis === null ? flatten(x) : x));
  const [first] = sources;
  if (first === undefined) throw new ZerothError('wrong-operands', 'Give concat at least one array.', 0);
  return bindOne(concatenatePrimitive, sources, { axis: axis === null ? 0 : normalizeAxis(axis, first.shape.length) });
}

/**
 * Arrays of one shape side by side along a new axis (default 0).
 *
 * @throws `shape-mismatch` where shapes differ
 */
export function stack(arrays: readonly ArrayLike[], { axis = 0 }: { readonly axis?: number } = {}): NDArray {
  const sources = alignTypes(arrays);
  const [first] = sources;
  if (first === undefined) throw new ZerothError('wrong-operands', 'Give stack at least one array.', 0);
  for (const { shape } of sources)
    if (!sameShape(shape, first.shape))
      throw new ZerothError(
        'shape-mismatch',
        `Arrays of shapes ${showShape(first.shape)} and ${showShape(shape)} cannot be stacked: the shapes must be equal.`,
        [first.shape, shape],
      );
  const place = normalizeAxis(axis, first.shape.length + 1);
  return bindOne(
    concatenatePrimitive,
    sources.map((x) => expandDims(x, place)),
    { axis: place },
  );
}

/** The parts of x along an axis (default 0), which they lack; views. */
export function unstack(x: ArrayLike, { axis = 0 }: { readonly axis?: number } = {}): readonly NDArray[] {
  const source = asArray(x);
  const along = normalizeAxis(axis, source.shape.length);
  const before = source.shape.slice(0, along).map(() => [] as const);
  return Array.from({ length: source.shape[along]! }, (_, i) => slice(source, ...before, i));
}

/** The array repeated along each axis: `repetitions[i]` times along axis i, aligned at the end. */
export function tile(x: ArrayLike, repetitions: readonly number[]): NDArray {
  const source = asArray(x);
  checkShape(repetitions);
  const rank = Math.max(source.shape.length, repetitions.length);
  const shape = [...new Array<number>(rank - source.shape.length).fill(1), ...source.shape];
  const times = [...new Array<number>(rank - repetitions.length).fill(1), ...repetitions];
  // [n, …] becomes [1, n, …], is stretched to [t, n, …] and read as [t n, …].
  const spread = reshape(
    source,
    shape.flatMap((length) => [1, length]),
  );
  const stretched = broadcastTo(
    spread,
    shape.flatMap((length, i) => [times[i]!, length]),
  );
  return reshape(
    stretched,
    shape.map((length, i) => length * times[i]!),
  );
}

/**
 * Each element repeated along an axis; without one, of the flattened array.
 *
 * @param repetitions how often: a number, or one for each element along the axis
 */
export function repeat(
  x: ArrayLike,
  repetitions: number | ArrayLike,
  { axis }: { readonly axis?: number } = {},
): NDArray {
  const source = axis === undefined ? flatten(x) : asArray(x);
  const along = normalizeAxis(axis ?? 0, source.shape.length);
  const { shape } = source;
  const length = shape[along]!;
  if (typeof repetitions === 'number') {
    const spread = shape.toSpliced(along + 1, 0, repetitions);
    return reshape(broadcastTo(expandDims(source, along + 1), spread), shape.with(along, length * repetitions));
  }
  const times = toFloat64Array(repetitions);
  if (times.length !== length)
    throw new ZerothError(
      'shape-mismatch',
      `Repetitions of shape [${times.length}] do not fit axis ${along} of shape ${showShape(shape)}.`,
      [shape, times.length],
    );
  for (const n of times) checkInteger('each repetition', n, 0);
  const total = times.reduce((sum, n) => sum + n, 0);
  checkShape([total]);
  const indices = new Int32Array(total);
  let next = 0;
  times.forEach((n, i) => {
    indices.fill(i, next, next + n);
    next += n;
  });
  return take(source, indices, { axis: along });
}

/** Elements moved by `shift` places along the given axes, those that leave coming in at the other end. */
export function roll(
  x: ArrayLike,
  shift: number | readonly number[],
  { axis }: { readonly axis?: number | readonly number[] } = {},
): NDArray {
  const source = asArray(x);
  if (axis === undefined) {
    if (typeof shift !== 'number')
      throw new ZerothError('bad-axis', 'roll needs the option axis for more than one shift.', shift);
    return reshape(rollAxis(flatten(source), shift, 0), source.shape);
  }
  const axes = normalizeAxes(axis, source.shape.length);
  if (typeof shift !== 'number' && shift.length !== axes.length)
    throw new ZerothError(
      'bad-axis',
      `roll needs as many shifts as axes, not ${shift.length} for ${axes.length}.`,
      shift,
    );
  return axes.reduce(
    (rolled, along, i) => rollAxis(rolled, typeof shift === 'number' ? shift : shift[i]!, along),
    source,
  );
}

function rollAxis(x: NDArray, shift: number, axis: number): NDArray {
  const length = x.shape[axis]!;
  const places = length === 0 ? 0 : ((shift % length) + length) % length;
  if (places === 0) return x;
  const before = x.shape.slice(0, axis).map(() => [] as const);
  return concat([slice(x, ...before, [length - places]), slice(x, ...before, [0, length - places])], { axis });
}

/** Options of {@link pad}. */
export interface PadOptions {
  /** What is put around the elements. Default 0. */
  readonly value?: number;
}

/** A constant around the elements. `widths`: one amount for all sides, or [before, after] for each axis. */
export function pad(
  x: ArrayLike,
  widths: number | readonly (readonly [number, number])[],
  { value = 0 }: PadOptions = {},
): NDArray {
  const source = asArray(x);
  const all = typeof widths === 'number' ? source.shape.map(() => [widths, widths] as const) : widths;
  const zeros: Shape = source.shape.map(() => 0);
  return bindOne(padPrimitive, [source], {
    before: all.map(([before]) => before),
    after: all.map(([, after]) => after),
    between: zeros,
    value,
  });
}
