import { ZerothError } from '../errors.js';
import type { ArrayLike } from './conversion.js';
import type { DType, TypedArray } from './dtype.js';
import { formatArray } from './format.js';
import * as binary from './functions/binary.js';
import * as composed from './functions/composed.js';
import * as indexing from './functions/indexing.js';
import * as joining from './functions/joining.js';
import * as products from './functions/products.js';
import * as reductions from './functions/reductions.js';
import * as shaping from './functions/shaping.js';
import * as sorting from './functions/sorting.js';
import * as triangles from './functions/triangles.js';
import * as unary from './functions/unary.js';
import { interceptor } from './interceptor.js';
import { type ArrayJson, toJson } from './json.js';
import type { Interceptor } from './primitive.js';
import { rowMajorStrides, type Shape, sizeOf } from './shape.js';
import { contiguousData } from './storage.js';

/** Where the elements of an array are: element (i, j, …) is `data[offset + i strides[0] + j strides[1] + …]`. */
export interface Storage {
  readonly data: TypedArray;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Nested plain arrays of numbers, or of booleans, as {@link NDArray.toArray} gives them. */
export type Nested = number | boolean | readonly Nested[];

/**
 * An n-dimensional array: a shape, a dtype, and elements that are read through strides, so that slices, transposes and
 * broadcasts are views. Made by `array`, `zeros` and the like; functions never change their arguments.
 */
export class NDArray {
  /** Lengths along the axes; `[]` for a scalar. */
  readonly shape: Shape;
  readonly dtype: DType;
  readonly #storage: Storage | undefined;

  /** Wraps storage that fits; nothing is checked or copied. A subclass without elements gives none. */
  constructor(shape: Shape, dtype: DType, storage?: Storage) {
    this.shape = shape;
    this.dtype = dtype;
    this.#storage = storage;
  }

  /** Who takes over operations on this array: nobody. */
  get [interceptor](): Interceptor | undefined {
    return undefined;
  }

  /** The memory that the elements lie in; views share it. Read through `offset` and `strides`. */
  get data(): TypedArray {
    return this.#stored().data;
  }

  /** Elements of `data` between neighbours along each axis. */
  get strides(): readonly number[] {
    return this.#stored().strides;
  }

  /** Index into `data` of the first element. */
  get offset(): number {
    return this.#stored().offset;
  }

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  #stored(): Storage {
    if (this.#storage === undefined)
      throw new ZerothError(
        'traced-array',
        'The elements of an array are not known while a function is traced: use functions of zeroth/array only.',
      );
    return this.#storage;
  }

  /** Nested plain arrays, booleans for dtype bool; a plain number or boolean for a scalar. */
  toArray(): Nested {
    const data = contiguousData(this);
    const { shape, dtype } = this;
    const steps = rowMajorStrides(shape);
    const build = (axis: number, start: number): Nested => {
      if (axis === shape.length) return dtype === 'bool' ? data[start] !== 0 : data[start]!;
      return Array.from({ length: shape[axis]! }, (_, i) => build(axis + 1, start + i * steps[axis]!));
    };
    return build(0, 0);
  }

  /** The only element, as a number. Throws `shape-mismatch` when there is not exactly one. */
  item(): number {
    if (this.size !== 1)
      throw new ZerothError(
        'shape-mismatch',
        `item() needs an array of one element, shape [], but the shape is [${this.shape.join(', ')}].`,
        this.shape,
      );
    return this.data[this.offset]!;
  }

  /** A part, as a view: a number or [start, stop, step] for each leading axis; see the function `slice`. */
  slice(...ranges: readonly indexing.Range[]): NDArray {
    return indexing.slice(this, ...ranges);
  }

  /** The part at indices of the leading axes, as a view; negative ones count from the end. */
  at(...indices: readonly number[]): NDArray {
    return indexing.at(this, ...indices);
  }

  take(indices: ArrayLike, options?: { readonly axis?: number }): NDArray {
    return indexing.take(this, indices, options);
  }

  /** The same elements in another shape, one length of which may be −1; see the function `reshape`. */
  reshape(...shape: readonly number[] | readonly [Shape]): NDArray {
    const [first] = shape;
    return shaping.reshape(this, typeof first === 'object' ? first : shape.filter((n) => typeof n === 'number'));
  }

  flatten(): NDArray {
    return shaping.flatten(this);
  }

  astype(dtype: DType): NDArray {
    return shaping.astype(this, dtype);
  }

  /** Axes in another order, as a view. */
  permuteDims(...axes: readonly number[]): NDArray {
    return shaping.permuteDims(this, axes);
  }

  /** The transpose of a matrix, or of each matrix of a stack, as a view. */
  get T(): NDArray {
    return shaping.matrixTranspose(this);
  }

  broadcastTo(shape: Shape): NDArray {
    return shaping.broadcastTo(this, shape);
  }

  expandDims(axis?: number | readonly number[]): NDArray {
    return shaping.expandDims(this, axis);
  }

  squeeze(axis?: number | readonly number[]): NDArray {
    return shaping.squeeze(this, axis);
  }

  flip(axis?: number | readonly number[]): NDArray {
    return shaping.flip(this, axis);
  }

  roll(shift: number | readonly number[], options?: { readonly axis?: number | readonly number[] }): NDArray {
    return joining.roll(this, shift, options);
  }

  diagonal(options?: triangles.DiagonalOptions): NDArray {
    return triangles.diagonal(this, options);
  }

  /** Product of matrices; see the function `matmul`. */
  matmul(other: ArrayLike): NDArray {
    return products.matmul(this, other);
  }

  negative(): NDArray {
    return unary.negative(this);
  }

  abs(): NDArray {
    return unary.abs(this);
  }

  sign(): NDArray {
    return unary.sign(this);
  }

