import { checkInteger } from '../checks.js';
import { type ArrayLike, asArray } from '../conversion.js';
import { type DType, floatingOf, numericOf } from '../dtype.js';
import type { NDArray } from '../ndarray.js';
import { bindOne, type Primitive } from '../primitive.js';
import * as primitives from '../primitives/reductions.js';
import { normalizeAxes, normalizeAxis, sizeOf } from '../shape.js';
import { divide, notEqual, subtract } from './binary.js';
import { slice } from './indexing.js';
import { concat } from './joining.js';
import { astype, axisOrOnly, broadcastTo, reshape } from './shaping.js';
import { exp, log, sqrt } from './unary.js';

/** Options of reductions. */
export interface ReductionOptions {
  /** The axis or axes to reduce; negative ones count from the end. Default: all. */
  readonly axis?: number | readonly number[] | undefined;
  /** Whether reduced axes stay, with length 1, so that the result broadcasts against x. Default false. */
  readonly keepdims?: boolean | undefined;
}

/** {@link ReductionOptions} with the dtype to compute in. */
export interface SumOptions extends ReductionOptions {
  /** Default: that of x, int32 for bool. */
  readonly dtype?: DType | undefined;
}

function reduce(
  primitive: Primitive<primitives.ReductionParams>,
  x: NDArray,
  { axis, keepdims = false }: ReductionOptions,
): NDArray {
  const axes = [...normalizeAxes(axis, x.shape.length)].sort((a, b) => a - b);
  const out = bindOne(primitive, [x], { axes });
  return keepdims
    ? reshape(
        out,
        x.shape.map((length, i) => (axes.includes(i) ? 1 : length)),
      )
    : out;
}

/** Sum of elements, added by pairs; 0 of none. An int32 sum that does not fit throws `integer-overflow`. */
export function sum(x: ArrayLike, options: SumOptions = {}): NDArray {
  const source = asArray(x);
  return reduce(primitives.sumPrimitive, astype(source, options.dtype ?? numericOf(source.dtype)), options);
}

/** Product of elements; 1 of none. An int32 product that does not fit throws `integer-overflow`. */
export function prod(x: ArrayLike, options: SumOptions = {}): NDArray {
  const source = asArray(x);
  return reduce(primitives.prodPrimitive, astype(source, options.dtype ?? numericOf(source.dtype)), options);
}

/** The largest element; NaN where there is one. Throws `empty-reduction` where there is none. */
export function max(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce(primitives.maxPrimitive, asArray(x), options);
}

/** The smallest element; NaN where there is one. Throws `empty-reduction` where there is none. */
export function min(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce(primitives.minPrimitive, asArray(x), options);
}

/** Whether any element is not 0; false of none. */
export function any(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce(primitives.anyPrimitive, astype(x, 'bool'), options);
}

/** Whether no element is 0; true of none. */
export function all(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce(primitives.allPrimitive, astype(x, 'bool'), options);
}

/** Options of {@link argmax} and {@link argmin}. */
export interface ArgReductionOptions {
  /** Default: the position in the flattened array. */
  readonly axis?: number | undefined;
  readonly keepdims?: boolean | undefined;
}

/** Position (int32) of the largest element: the first of equals, or the first NaN. */
export function argmax(x: ArrayLike, options: ArgReductionOptions = {}): NDArray {
  return reduce(primitives.argmaxPrimitive, asArray(x), options);
}

/** Position (int32) of the smallest element: the first of equals, or the first NaN. */
export function argmin(x: ArrayLike, options: ArgReductionOptions = {}): NDArray {
  return reduce(primitives.argminPrimitive, asArray(x), options);
}

/** How many elements are not 0, as int32. */
export function countNonzero(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return sum(notEqual(x, 0), options);
}

/** How many elements a reduction takes together. */
function reducedCount(x: NDArray, axis: ReductionOptions['axis']): number {
  return sizeOf(normalizeAxes(axis, x.shape.length).map((i) => x.shape[i]!));
}

