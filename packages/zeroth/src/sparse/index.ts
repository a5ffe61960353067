export { add, kronecker, scale, scaleSides, subtract } from './combine.js';
export { coo, csc, csr, fromDense, fromDiagonals, fromTriplets, type Integers, identity } from './construct.js';
export { toCoo, toCsc, toCsr, toDense, transpose } from './convert.js';
export { isSymmetric, normFrobenius, normInfinity, normOne } from './norms.js';
export {
  diagonal,
  entry,
  filter,
  type IndexRange,
  lowerTriangle,
  type Selection,
  type SliceOptions,
  slice,
  upperTriangle,
} from './parts.js';
export { multiply, multiplyInto, multiplyTransposed } from './product.js';
export { type CooMatrix, type CscMatrix, type CsrMatrix, isSparse, type SparseMatrix, storedEntries } from './types.js';
