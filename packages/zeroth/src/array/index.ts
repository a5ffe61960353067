export { type ArrayLike, type ArrayOptions, array, asArray, fromData, toFloat64Array } from './conversion.js';
export type { DType, TypedArray } from './dtype.js';
export {
  alignOperands,
  alignTypes,
  applyElementwise,
  type Domain,
  type Elementwise,
  type ElementwiseFunction,
  type ElementwiseOptions,
  elementwise,
  elementwiseFunction,
} from './elementwise.js';
export * from './functions/binary.js';
export * from './functions/composed.js';
export {
  arange,
  type CreationOptions,
  eye,
  full,
  fullLike,
  linspace,
  meshgrid,
  ones,
  onesLike,
  zeros,
  zerosLike,
} from './functions/creation.js';
export { einsum } from './functions/einsum.js';
export {
  addAt,
  at,
  type Range,
  scatterAdd,
  scatterSet,
  setAt,
  slice,
  take,
  takeAlongAxis,
  where,
} from './functions/indexing.js';
export { concat, type PadOptions, pad, repeat, roll, stack, tile, unstack } from './functions/joining.js';
export { kron, matmul, outer, type TensordotOptions, tensordot, trace, vecdot } from './functions/products.js';
export {
  type ArgReductionOptions,
  all,
  any,
  argmax,
  argmin,
  type CumulativeOptions,
  countNonzero,
  cumulativeProd,
  cumulativeSum,
  diff,
  logSoftmax,
  max,
  mean,
  min,
  prod,
  type ReductionOptions,
  type SumOptions,
  softmax,
  std,
  sum,
  type VarianceOptions,
  variance,
} from './functions/reductions.js';
export {
  astype,
  broadcastArrays,
  broadcastTo,
  expandDims,
  flatten,
  flip,
  matrixTranspose,
  moveaxis,
  permuteDims,
  reshape,
  squeeze,
} from './functions/shaping.js';
export {
  argsort,
  isin,
  nonzero,
  type SearchOptions,
  type SortOptions,
  searchsorted,
  sort,
  type Unique,
  uniqueAll,
  uniqueValues,
} from './functions/sorting.js';
export { type DiagonalOptions, diagonal, diagonalMatrix, tril, triu } from './functions/triangles.js';
export * from './functions/unary.js';
export { type ArrayJson, fromJson } from './json.js';
export { NDArray, type Nested, type Storage } from './ndarray.js';
export { fromNpy, toNpy } from './npy.js';
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
