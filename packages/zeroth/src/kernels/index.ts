export { createKernels, loadKernels } from './create-kernels.js';
export { gemm } from './gemm.js';
export { createTeam, serveTeam, type Team, type TeamSeat } from './team.js';
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
