import * as np from 'zeroth/array';
import { attributeOf } from '../../format/graph.js';
import {
  axisOf,
  type Call,
  float,
  input,
  inputs,
  integer,
  integers,
  known,
  knownOr,
  nodeError,
  type OperatorTable,
  optionalKnown,
  requiredInteger,
  tensor,
  text,
} from '../call.js';
import { constantArray } from '../constant-array.js';

const wholeNumbers = (values: readonly number[]): np.NDArray => np.fromData(Int32Array.from(values));
const product = (lengths: readonly number[]): number => lengths.reduce((total, length) => total * length, 1);

/** Every operator below makes shapes of numbers in the file; none of a real model is longer. */
const longestAxis = 2 ** 31 - 1;

/** @throws ZerothError `bad-shape` */
function checked(call: Call, shape: readonly number[]): readonly number[] {
  if (shape.every((length) => Number.isInteger(length) && length >= 0 && length <= longestAxis)) return shape;
  throw nodeError(call.node, 'bad-shape', `asks for the shape [${shape.join(', ')}]: the model is damaged.`, shape);
}

function shape(call: Call): np.NDArray {
  const { shape: lengths } = input(call);
  const rank = lengths.length;
  const place = (value: number) => Math.min(rank, Math.max(0, value < 0 ? value + rank : value));
  return wholeNumbers(lengths.slice(place(integer(call, 'start', 0)), place(integer(call, 'end', rank))));
}

function reshape(call: Call): np.NDArray {
  const x = input(call);
  const wanted = knownOr(call, 1, 'shape') ?? [];
  const keepsZeros = integer(call, 'allowzero', 0) === 1;
  const lengths = wanted.map((length, axis) => (length === 0 && !keepsZeros ? (x.shape[axis] ?? 0) : length));
  const open = lengths.indexOf(-1);
  if (open < 0) return np.reshape(x, checked(call, lengths));
  const rest = product(lengths.filter((_, axis) => axis !== open));
  return np.reshape(x, checked(call, lengths.with(open, rest === 0 ? 0 : x.size / rest)));
}

function flatten(call: Call): np.NDArray {
  const x = input(call);
  const axis = integer(call, 'axis', 1);
  const at = axis < 0 ? axis + x.ndim : axis;
  return np.reshape(x, [product(x.shape.slice(0, at)), product(x.shape.slice(at))]);
}

function squeeze(call: Call): np.NDArray {
  const x = input(call);
  const axes = knownOr(call, 1, 'axes');
  return axes === undefined ? np.squeeze(x) : np.squeeze(x, axes);
}

function unsqueeze(call: Call): np.NDArray {
  const x = input(call);
  const axes = knownOr(call, 1, 'axes') ?? [];
  const rank = x.ndim + axes.length;
  const places = new Set(axes.map((axis) => axisOf(call, axis, rank)));
  const rest = x.shape.values();
  return np.reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : (rest.next().value ?? 1))),
  );
}

function transpose(call: Call): np.NDArray {
  const x = input(call);
  return np.permuteDims(x, integers(call, 'perm') ?? x.shape.map((_, i) => x.ndim - 1 - i));
}

function expand(call: Call): np.NDArray {
  const x = input(call);
  return np.broadcastTo(x, np.broadcastShapes(x.shape, checked(call, known(call, 1))));
}

function split(call: Call): readonly np.NDArray[] {
  const x = input(call);
  const axis = axisOf(call, integer(call, 'axis', 0), x.ndim);
  const length = x.shape[axis]!;
  const count = integer(call, 'num_outputs', call.node.output.length);
  const each = Math.ceil(length / Math.max(1, count));
  const lengths =
    knownOr(call, 1, 'split') ?? call.node.output.map((_, i) => Math.max(0, Math.min(each, length - i * each)));
  let start = 0;
  const parts = checked(call, lengths).map((part) => {
    const from = start;
    start += part;
    return np.slice(x, ...x.shape.slice(0, axis).map(() => [] as const), [from, start]);
  });
  if (start === length) return parts;
  throw nodeError(
    call.node,
    'bad-shape',
    `splits ${length} elements into ${lengths.join(' + ')}: the model is damaged.`,
    lengths,
  );
}

function slice(call: Call): np.NDArray {
  const x = input(call);
  const starts = knownOr(call, 1, 'starts') ?? [];
  const ends = knownOr(call, 2, 'ends') ?? [];
  const axes = knownOr(call, 3, 'axes') ?? starts.map((_, i) => i);
  const steps = optionalKnown(call, 4) ?? starts.map(() => 1);
  const ranges: (readonly [number | null, number | null, number])[] = x.shape.map(() => [null, null, 1]);
  axes.forEach((named, i) => {
    const axis = axisOf(call, named, x.ndim);
    const length = x.shape[axis]!;
    const step = steps[i] ?? 1;
    const end = ends[i] ?? 0;
    // Beyond the first element, backwards: there is no index for the place before it.
    const stop = step < 0 && end < -length ? null : end;
    ranges[axis] = [starts[i] ?? 0, stop, step];
  });
  return np.slice(x, ...ranges);
}

function tile(call: Call): np.NDArray {
  return np.tile(input(call), checked(call, known(call, 1)));
}

