import type { ArrayLike, NDArray } from '../array/index.js';

/** A function of arrays. Calls may give it numbers, typed arrays and nested arrays; it receives arrays. */
export type ArrayFunction = (...inputs: NDArray[]) => ArrayLike;

/** What may be given where a function takes a P: anything array-like for an array, part by part for objects. */
export type Like<P> = P extends NDArray
  ? ArrayLike
  : P extends readonly unknown[] | Readonly<Record<string, unknown>>
    ? { readonly [K in keyof P]: Like<P[K]> }
    : P;

/** What comes back for what was given: numbers, `Float64Array`s and objects as they were, other arrays as `NDArray`. */
export type Given<X> = X extends number
  ? number
  : X extends Float64Array
    ? Float64Array
    : X extends NDArray | Float32Array | Int32Array | boolean | readonly (number | readonly unknown[])[]
      ? NDArray
      : X extends object
        ? { [K in keyof X]: Given<X[K]> }
        : X;

/** What a function of arrays comes to: a number for a scalar, a `Float64Array` for a vector of plain arguments. */
export type Value = number | Float64Array | NDArray;

/** Options of the transforms that take a derivative by one argument. */
export interface ArgumentOption {
  /** Index of the argument. Default 0. */
  readonly argument?: number;
}
