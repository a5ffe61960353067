import { ZerothError } from '../errors.js';
import type { DType, TypedArray } from './dtype.js';
import { type Interceptor, interceptor } from './primitive.js';
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
}
