import * as np from 'zeroth/array';
import { type Call, input, integer, integers, nodeError, type OperatorTable, text } from '../call.js';

/** How a window of fixed size moves over the axes after batch and channels. */
interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Where windows stand: the shape of the result. */
  readonly counts: readonly number[];
}

/** Windows of more elements than this are a mistake, or meant to use up all memory. */
const largestWindow = 2 ** 16;

function windowsOf(call: Call, spatial: readonly number[], kernel: readonly number[]): Windows {
  const rank = spatial.length;
  const attribute = (name: string, fallback: number) => integers(call, name) ?? new Array<number>(rank).fill(fallback);
  const [strides, dilations] = [attribute('strides', 1), attribute('dilations', 1)];
  const mode = text(call, 'auto_pad', 'NOTSET');
  const pads = integers(call, 'pads') ?? new Array<number>(2 * rank).fill(0);
  const lists = [kernel, strides, dilations];
  const elements = kernel.reduce((total, length) => total * length, 1);
  if (
    lists.some((list) => list.length !== rank || list.some((value) => !(value >= 1))) ||
    pads.length !== 2 * rank ||
    pads.some((value) => !(value >= 0)) ||
    !(elements <= largestWindow)
  )
    throw nodeError(
      call.node,
      'bad-window',
      `has a window [${kernel.join(', ')}] that cannot be moved over [${spatial.join(', ')}].`,
      kernel,
    );
  const isCeiled = integer(call, 'ceil_mode', 0) === 1;
  const before: number[] = [];
  const after: number[] = [];
  const counts: number[] = [];
  spatial.forEach((length, axis) => {
    const [stride, extent] = [strides[axis]!, (kernel[axis]! - 1) * dilations[axis]! + 1];
    let [left, right] = [pads[axis]!, pads[axis + rank]!];
    if (mode === 'SAME_UPPER' || mode === 'SAME_LOWER') {
      const count = Math.ceil(length / stride);
      const total = Math.max(0, (count - 1) * stride + extent - length);
      const less = Math.floor(total / 2);
      [left, right] = mode === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
    } else if (mode === 'VALID') [left, right] = [0, 0];
    const room = (length + left + right - extent) / stride;
    let count = (isCeiled ? Math.ceil(room) : Math.floor(room)) + 1;
    // A window that would begin in the padding after the elements does not count.
    if (isCeiled && (count - 1) * stride >= length + left) count--;
    before.push(left);
    // What a last window overhangs.
    after.push(Math.max(right, (count - 1) * stride + extent - length - left));
    counts.push(Math.max(0, count));
  });
  return { kernel, strides, dilations, before, after, counts };
}

/** For each place in the window, the elements there of all windows: [batch, channels, counts…], in row-major order. */
function shifts(x: np.NDArray, windows: Windows, value: number): readonly np.NDArray[] {
  const { kernel, strides, dilations, before, after, counts } = windows;
  const sides = before.map((left, axis) => [left, after[axis]!] as const);
  const isPadded = sides.some(([left, right]) => left > 0 || right > 0);
  const padded = isPadded ? np.pad(x, [[0, 0], [0, 0], ...sides], { value }) : x;
  const places = kernel.reduce<readonly (readonly number[])[]>(
    (lists, length) => lists.flatMap((list) => Array.from({ length }, (_, i) => [...list, i])),
    [[]],
  );
  return places.map((place) =>
    np.slice(
      padded,
      [],
      [],
      ...place.map((at, axis) => {
        const start = at * dilations[axis]!;
        return [start, start + (counts[axis]! - 1) * strides[axis]! + 1, strides[axis]!] as const;
      }),
    ),
  );
}

function spatialOf(call: Call, x: np.NDArray): readonly number[] {
  if (x.ndim > 2) return x.shape.slice(2);
  throw nodeError(call.node, 'bad-shape', `needs an image, but is given shape [${x.shape.join(', ')}].`, x.shape);
}

