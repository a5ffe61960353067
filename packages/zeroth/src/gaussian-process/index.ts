export { productKernel, sumKernel } from './composite-kernels.js';
export type { Kernel } from './kernel.js';
export { type LikelihoodAnswer, logMarginalLikelihood } from './likelihood.js';
export {
  type GaussianProcess,
  type GaussianProcessData,
  gaussianProcess,
  type Prediction,
  type PredictionGradient,
} from './posterior.js';
export { matern, type Smoothness, squaredExponential } from './stationary-kernels.js';
