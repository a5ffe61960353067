export { ZerothError } from './errors.js';
export * from './minimize/index.js';
export { type AndersonOptions, andersonAcceleration } from './optimize/equations/anderson.js';
export { type BroydenOptions, broyden } from './optimize/equations/broyden.js';
export { type HybridPowellOptions, hybridPowell } from './optimize/equations/hybrid-powell.js';
export { type NewtonEquationsOptions, newtonEquations } from './optimize/equations/newton-equations.js';
export { type NewtonKrylovOptions, newtonKrylov } from './optimize/equations/newton-krylov.js';
export { type ACoderOptions, aCoder } from './optimize/first/a-coder.js';
export { type AndersonDescentOptions, andersonDescent } from './optimize/first/anderson-descent.js';
export { type BarzilaiBorweinOptions, barzilaiBorwein } from './optimize/first/barzilai-borwein.js';
export { type BfgsOptions, bfgs } from './optimize/first/bfgs.js';
export { type CoordinateDescentOptions, coordinateDescent } from './optimize/first/coordinate-descent.js';
export { type AccelerationOptions, fista } from './optimize/first/fista.js';
export {
  type FractionalCoordinateDescentOptions,
  fractionalCoordinateDescent,
} from './optimize/first/fractional-coordinate-descent.js';
export { type FrankWolfeOptions, frankWolfe } from './optimize/first/frank-wolfe.js';
export { type HeavyBallOptions, heavyBall } from './optimize/first/heavy-ball.js';
export { type LbfgsOptions, lbfgs } from './optimize/first/lbfgs.js';
export { nesterov } from './optimize/first/nesterov.js';
export { type NonlinearCgOptions, nonlinearCg } from './optimize/first/nonlinear-cg.js';
export { type NormalizedDescentOptions, normalizedDescent } from './optimize/first/normalized-descent.js';
export { type OnlineToNonConvexOptions, onlineToNonConvex } from './optimize/first/online-to-non-convex.js';
export { type OptExOptions, type OptExReport, optEx } from './optimize/first/opt-ex.js';
export { type PolyakStepOptions, polyakStep } from './optimize/first/polyak-step.js';
export {
  type PolynomialPreconditioningOptions,
  polynomialPreconditioning,
} from './optimize/first/polynomial-preconditioning.js';
export { type ProjectedGradientOptions, projectedGradient } from './optimize/first/projected-gradient.js';
export { type ProximalGradientOptions, proximalGradient } from './optimize/first/proximal-gradient.js';
export {
  type SpectralProjectedGradientOptions,
  spectralProjectedGradient,
} from './optimize/first/spectral-projected-gradient.js';
export {
  type SteepestDescentOptions as GradientDescentOptions,
  steepestDescent as gradientDescent,
} from './optimize/first/steepest-descent.js';
export { type DoglegBoxOptions, doglegBox } from './optimize/leastsquares/dogleg-box.js';
export { type GaussNewtonOptions, gaussNewton } from './optimize/leastsquares/gauss-newton.js';
export type { LeastSquaresMethod } from './optimize/leastsquares/least-squares-method.js';
export { type LevenbergMarquardtOptions, levenbergMarquardt } from './optimize/leastsquares/levenberg-marquardt.js';
export {
  type VariableProjectionOptions,
  variableProjection,
} from './optimize/leastsquares/variable-projection.js';
export type { Bounds, EndReason, GradientReport, Minimizer, MinimizerReport, Tolerance } from './optimize/minimizer.js';
export type { BlockGradients } from './optimize/pieces/block-gradients.js';
export { boxSet, type ConvexSet, l1Ball, l2Ball, nuclearBall, simplex } from './optimize/pieces/convex-sets.js';
export { absoluteSum, largestSum, type PiecewiseLinear } from './optimize/pieces/piecewise-linear.js';
export {
  elasticNet,
  groupNorms,
  indicator,
  l1,
  l2,
  nuclearNorm,
  type ProximalTerm,
  squaredL2,
} from './optimize/pieces/proximal-maps.js';
export type { Loss } from './optimize/pieces/robust-loss.js';
export {
  type PairwiseDirectSearchOptions,
  pairwiseDirectSearchOnValues as pairwiseDirectSearch,
} from './optimize/ranked/pairwise-direct-search.js';
export {
  type RankedEvolutionOptions,
  rankedEvolutionOnValues as rankedEvolution,
} from './optimize/ranked/ranked-evolution.js';
export { type ZoRankSgdOptions, zoRankSgdOnValues as zoRankSgd } from './optimize/ranked/zo-rank-sgd.js';
export { brentRoot } from './optimize/scalar/brent-root.js';
export { chandrupatla } from './optimize/scalar/chandrupatla.js';
export type { ScalarRootMethod } from './optimize/scalar/root-method.js';
export { toms748 } from './optimize/scalar/toms748.js';
export {
  type AcceleratedTensorOptions,
  acceleratedTensor,
  type TensorNoise,
} from './optimize/second/accelerated-tensor.js';
export { type CubicNewtonOptions, cubicNewton } from './optimize/second/cubic-newton.js';
export { type DampedNewtonOptions, dampedNewton } from './optimize/second/damped-newton.js';
export { type FosiOptions, fosi } from './optimize/second/fosi.js';
export {
  type GradientRegularizedNewtonOptions,
  gradientRegularizedNewton,
} from './optimize/second/gradient-regularized-newton.js';
export { type LazyNewtonOptions, lazyNewton } from './optimize/second/lazy-newton.js';
export { newtonLineSearch } from './optimize/second/newton-line-search.js';
export { type TruncatedNewtonOptions, truncatedNewton } from './optimize/second/truncated-newton.js';
export { type TrustRegionNewtonOptions, trustRegionNewton } from './optimize/second/trust-region-newton.js';
export { type AdaHessianOptions, adaHessian } from './optimize/stochastic/ada-hessian.js';
export { type ModelBuildingOptions, modelBuilding } from './optimize/stochastic/model-building.js';
export { type NormalizedSpiderOptions, normalizedSpider } from './optimize/stochastic/normalized-spider.js';
export { type SagaOptions, saga } from './optimize/stochastic/saga.js';
export { type SpiderOptions, spider } from './optimize/stochastic/spider.js';
export { type StormOptions, storm } from './optimize/stochastic/storm.js';
export { type TrainingOptions, training } from './optimize/stochastic/training.js';
export {
  adafactor,
  adaGrad,
  adam,
  adamW,
  amsGrad,
  dAdaptation,
  lamb,
  lion,
  nAdam,
  prodigy,
  rAdam,
  rmsProp,
  scheduleFreeAdamW,
  scheduleFreeSgd,
  sgd,
  shampoo,
} from './optimize/stochastic/update-methods.js';
export type { Constants } from './optimize/theorems/theorem.js';
export { type AugmentedRandomSearchOptions, augmentedRandomSearch } from './optimize/zeroth/augmented-random-search.js';
export { type BasinHoppingOptions, basinHopping } from './optimize/zeroth/basin-hopping.js';
export { type BayesianOptions, bayesian } from './optimize/zeroth/bayesian-optimization.js';
export { type BobyqaOptions, bobyqa } from './optimize/zeroth/bobyqa.js';
export { type CmaEsOptions, cmaEs } from './optimize/zeroth/cma-es.js';
export { type CobylaOptions, cobyla } from './optimize/zeroth/cobyla.js';
export { type ConsensusBasedOptions, type ConsensusReport, consensusBased } from './optimize/zeroth/consensus-based.js';
export { type DifferentialEvolutionOptions, differentialEvolution } from './optimize/zeroth/differential-evolution.js';
export { type DirectOptions, direct } from './optimize/zeroth/direct.js';
export { type GfmPlusOptions, gfmPlus } from './optimize/zeroth/gfm-plus.js';
export { type ImplicitFilteringOptions, implicitFiltering } from './optimize/zeroth/implicit-filtering.js';
export { type MeshAdaptiveSearchOptions, meshAdaptiveSearch } from './optimize/zeroth/mesh-adaptive-search.js';
export { type MultistartOptions, multistart } from './optimize/zeroth/multistart.js';
export {
  type NelderMeadSimplexOptions as NelderMeadOptions,
  nelderMeadSimplex as nelderMead,
} from './optimize/zeroth/nelder-mead-simplex.js';
export { type OpenaiEvolutionOptions, openaiEvolution } from './optimize/zeroth/openai-evolution.js';
export { type PowellOptions, powell } from './optimize/zeroth/powell.js';
export { type RandomSearchOptions, randomSearch } from './optimize/zeroth/random-search.js';
export {
  type RoundsReport,
  type SmoothedAcceleratedOptions,
  smoothedAccelerated,
} from './optimize/zeroth/smoothed-accelerated.js';
export { type XnesOptions, xnes } from './optimize/zeroth/xnes.js';
export {
  type ZerothOrderFrankWolfeOptions,
  zerothOrderFrankWolfe,
} from './optimize/zeroth/zeroth-order-frank-wolfe.js';
export { anyOf, evaluations, gradientNorm, iterations, seconds, stagnation, target, when } from './run/index.js';