/** Convolution as one product of matrices: the elements under each window are a column. */
function convolution(call: Call): np.NDArray {
  const [x, weight] = [input(call), input(call, 1)];
  const spatial = spatialOf(call, x);
  const [batch = 0, channels = 0] = x.shape;
  const [filters = 0, perGroup = 0, ...kernel] = weight.shape;
  const groups = integer(call, 'group', 1);
  if (!(groups >= 1) || channels !== perGroup * groups || filters % groups !== 0)
    throw nodeError(
      call.node,
      'bad-shape',
      `has weights [${weight.shape.join(', ')}] that do not fit ${channels} channels in ${groups} groups.`,
      weight.shape,
    );
  const windows = windowsOf(call, spatial, kernel);
  const elements = kernel.reduce((total, length) => total * length, 1);
  const positions = windows.counts.reduce((total, count) => total * count, 1);
  const parts = shifts(x, windows, 0).map((part) => np.reshape(part, [batch, channels, 1, positions]));
  const columns = parts.length === 1 ? parts[0]! : np.concat(parts, { axis: 2 });
  const rows = perGroup * elements;
  const product =
    groups === 1
      ? np.matmul(np.reshape(weight, [filters, rows]), np.reshape(columns, [batch, rows, positions]))
      : np.matmul(
          np.reshape(weight, [1, groups, filters / groups, rows]),
          np.reshape(columns, [batch, groups, rows, positions]),
        );
  const result = np.reshape(product, [batch, filters, ...windows.counts]);
  const bias = call.inputs[2];
  return bias === undefined ? result : np.add(result, np.reshape(bias, [filters, ...kernel.map(() => 1)]));
}

function poolWindows(call: Call, x: np.NDArray): Windows {
  return windowsOf(call, spatialOf(call, x), integers(call, 'kernel_shape') ?? []);
}

function maxPool(call: Call): np.NDArray {
  if (call.node.output.length > 1 && call.node.output[1] !== '')
    throw nodeError(call.node, 'no-operator', 'hands out the places of its maxima, which is not supported.');
  const x = input(call);
  return np.max(np.stack(shifts(x, poolWindows(call, x), -Infinity)), { axis: 0 });
}

function averagePool(call: Call): np.NDArray {
  const x = input(call);
  const windows = poolWindows(call, x);
  const sum = shifts(x, windows, 0).reduce((total, part) => np.add(total, part));
  const countsPadding = integer(call, 'count_include_pad', 0) === 1;
  return np.divide(sum, np.astype(windowSizes(call, x, windows, countsPadding), x.dtype));
}

/** How many elements each window holds; padding that the model asks for may count, what a last window overhangs not. */
function windowSizes(call: Call, x: np.NDArray, windows: Windows, countsPadding: boolean): np.NDArray {
  const spatial = x.shape.slice(2);
  const pads = integers(call, 'pads') ?? [];
  const sizes = spatial.map((length, axis) => {
    const left = windows.before[axis]!;
    const end = countsPadding
      ? left + length + Math.min(windows.after[axis]!, pads[axis + spatial.length] ?? Infinity)
      : left + length;
    const begin = countsPadding ? 0 : left;
    return Float64Array.from({ length: windows.counts[axis]! }, (_, i) => {
      let count = 0;
      for (let k = 0; k < windows.kernel[axis]!; k++) {
        const at = i * windows.strides[axis]! + k * windows.dilations[axis]!;
        if (at >= begin && at < end) count++;
      }
      return count;
    });
  });
  return sizes.reduce<np.NDArray>(
    (total, counts, axis) =>
      np.multiply(
        total,
        np.reshape(
          np.fromData(counts),
          sizes.map((each, i) => (i === axis ? each.length : 1)),
        ),
      ),
    np.ones(sizes.map(() => 1)),
  );
}

function global(reduce: typeof np.max): (call: Call) => np.NDArray {
  return (call) =>
    reduce(input(call), {
      axis: input(call)
        .shape.map((_, i) => i)
        .slice(2),
      keepdims: true,
    });
}

/** Operators that move windows over images. */
export const windowOperators: OperatorTable = {
  AveragePool: averagePool,
  Conv: convolution,
  GlobalAveragePool: global(np.mean),
  GlobalMaxPool: global(np.max),
  MaxPool: maxPool,
};