  exp(): NDArray {
    return unary.exp(this);
  }

  expm1(): NDArray {
    return unary.expm1(this);
  }

  log(): NDArray {
    return unary.log(this);
  }

  log1p(): NDArray {
    return unary.log1p(this);
  }

  sqrt(): NDArray {
    return unary.sqrt(this);
  }

  sin(): NDArray {
    return unary.sin(this);
  }

  cos(): NDArray {
    return unary.cos(this);
  }

  tan(): NDArray {
    return unary.tan(this);
  }

  tanh(): NDArray {
    return unary.tanh(this);
  }

  floor(): NDArray {
    return unary.floor(this);
  }

  ceil(): NDArray {
    return unary.ceil(this);
  }

  round(): NDArray {
    return unary.round(this);
  }

  trunc(): NDArray {
    return unary.trunc(this);
  }

  logicalNot(): NDArray {
    return unary.logicalNot(this);
  }

  isnan(): NDArray {
    return unary.isnan(this);
  }

  isfinite(): NDArray {
    return unary.isfinite(this);
  }

  reciprocal(): NDArray {
    return unary.reciprocal(this);
  }

  add(other: ArrayLike): NDArray {
    return binary.add(this, other);
  }

  subtract(other: ArrayLike): NDArray {
    return binary.subtract(this, other);
  }

  multiply(other: ArrayLike): NDArray {
    return binary.multiply(this, other);
  }

  divide(other: ArrayLike): NDArray {
    return binary.divide(this, other);
  }

  pow(other: ArrayLike): NDArray {
    return binary.pow(this, other);
  }

  remainder(other: ArrayLike): NDArray {
    return binary.remainder(this, other);
  }

  maximum(other: ArrayLike): NDArray {
    return binary.maximum(this, other);
  }

  minimum(other: ArrayLike): NDArray {
    return binary.minimum(this, other);
  }

  atan2(other: ArrayLike): NDArray {
    return binary.atan2(this, other);
  }

  equal(other: ArrayLike): NDArray {
    return binary.equal(this, other);
  }

  notEqual(other: ArrayLike): NDArray {
    return binary.notEqual(this, other);
  }

  less(other: ArrayLike): NDArray {
    return binary.less(this, other);
  }

  lessEqual(other: ArrayLike): NDArray {
    return binary.lessEqual(this, other);
  }

  greater(other: ArrayLike): NDArray {
    return binary.greater(this, other);
  }

  greaterEqual(other: ArrayLike): NDArray {
    return binary.greaterEqual(this, other);
  }

  logicalAnd(other: ArrayLike): NDArray {
    return binary.logicalAnd(this, other);
  }

  logicalOr(other: ArrayLike): NDArray {
    return binary.logicalOr(this, other);
  }

  square(): NDArray {
    return composed.square(this);
  }

  clip(least?: ArrayLike, most?: ArrayLike): NDArray {
    return composed.clip(this, least, most);
  }

  sum(options?: reductions.SumOptions): NDArray {
    return reductions.sum(this, options);
  }

  prod(options?: reductions.SumOptions): NDArray {
    return reductions.prod(this, options);
  }

  max(options?: reductions.ReductionOptions): NDArray {
    return reductions.max(this, options);
  }

  min(options?: reductions.ReductionOptions): NDArray {
    return reductions.min(this, options);
  }

  any(options?: reductions.ReductionOptions): NDArray {
    return reductions.any(this, options);
  }

  all(options?: reductions.ReductionOptions): NDArray {
    return reductions.all(this, options);
  }

  mean(options?: reductions.ReductionOptions): NDArray {
    return reductions.mean(this, options);
  }

  variance(options?: reductions.VarianceOptions): NDArray {
    return reductions.variance(this, options);
  }

  std(options?: reductions.VarianceOptions): NDArray {
    return reductions.std(this, options);
  }

  argmax(options?: reductions.ArgReductionOptions): NDArray {
    return reductions.argmax(this, options);
  }

  argmin(options?: reductions.ArgReductionOptions): NDArray {
    return reductions.argmin(this, options);
  }

  cumulativeSum(options?: reductions.CumulativeOptions): NDArray {
    return reductions.cumulativeSum(this, options);
  }

  cumulativeProd(options?: reductions.CumulativeOptions): NDArray {
    return reductions.cumulativeProd(this, options);
  }

  sort(options?: sorting.SortOptions): NDArray {
    return sorting.sort(this, options);
  }

  argsort(options?: sorting.SortOptions): NDArray {
    return sorting.argsort(this, options);
  }

  /** The parts along the first axis; of a vector, its numbers (booleans for dtype bool). */
  *[Symbol.iterator](): Generator<NDArray | number | boolean> {
    const [length] = this.shape;
    if (length === undefined)
      throw new ZerothError('shape-mismatch', 'A scalar, shape [], has no parts to run over.', []);
    for (let i = 0; i < length; i++) {
      if (this.shape.length > 1) yield indexing.at(this, i);
      else {
        const value = this.data[this.offset + i * this.strides[0]!]!;
        yield this.dtype === 'bool' ? value !== 0 : value;
      }
    }
  }

  /** A scalar is its number in JavaScript's arithmetic and comparisons; other arrays are NaN there, and texts print. */
  [Symbol.toPrimitive](hint: string): number | string {
    if (hint === 'string') return this.toString();
    return this.size === 1 ? this.item() : Number.NaN;
  }

  /** What consoles show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** Text for a person: shape, dtype and elements, long axes abridged. */
  toString(): string {
    return formatArray(this);
  }

  /** Plain data for JSON.stringify that keep shape, dtype and every value; `fromJson` reads them. */
  toJSON(): ArrayJson {
    return toJson(this);
  }
}
