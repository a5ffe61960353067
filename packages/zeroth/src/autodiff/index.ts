export { cond, switchCase } from './branches.js';
export {
  type CategoricalOptions,
  type ReinmaxOptions,
  reinmax,
  sampleCategorical,
  straightThrough,
} from './categorical.js';
export { checkpoint } from './checkpoint.js';
export {
  fixedPointOf,
  type KktPoint,
  kktOf,
  minimizerOf,
  type OptimalityConditions,
  type ProximalOptions,
  proximalFixedPointOf,
  rootOf,
} from './conditions.js';
export {
  biharmonicEstimate,
  type Contraction,
  type LaplacianSampling,
  laplacianContraction,
  laplacianEstimate,
  type PartialDerivative,
  partialsContraction,
  partialsEstimate,
  type Sampling,
} from './contractions.js';
export { type CustomDerivative, customRule, stopGradient } from './custom.js';
export { type DifferentiableQueries, differentiable } from './differentiable.js';
export { contractDerivatives, directionalDerivatives, laplacian } from './differential-operators.js';
export { hvp, jet, jvp } from './forward.js';
export * from './functional/index.js';
export { grad, valueAndGrad } from './gradients.js';
export { type ImplicitOptions, implicit } from './implicit.js';
export { type InspectOptions, inspect } from './inspect.js';
export {
  type ArrayDerivative,
  hessian,
  hessianStructure,
  jacobian,
  jacobianStructure,
  type SparseDerivative,
  type SparseOption,
} from './jacobians.js';
export { linearize } from './linearize.js';
export { vjp } from './reverse.js';
export {
  type SampleOptions,
  sampleBeta,
  sampleExponential,
  sampleGamma,
  sampleNormal,
  sampleStudentT,
  sampleUniform,
} from './samples.js';
export { forLoop, type ScanOptions, scan } from './scan.js';
export type { DerivativeStructure } from './sparsity/structure.js';
export type { ArgumentOption, ArrayFunction, Given, Like, Value } from './types.js';
export { type VmapOptions, vmap } from './vmap.js';
export { whileLoop } from './while-loop.js';
