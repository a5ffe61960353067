export { createKernels, loadKernels } from './create-kernels.js';
export { gemm } from './gemm.js';
export type {
  AdaMuOperands,
  AdaMuPerturbation,
  AdamOperands,
  Kernels,
  MomentumOperands,
  PerturbationLaw,
  SeededWeights,
  VectorKernels,
} from './types.js';
