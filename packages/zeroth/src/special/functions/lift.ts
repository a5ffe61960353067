import type { ArrayLike, Elementwise, NDArray } from '../../array/index.js';
import { elementwise, elementwiseFunction } from '../../array/index.js';

/** A function of one number, elementwise on arrays: number to number, Float64Array to Float64Array, else to NDArray. */
export interface UnaryFunction {
  (x: number): number;
  (x: Float64Array): Float64Array;
  (x: ArrayLike): NDArray;
}

/** A function of two numbers, elementwise with broadcasting: plain in, plain out. */
export interface BinaryFunction {
  (a: number, b: number): number;
  (a: number | Float64Array, b: number | Float64Array): Float64Array;
  (a: ArrayLike, b: ArrayLike): NDArray;
}

/** A function of three numbers, elementwise with broadcasting: plain in, plain out. */
export interface TernaryFunction {
  (a: number, b: number, c: number): number;
  (a: number | Float64Array, b: number | Float64Array, c: number | Float64Array): Float64Array;
  (a: ArrayLike, b: ArrayLike, c: ArrayLike): NDArray;
}

/** A function of four numbers, elementwise with broadcasting: plain in, plain out. */
export interface QuaternaryFunction {
  (a: number, b: number, c: number, d: number): number;
  (
    a: number | Float64Array,
    b: number | Float64Array,
    c: number | Float64Array,
    d: number | Float64Array,
  ): Float64Array;
  (a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike): NDArray;
}

export const unary = (name: string, scalar: (x: number) => number): Elementwise => elementwise(name, 1, scalar);
export const binary = (name: string, scalar: (a: number, b: number) => number): Elementwise =>
  elementwise(name, 2, scalar);
export const ternary = (name: string, scalar: (a: number, b: number, c: number) => number): Elementwise =>
  elementwise(name, 3, scalar);
export const quaternary = (name: string, scalar: (a: number, b: number, c: number, d: number) => number): Elementwise =>
  elementwise(name, 4, scalar);

export const ofOne = (primitive: Elementwise): UnaryFunction => elementwiseFunction(primitive);
export const ofTwo = (primitive: Elementwise): BinaryFunction => elementwiseFunction(primitive);
export const ofThree = (primitive: Elementwise): TernaryFunction => elementwiseFunction(primitive);
export const ofFour = (primitive: Elementwise): QuaternaryFunction => elementwiseFunction(primitive);
