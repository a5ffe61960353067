import {
  add,
  bindOne,
  fromData,
  fullLike,
  greaterEqual,
  less,
  logicalOr,
  type NDArray,
  type Primitive,
} from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import { permuted, reshaped, stretched } from '../rules/operations.js';
import { type BatchedApplication, type BatchingEntry, batching } from './rule.js';

/** All inputs as batches: those that are none are repeated, as views. */
export function allBatched({ inputs, batched, size }: BatchedApplication<unknown>): readonly NDArray[] {
  return inputs.map((input, i) => (batched[i] ? input : repeated(input, size)));
}

export function repeated(x: NDArray, size: number): NDArray {
  return stretched(reshaped(x, [1, ...x.shape]), [size, ...x.shape]);
}

/** Axis `from` moved to the front. */
export function toFront(x: NDArray, from: number): NDArray {
  const rest = x.shape.flatMap((_, axis) => (axis === from ? [] : [axis]));
  return permuted(x, [from, ...rest]);
}

const next = (axes: readonly number[]): readonly number[] => axes.map((axis) => axis + 1);

/** A primitive whose parameters only have to be told of one more axis in front. */
function shifted<P>(primitive: Primitive<P>, shift: (params: P, size: number) => P): BatchingEntry {
  return batching<P>(primitive, (application) => [
    bindOne(primitive, allBatched(application), shift(application.params, application.size)),
  ]);
}

const alongAxis = <P extends { readonly axis: number }>(params: P): P => ({ ...params, axis: params.axis + 1 });
const overAxes = <P extends { readonly axes: readonly number[] }>(params: P): P => ({
  ...params,
  axes: next(params.axes),
});

/** Rules of everything but contractions. */
export const structureBatching: readonly BatchingEntry[] = [
  shifted(p.astypePrimitive, (params) => params),
  shifted(p.selectPrimitive, (params) => params),
  shifted(p.reshapePrimitive, ({ shape }, size) => ({ shape: [size, ...shape] })),
  shifted(p.permutePrimitive, ({ axes }) => ({ axes: [0, ...next(axes)] })),
  batching(p.broadcastToPrimitive, ({ inputs: [x], params: { shape }, size }) => {
    const ones = new Array<number>(shape.length - x!.ndim + 1).fill(1);
    return [stretched(reshaped(x!, [size, ...ones, ...x!.shape.slice(1)]), [size, ...shape])];
  }),
  shifted(p.slicePrimitive, ({ starts, lengths, steps }, size) => ({
    starts: [0, ...starts],
    lengths: [size, ...lengths],
    steps: [1, ...steps],
  })),
  shifted(p.padPrimitive, ({ before, after, between, value }) => ({
    before: [0, ...before],
    after: [0, ...after],
    between: [0, ...between],
    value,
  })),
  shifted(p.concatenatePrimitive, alongAxis),
  shifted(p.sumPrimitive, overAxes),
  shifted(p.prodPrimitive, overAxes),
  shifted(p.maxPrimitive, overAxes),
  shifted(p.minPrimitive, overAxes),
  shifted(p.anyPrimitive, overAxes),
  shifted(p.allPrimitive, overAxes),
  shifted(p.argmaxPrimitive, overAxes),
  shifted(p.argminPrimitive, overAxes),
  shifted(p.cumsumPrimitive, alongAxis),
  shifted(p.cumprodPrimitive, alongAxis),
  shifted(p.sortPrimitive, alongAxis),
  shifted(p.argsortPrimitive, alongAxis),
  batching(p.gatherPrimitive, ({ inputs: [x, indices], batched, params: { axis }, size }) => {
    if (!batched[1]) return [bindOne(p.gatherPrimitive, [x!, indices!], { axis: axis + 1 })];
    if (!batched[0]) return [toFront(bindOne(p.gatherPrimitive, [x!, indices!], { axis }), axis)];
    const { lines, at, restore } = flattened(x!, indices!, axis, size);
    return [restore(bindOne(p.gatherPrimitive, [lines, at], { axis: 0 }))];
  }),
  scatterBatching(p.scatterAddPrimitive),
  scatterBatching(p.scatterSetPrimitive),
];

function scatterBatching(primitive: typeof p.scatterAddPrimitive): BatchingEntry {
  return batching(primitive, (application) => {
    const { axis } = application.params;
    const { batched, inputs, size } = application;
    const [x, indices, updates] = allBatched(application);
    if (!batched[1]) return [bindOne(primitive, [x!, inputs[1]!, updates!], { axis: axis + 1 })];
    const { lines, at, bring } = flattened(x!, indices!, axis, size);
    const scattered = bindOne(primitive, [lines, at, bring(updates!)], { axis: 0 });
    const moved = toFrontShape(x!.shape, axis + 1);
    return [permuted(reshaped(scattered, moved.shape), inverse(moved.order))];
  });
}

function inverse(order: readonly number[]): readonly number[] {
  const back = new Array<number>(order.length);
  order.forEach((axis, i) => {
    back[axis] = i;
  });
  return back;
}

/** The batch axis, then the given one, then the others; and that order. */
function toFrontShape(shape: readonly number[], axis: number): { shape: readonly number[]; order: readonly number[] } {
  const order = [0, axis, ...shape.flatMap((_, i) => (i === 0 || i === axis ? [] : [i]))];
  return { shape: order.map((i) => shape[i]!), order };
}

/**
 * Batches of arrays and of indices as one array and one set of indices: the batch and the indexed axis become one axis
 * in front.
 */
function flattened(x: NDArray, indices: NDArray, axis: number, size: number) {
  const { order, shape } = toFrontShape(x.shape, axis + 1);
  const length = shape[1]!;
  const rest = shape.slice(2);
  const lines = reshaped(permuted(x, order), [size * length, ...rest]);
  // Beyond the end of its own line an index must not read the next one: it leaves the whole.
  const counted = bindOne(p.selectPrimitive, [less(indices, 0), add(indices, length), indices], undefined);
  const outside = logicalOr(less(counted, 0), greaterEqual(counted, length));
  const wrapped = bindOne(p.selectPrimitive, [outside, fullLike(counted, size * length), counted], undefined);
  const starts = reshaped(fromData(Int32Array.from({ length: size }, (_, i) => i * length)), [
    size,
    ...indices.shape.slice(1).map(() => 1),
  ]);
  const at = add(wrapped, starts);
  const inner = indices.ndim - 1;
  // Gathered: [batch, index axes…, axes before, axes after]; wanted: [batch, axes before, index axes…, axes after].
  const gatheredOrder = [
    0,
    ...Array.from({ length: axis }, (_, i) => 1 + inner + i),
    ...Array.from({ length: inner }, (_, i) => 1 + i),
    ...Array.from({ length: rest.length - axis }, (_, i) => 1 + inner + axis + i),
  ];
  return {
    lines,
    at,
    restore: (gathered: NDArray): NDArray => permuted(gathered, gatheredOrder),
    bring: (updates: NDArray): NDArray => permuted(updates, inverse(gatheredOrder)),
  };
}