/** Arithmetic mean, in floating point; NaN of no elements. */
export function mean(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  const source = asArray(x);
  const total = sum(source, { ...options, dtype: floatingOf(source.dtype) });
  return divide(total, reducedCount(source, options.axis));
}

/** Options of {@link variance} and {@link std}. */
export interface VarianceOptions extends ReductionOptions {
  /** Subtracted from the number of elements that squares are divided by. Default 0; 1 makes the estimate unbiased. */
  readonly correction?: number | undefined;
}

/** Mean squared distance from the mean, in two passes. */
export function variance(x: ArrayLike, options: VarianceOptions = {}): NDArray {
  const source = asArray(x);
  const { axis, keepdims, correction = 0 } = options;
  const distance = subtract(source, mean(source, { axis, keepdims: true }));
  const squares = sum(distance.multiply(distance), { axis, keepdims });
  return divide(squares, Math.max(0, reducedCount(source, axis) - correction));
}

/** Square root of {@link variance}. */
export function std(x: ArrayLike, options: VarianceOptions = {}): NDArray {
  return sqrt(variance(x, options));
}

/** Options of {@link cumulativeSum} and {@link cumulativeProd}. */
export interface CumulativeOptions {
  /** May be left out for a vector. */
  readonly axis?: number;
  /** Whether the value of no elements comes first. Default false. */
  readonly includeInitial?: boolean;
}

function accumulate(
  primitive: Primitive<primitives.CumulativeParams>,
  x: ArrayLike,
  { axis, includeInitial = false }: CumulativeOptions,
  initial: number,
): NDArray {
  const given = asArray(x);
  const source = astype(given, numericOf(given.dtype));
  const along = axisOrOnly(source, axis, 'A cumulative function');
  const out = bindOne(primitive, [source], { axis: along });
  if (!includeInitial) return out;
  const first = broadcastTo(astype(initial, out.dtype), out.shape.with(along, 1));
  return concat([first, out], { axis: along });
}

/** Sums of the elements up to each, added in order. */
export function cumulativeSum(x: ArrayLike, options: CumulativeOptions = {}): NDArray {
  return accumulate(primitives.cumsumPrimitive, x, options, 0);
}

/** Products of the elements up to each. */
export function cumulativeProd(x: ArrayLike, options: CumulativeOptions = {}): NDArray {
  return accumulate(primitives.cumprodPrimitive, x, options, 1);
}

/** Differences of neighbours along an axis (default: the last), one shorter; `order` times over. */
export function diff(
  x: ArrayLike,
  { axis = -1, order = 1 }: { readonly axis?: number; readonly order?: number } = {},
): NDArray {
  checkInteger('order', order, 0);
  let out = asArray(x);
  const along = normalizeAxis(axis, out.shape.length);
  const before = out.shape.slice(0, along).map(() => [] as const);
  // After as many differences as there are elements nothing is left.
  for (let i = Math.min(order, out.shape[along]!); i > 0; i--)
    out = subtract(slice(out, ...before, [1]), slice(out, ...before, [null, -1]));
  return out;
}

/** exp(x) / Σ exp(x) along an axis (default: the last), without overflow. */
export function softmax(x: ArrayLike, { axis = -1 }: { readonly axis?: number } = {}): NDArray {
  const powers = exp(subtract(x, max(x, { axis, keepdims: true })));
  return divide(powers, sum(powers, { axis, keepdims: true }));
}

/** log softmax(x) along an axis (default: the last), without overflow or underflow. */
export function logSoftmax(x: ArrayLike, { axis = -1 }: { readonly axis?: number } = {}): NDArray {
  const shifted = subtract(x, max(x, { axis, keepdims: true }));
  return subtract(shifted, log(sum(exp(shifted), { axis, keepdims: true })));
}