function pad(call: Call): np.NDArray {
  const x = input(call);
  const widths = knownOr(call, 1, 'pads') ?? [];
  const axes = (optionalKnown(call, 3) ?? x.shape.map((_, i) => i)).map((axis) => axisOf(call, axis, x.ndim));
  const amount = (axis: number, side: 0 | 1): number => {
    const at = axes.indexOf(axis);
    return at < 0 ? 0 : (widths[at + side * axes.length] ?? 0);
  };
  const mode = text(call, 'mode', 'constant');
  const [value = 0] = optionalKnown(call, 2) ?? [float(call, 'value', 0)];
  return x.shape.reduce((whole, length, axis) => {
    const [before, after] = [amount(axis, 0), amount(axis, 1)];
    // Negative widths cut off.
    const kept = np.slice(whole, ...x.shape.slice(0, axis).map(() => [] as const), [
      Math.max(0, -before),
      length - Math.max(0, -after),
    ]);
    const [left, right] = [Math.max(0, before), Math.max(0, after)];
    if (left === 0 && right === 0) return kept;
    if (mode === 'constant') {
      const sides = x.shape.map((_, i) => (i === axis ? ([left, right] as const) : ([0, 0] as const)));
      return np.pad(kept, checkedWidths(call, sides), { value });
    }
    return np.take(kept, paddedPlaces(call, kept.shape[axis]!, left, right, mode), { axis });
  }, x);
}

function checkedWidths<W extends readonly (readonly [number, number])[]>(call: Call, sides: W): W {
  checked(call, sides.flat());
  return sides;
}

/** Which elements of an axis stand where it is longer at both ends. */
function paddedPlaces(call: Call, length: number, before: number, after: number, mode: string): np.NDArray {
  checked(call, [before, after]);
  const place = (i: number): number => {
    if (mode === 'edge') return Math.min(length - 1, Math.max(0, i));
    if (mode === 'wrap') return ((i % length) + length) % length;
    const period = Math.max(1, 2 * (length - 1));
    const at = ((i % period) + period) % period;
    return Math.min(at, period - at);
  };
  if (!['edge', 'reflect', 'wrap'].includes(mode))
    throw nodeError(call.node, 'bad-attribute', `has the mode "${mode}", which there is not.`, mode);
  return wholeNumbers(Array.from({ length: before + length + after }, (_, i) => place(i - before)));
}

function range(call: Call): np.NDArray {
  const [start = 0] = known(call, 0);
  const [limit = 0] = known(call, 1);
  const [step = 1] = known(call, 2);
  const [length = 0] = checked(call, [Math.max(0, Math.ceil((limit - start) / step))]);
  const values = Float64Array.from({ length }, (_, i) => start + i * step);
  return np.astype(np.fromData(values), input(call).dtype);
}

function constant(call: Call): np.NDArray {
  const value = tensor(call, 'value');
  if (value !== undefined) return constantArray(value, call.precision);
  const { node, precision } = call;
  const single = attributeOf(node, 'value_float')?.f;
  if (single !== undefined) return np.astype(single, precision);
  const several = attributeOf(node, 'value_floats')?.floats;
  if (several !== undefined) return np.astype(several, precision);
  const whole = attributeOf(node, 'value_int')?.i;
  if (whole !== undefined) return np.astype(Number(whole), 'int32');
  const wholes = integers(call, 'value_ints');
  if (wholes !== undefined) return wholeNumbers(wholes);
  throw nodeError(node, 'element-type', 'holds a constant that is no array of numbers.');
}

function constantOfShape(call: Call): np.NDArray {
  const value = tensor(call, 'value');
  const one = value === undefined ? np.zeros([1], { dtype: call.precision }) : constantArray(value, call.precision);
  return np.broadcastTo(np.reshape(one, []), checked(call, known(call, 0)));
}

function eyeLike(call: Call): np.NDArray {
  const [rows = 0, columns = 0] = input(call).shape;
  const dtype = attributeOf(call.node, 'dtype') === undefined ? input(call).dtype : undefined;
  const square = np.eye(rows, columns, { diagonal: integer(call, 'k', 0) });
  if (dtype !== undefined) return np.astype(square, dtype);
  return np.astype(square, integer(call, 'dtype', 1) === 1 ? call.precision : 'float64');
}

function blocks(call: Call, toSpace: boolean): np.NDArray {
  const x = input(call);
  const [n = 0, c = 0, h = 0, w = 0] = x.shape;
  const b = requiredInteger(call, 'blocksize');
  if (!toSpace) {
    const tall = np.reshape(x, checked(call, [n, c, h / b, b, w / b, b]));
    return np.reshape(np.permuteDims(tall, [0, 3, 5, 1, 2, 4]), checked(call, [n, c * b * b, h / b, w / b]));
  }
  const isColumns = text(call, 'mode', 'DCR') === 'CRD';
  const deep = np.reshape(x, checked(call, isColumns ? [n, c / b ** 2, b, b, h, w] : [n, b, b, c / b ** 2, h, w]));
  const placed = np.permuteDims(deep, isColumns ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]);
  return np.reshape(placed, [n, c / b ** 2, h * b, w * b]);
}

function triangle(call: Call): np.NDArray {
  const [offset = 0] = optionalKnown(call, 1) ?? [];
  return integer(call, 'upper', 1) === 1 ? np.triu(input(call), { offset }) : np.tril(input(call), { offset });
}

/** Operators that move elements about, and those that know shapes. */
export const shapingOperators: OperatorTable = {
  Concat: (call) => np.concat(inputs(call), { axis: requiredInteger(call, 'axis') }),
  Constant: constant,
  ConstantOfShape: constantOfShape,
  DepthToSpace: (call) => blocks(call, true),
  Expand: expand,
  EyeLike: eyeLike,
  Flatten: flatten,
  Pad: pad,
  Range: range,
  Reshape: reshape,
  Shape: shape,
  Size: (call) => np.astype(input(call).size, 'int32'),
  Slice: slice,
  SpaceToDepth: (call) => blocks(call, false),
  Split: split,
  Squeeze: squeeze,
  Tile: tile,
  Transpose: transpose,
  Trilu: triangle,
  Unsqueeze: unsqueeze,
};
