import { ZerothError } from '../../errors.js';
import type { DType } from '../dtype.js';
import type { NDArray } from '../ndarray.js';
import { definePrimitive, type Primitive } from '../primitive.js';
import { showShape, sizeOf } from '../shape.js';
import { copyElements, float64Data, fromDoubles, view } from '../storage.js';
import { type AxisLayout, axisLayout } from '../strided.js';
import { pairwiseRowSum, pairwiseSum } from '../summation.js';

/** Axes to reduce, distinct and ascending. They are gone from the result. */
export interface ReductionParams {
  readonly axes: readonly number[];
}

/** The elements with the axes to reduce side by side: [outer, length, inner]. */
function grouped(x: NDArray, axes: readonly number[]): AxisLayout & { readonly data: Float64Array } {
  const { shape } = x;
  const first = axes[0];
  const last = axes[axes.length - 1];
  if (first === undefined || last === undefined)
    return { data: float64Data(x), outer: sizeOf(shape), length: 1, inner: 1 };
  if (last - first + 1 === axes.length) return { data: float64Data(x), ...axisLayout(shape, first, last) };
  const order = [...shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const permuted = view(
    x,
    order.map((axis) => shape[axis]!),
    order.map((axis) => x.strides[axis]!),
    x.offset,
  );
  const length = sizeOf(axes.map((axis) => shape[axis]!));
  const outer = sizeOf(order.slice(0, shape.length - axes.length).map((axis) => shape[axis]!));
  return { data: float64Data(permuted), outer, length, inner: 1 };
}

type Reduce = (x: Float64Array, layout: AxisLayout, out: Float64Array) => void;

function reduction(
  name: string,
  reduce: Reduce,
  options: { dtype?: DType; identity?: false } = {},
): Primitive<ReductionParams> {
  return definePrimitive<ReductionParams>({
    name,
    shapes([x], { axes }) {
      const { shape, dtype } = x!;
      const kept = shape.filter((_, axis) => !axes.includes(axis));
      if (options.identity === false && sizeOf(shape) === 0 && sizeOf(kept) > 0)
        throw new ZerothError(
          'empty-reduction',
          `The ${name} of no elements is not defined: axes ${showShape(axes)} of shape ${showShape(shape)} are empty.`,
          shape,
        );
      return [{ shape: kept, dtype: options.dtype ?? dtype }];
    },
    compute([x], { axes }, [type]) {
      const { data, ...layout } = grouped(x!, axes);
      const out = new Float64Array(layout.outer * layout.inner);
      reduce(data, layout, out);
      if (type!.dtype === 'int32') checkIntegers(name, out);
      return [fromDoubles(out, type!.shape, type!.dtype)];
    },
  });
}

function checkIntegers(name: string, values: Float64Array): void {
  for (const value of values)
    if (value !== (value | 0))
      throw new ZerothError(
        'integer-overflow',
        `The ${name} ${value} does not fit into int32: convert with astype(x, 'float64') first.`,
        value,
      );
}

/** A reduction that folds elements one after another, whatever lies between them. */
function fold(start: number, combine: (a: number, b: number) => number): Reduce {
  return (x, { outer, length, inner }, out) => {
    for (let o = 0; o < outer; o++)
      for (let j = 0; j < inner; j++) {
        let value = start;
        for (let i = 0, at = o * length * inner + j; i < length; i++, at += inner) value = combine(value, x[at]!);
        out[o * inner + j] = value;
      }
  };
}

/** Sums, by pairs; float32 is summed in float64. */
export const sumPrimitive = reduction('sum', (x, { outer, length, inner }, out) => {
  for (let o = 0; o < outer; o++) {
    if (inner === 1) out[o] = pairwiseSum(x, o * length, length);
    else pairwiseRowSum(x, o * length * inner, length, inner, out.subarray(o * inner, (o + 1) * inner));
  }
});

/** Products. */
export const prodPrimitive = reduction(
  'product',
  fold(1, (a, b) => a * b),
);

/** Largest elements; NaN where there is one. */
export const maxPrimitive = reduction(
  'maximum',
  (x, { outer, length, inner }, out) => {
    out.fill(-Infinity);
    for (let o = 0, at = 0; o < outer; o++)
      if (inner === 1) {
        let value = -Infinity;
        for (let i = 0; i < length; i++) value = Math.max(value, x[at++]!);
        out[o] = value;
      } else
        for (let i = 0; i < length; i++)
          for (let j = 0, to = o * inner; j < inner; j++, to++) out[to] = Math.max(out[to]!, x[at++]!);
  },
  { identity: false },
);

/** Smallest elements; NaN where there is one. */
export const minPrimitive = reduction(
  'minimum',
  (x, { outer, length, inner }, out) => {
    out.fill(Infinity);
    for (let o = 0, at = 0; o < outer; o++)
      if (inner === 1) {
        let value = Infinity;
        for (let i = 0; i < length; i++) value = Math.min(value, x[at++]!);
        out[o] = value;
      } else
        for (let i = 0; i < length; i++)
          for (let j = 0, to = o * inner; j < inner; j++, to++) out[to] = Math.min(out[to]!, x[at++]!);
  },
  { identity: false },
);

/** Whether any element, of dtype bool, is true. */
export const anyPrimitive = reduction(
  'any',
  fold(0, (a, b) => (a !== 0 || b !== 0 ? 1 : 0)),
);

/** Whether all elements, of dtype bool, are true. */
export const allPrimitive = reduction(
  'all',
  fold(1, (a, b) => (a !== 0 && b !== 0 ? 1 : 0)),
);

/** Whether a new element replaces the best so far: the first of equals stays, and so does the first NaN. */
function argReduction(name: string, better: (value: number, best: number) => boolean): Primitive<ReductionParams> {
  return reduction(
    name,
    (x, { outer, length, inner }, out) => {
      for (let o = 0; o < outer; o++)
        for (let j = 0; j < inner; j++) {
          const start = o * length * inner + j;
          let at = 0;
          let best = x[start]!;
          for (let i = 1; i < length; i++) {
            const value = x[start + i * inner]!;
            if (better(value, best) || (Number.isNaN(value) && !Number.isNaN(best))) {
              at = i;
              best = value;
            }
          }
          out[o * inner + j] = at;
        }
    },
    { dtype: 'int32', identity: false },
  );
}

/** Position of the largest element, among all reduced ones in row-major order; the first of equals, or the first NaN. */
export const argmaxPrimitive = argReduction('argmax', (value, best) => value > best);

/** Position of the smallest element, among all reduced ones in row-major order; the first of equals, or the first NaN. */
export const argminPrimitive = argReduction('argmin', (value, best) => value < best);

/** What a cumulative primitive runs along. */
export interface CumulativeParams {
  readonly axis: number;
}

type Accumulate = (x: Float64Array, layout: AxisLayout) => void;

/** @param accumulate works in place, in float64 */
function cumulative(name: string, accumulate: Accumulate): Primitive<CumulativeParams> {
  return definePrimitive<CumulativeParams>({
    name,
    shapes: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
    write([x], { axis }, [out]) {
      const values = out instanceof Float64Array ? out : new Float64Array(out!.length);
      copyElements(x!, values, 0);
      accumulate(values, axisLayout(x!.shape, axis));
      if (values === out) return;
      if (out instanceof Int32Array) checkIntegers(name, values);
      out!.set(values);
    },
  });
}

/** Sums of all elements up to each, in order. */
export const cumsumPrimitive = cumulative('cumulative sum', (x, { outer, length, inner }) => {
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < inner; j++) {
      let value = 0;
      for (let i = 0, at = o * length * inner + j; i < length; i++, at += inner) {
        value += x[at]!;
        x[at] = value;
      }
    }
});

/** Products of all elements up to each, in order. */
export const cumprodPrimitive = cumulative('cumulative product', (x, { outer, length, inner }) => {
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < inner; j++) {
      let value = 1;
      for (let i = 0, at = o * length * inner + j; i < length; i++, at += inner) {
        value *= x[at]!;
        x[at] = value;
      }
    }
});
