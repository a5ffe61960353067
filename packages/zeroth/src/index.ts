export { ZerothError } from './errors.js';
export * from './minimize/index.js';
export { type AndersonOptions, andersonAcceleration } from './optimize/equations/anderson.js';
export { type HybridPowellOptions, hybridPowell } from './optimize/equations/hybrid-powell.js';
export { type NewtonEquationsOptions, newtonEquations } from './optimize/equations/newton-equations.js';
export { type BfgsOptions, bfgs } from './optimize/first/bfgs.js';
export { type LbfgsOptions, lbfgs } from './optimize/first/lbfgs.js';
export { nonlinearCg } from './optimize/first/nonlinear-cg.js';
export {
  type LeastSquaresMethod,
  type LevenbergMarquardtOptions,
  levenbergMarquardt,
} from './optimize/leastsquares/levenberg-marquardt.js';
export type { Bounds, EndReason, Minimizer, MinimizerReport, Tolerance } from './optimize/minimizer.js';
export type { Loss } from './optimize/pieces/robust-loss.js';
export { type CubicNewtonOptions, cubicNewton } from './optimize/second/cubic-newton.js';
export { newtonLineSearch } from './optimize/second/newton-line-search.js';
export { type TruncatedNewtonOptions, truncatedNewton } from './optimize/second/truncated-newton.js';
export { type TrustRegionNewtonOptions, trustRegionNewton } from './optimize/second/trust-region-newton.js';
export { type BobyqaOptions, bobyqa } from './optimize/zeroth/bobyqa.js';
export { type CmaEsOptions, cmaEs } from './optimize/zeroth/cma-es.js';
export { type DifferentialEvolutionOptions, differentialEvolution } from './optimize/zeroth/differential-evolution.js';
export {
  type NelderMeadSimplexOptions as NelderMeadOptions,
  nelderMeadSimplex as nelderMead,
} from './optimize/zeroth/nelder-mead-simplex.js';
export { anyOf, evaluations, gradientNorm, iterations, seconds, stagnation, target, when } from './run/index.js';
