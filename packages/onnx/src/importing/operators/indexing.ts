import * as np from 'zeroth/array';
import { axisOf, type Call, input, integer, known, nodeError, type OperatorTable, text } from '../call.js';

/** How far apart in row-major order neighbours along each axis are. */
function strides(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((total, length) => total * length, 1));
}

const wrapped = (indices: np.NDArray, length: np.ArrayLike): np.NDArray =>
  np.where(np.less(indices, 0), np.add(indices, length), indices);

/** For each index, the sum of its place along all axes but one, in an array of the given strides. */
function offsets(shape: readonly number[], axis: number, steps: readonly number[]): np.NDArray {
  return shape.reduce(
    (total, length, i) => {
      if (i === axis) return total;
      const along = np.multiply(np.arange(length, undefined, 1, { dtype: 'int32' }), steps[i]!);
      return np.add(
        total,
        np.reshape(
          along,
          shape.map((_, j) => (j === i ? length : 1)),
        ),
      );
    },
    np.zeros(shape, { dtype: 'int32' }),
  );
}

/** Places in the flattened array that a list of indices for each line means. */
function linePlaces(call: Call, shape: readonly number[], indices: np.NDArray): np.NDArray {
  const axis = axisOf(call, integer(call, 'axis', 0), shape.length);
  const steps = strides(shape);
  return np.add(offsets(indices.shape, axis, steps), np.multiply(wrapped(indices, shape[axis]!), steps[axis]!));
}

function gatherElements(call: Call): np.NDArray {
  const x = input(call);
  return np.take(np.flatten(x), linePlaces(call, x.shape, input(call, 1)), { axis: 0 });
}

function scatterElements(call: Call): np.NDArray {
  const x = input(call);
  return scattered(call, x, linePlaces(call, x.shape, input(call, 1)), input(call, 2));
}

function scattered(call: Call, x: np.NDArray, places: np.NDArray, updates: np.NDArray): np.NDArray {
  const reduction = text(call, 'reduction', 'none');
  if (reduction !== 'none' && reduction !== 'add')
    throw nodeError(
      call.node,
      'no-operator',
      `scatters with the reduction "${reduction}": only "none" and "add" are known.`,
    );
  const scatter = reduction === 'add' ? np.scatterAdd : np.scatterSet;
  const at = np.flatten(places);
  return np.reshape(scatter(np.flatten(x), at, np.reshape(updates, at.shape)), x.shape);
}

/** Places in the flattened array of tuples of indices, which lie along the last axis; the rest is taken whole. */
function tuplePlaces(shape: readonly number[], tuples: np.NDArray, batches = 0): np.NDArray {
  const depth = tuples.shape.at(-1) ?? 0;
  const steps = strides(shape);
  const lead = tuples.shape.slice(0, -1);
  const taken = wholeNumbers(shape.slice(batches, batches + depth));
  const factors = wholeNumbers(steps.slice(batches, batches + depth));
  const starts = np.sum(np.multiply(wrapped(tuples, taken), factors), { axis: -1 });
  const rest = shape.slice(batches + depth).reduce((total, length) => total * length, 1);
  const batched = lead.slice(0, batches).reduce(
    (total, length, axis) => {
      const along = np.multiply(np.arange(length, undefined, 1, { dtype: 'int32' }), steps[axis]!);
      return np.add(
        total,
        np.reshape(
          along,
          lead.map((_, j) => (j === axis ? length : 1)),
        ),
      );
    },
    np.zeros(lead, { dtype: 'int32' }),
  );
  const inner = np.arange(rest, undefined, 1, { dtype: 'int32' });
  return np.add(np.expandDims(np.add(starts, batched), lead.length), inner);
}

const wholeNumbers = (values: readonly number[]): np.NDArray => np.fromData(Int32Array.from(values));

function gatherTuples(call: Call): np.NDArray {
  const [x, tuples] = [input(call), input(call, 1)];
  const batches = integer(call, 'batch_dims', 0);
  const places = tuplePlaces(x.shape, tuples, batches);
  const rest = x.shape.slice(batches + (tuples.shape.at(-1) ?? 0));
  return np.reshape(np.take(np.flatten(x), places, { axis: 0 }), [...tuples.shape.slice(0, -1), ...rest]);
}

function scatterTuples(call: Call): np.NDArray {
  const [x, tuples] = [input(call), input(call, 1)];
  return scattered(call, x, tuplePlaces(x.shape, tuples), input(call, 2));
}

function oneHot(call: Call): np.NDArray {
  const indices = np.astype(input(call), 'int32');
  const [depth = 0] = known(call, 1);
  const values = input(call, 2);
  const axis = axisOf(call, integer(call, 'axis', -1), indices.ndim + 1);
  const classes = np.arange(depth, undefined, 1, { dtype: 'int32' });
  const column = np.reshape(
    classes,
    Array.from({ length: indices.ndim + 1 }, (_, i) => (i === axis ? depth : 1)),
  );
  const isHot = np.equal(np.expandDims(wrapped(indices, depth), axis), column);
  return np.where(isHot, np.at(values, 1), np.at(values, 0));
}

function cumulativeSum(call: Call): np.NDArray {
  const x = input(call);
  const axis = axisOf(call, known(call, 1)[0] ?? 0, x.ndim);
  const isReversed = integer(call, 'reverse', 0) === 1;
  const turned = isReversed ? np.flip(x, axis) : x;
  const sums = np.cumulativeSum(turned, { axis });
  const result = integer(call, 'exclusive', 0) === 1 ? np.subtract(sums, turned) : sums;
  return isReversed ? np.flip(result, axis) : result;
}

function topK(call: Call): readonly np.NDArray[] {
  const x = input(call);
  const axis = axisOf(call, integer(call, 'axis', -1), x.ndim);
  const [count = 0] = call.inputs[1] === undefined ? [integer(call, 'k', 0)] : known(call, 1);
  const order = np.argsort(x, { axis, descending: integer(call, 'largest', 1) === 1 });
  const first = np.slice(order, ...x.shape.slice(0, axis).map(() => [] as const), [0, count]);
  const steps = strides(x.shape);
  const places = np.add(offsets(first.shape, axis, steps), np.multiply(first, steps[axis]!));
  return [np.take(np.flatten(x), places, { axis: 0 }), first];
}

function extreme(pick: typeof np.argmax): (call: Call) => np.NDArray {
  return (call) => {
    const x = input(call);
    const axis = axisOf(call, integer(call, 'axis', 0), x.ndim);
    const isLast = integer(call, 'select_last_index', 0) === 1;
    const found = pick(isLast ? np.flip(x, axis) : x, { axis, keepdims: integer(call, 'keepdims', 1) === 1 });
    return isLast ? np.subtract(x.shape[axis]! - 1, found) : found;
  };
}

/** Operators that take and put elements by their indices. */
export const indexingOperators: OperatorTable = {
  ArgMax: extreme(np.argmax),
  ArgMin: extreme(np.argmin),
  CumSum: cumulativeSum,
  Gather: (call) =>
    np.take(input(call), input(call, 1), { axis: axisOf(call, integer(call, 'axis', 0), input(call).ndim) }),
  GatherElements: gatherElements,
  GatherND: gatherTuples,
  OneHot: oneHot,
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: scatterTuples,
  TopK: topK,
};
