export { type ArrayLike, type ArrayOptions, array, asArray, fromData, toFloat64Array } from './conversion.js';
export type { DType, TypedArray } from './dtype.js';
export {
  applyElementwise,
  type Elementwise,
  type ElementwiseFunction,
  type ElementwiseOptions,
  elementwise,
  elementwiseFunction,
} from './elementwise.js';
export * from './functions/binary.js';
export * from './functions/unary.js';
export { NDArray, type Nested, type Storage } from './ndarray.js';
export {
  type ArrayType,
  bind,
  bindOne,
  definePrimitive,
  type Interceptor,
  interceptor,
  type Primitive,
} from './primitive.js';
export { broadcastShapes, type Shape } from './shape.js';
export { contiguousData, float64Data } from './storage.js';
