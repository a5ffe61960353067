export {
  type ArnoldiOptions,
  arnoldi,
  krylovSchur,
  type PartialEigen,
  type SpectrumPart,
} from './arnoldi.js';
export { bicgstab, stabilizedBiconjugateGradients } from './bicgstab.js';
export { cg, conjugateGradients } from './cg.js';
export type { KrylovOptions } from './eigen-options.js';
export { type GmresOptions, generalizedMinimalResidual, gmres } from './gmres.js';
export { incompleteCholesky, incompleteLu } from './incomplete.js';
export { type LanczosOptions, lanczos, type PartialSymmetricEigen, thickRestartLanczos } from './lanczos.js';
export type {
  LeastSquaresOptions,
  LeastSquaresReport,
  LeastSquaresSolution,
  LeastSquaresStatus,
} from './least-squares.js';
export type { LinearReport, LinearSolution, LinearSolveOptions, LinearStatus } from './linear-solution.js';
export {
  type BlockSymmetricEigen,
  type LobpcgOptions,
  lobpcg,
  locallyOptimalBlockConjugateGradients,
} from './lobpcg.js';
export { leastSquaresMinimalResidual, lsmr } from './lsmr.js';
export { leastSquaresQr, lsqr } from './lsqr.js';
export { minimalResidual, minres } from './minres.js';
export {
  type Apply,
  type LinearOperator,
  linearOperator,
  type OperatorLike,
  productOracle,
  transposedProductOracle,
} from './operator.js';
export { blockJacobi, jacobi, type Preconditioner, ssor } from './preconditioners.js';
export {
  type Product,
  productsWith,
  productWith,
  type TransposedProduct,
  transposedProductsWith,
  transposedProductWith,
} from './product.js';
export {
  type NystromApproximation,
  nystrom,
  nystromSketch,
  type PartialSvd,
  type RandomizedOptions,
  randomizedRangeSvd,
  randomizedSvd,
} from './randomized.js';
