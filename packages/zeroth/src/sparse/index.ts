export { add, kronecker, scale, scaleSides, subtract } from './combine.js';
export { type ConditionEstimateOptions, conditionEstimate } from './condition.js';
export { coo, csc, csr, fromDense, fromDiagonals, fromTriplets, type Integers, identity } from './construct.js';
export { toCoo, toCsc, toCsr, toDense, transpose } from './convert.js';
export type { SignedLogDeterminant, Solve, SparseFactorization } from './factorization.js';
export { type LdlOptions, ldl, type SparseLdl } from './ldl.js';
export { type LuOptions, lu, type SparseLu } from './lu.js';
export { formatMatrixMarket, parseMatrixMarket } from './matrix-market.js';
export { isSymmetric, normFrobenius, normInfinity, normOne } from './norms.js';
export { approximateMinimumDegree, columnMinimumDegree, inversePermutation, type Ordering } from './ordering.js';
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
export { type PreparedMatrix, prepareProducts } from './prepared.js';
export { multiply, multiplyInto, multiplyTransposed } from './product.js';
export { factorize, solve } from './solve.js';
export { analyzeSymmetric, type SymmetricAnalysis } from './symmetric-analysis.js';
export { type CooMatrix, type CscMatrix, type CsrMatrix, isSparse, type SparseMatrix, storedEntries } from './types.js';
