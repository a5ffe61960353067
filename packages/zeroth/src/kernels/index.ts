export { createKernels, type Kernels, loadKernels, type PerturbationLaw, type VectorKernels } from './kernels.js';
