export { type LowerReport, type PenaltyBilevelOptions, penaltyBilevel } from './bilevel/penalty-bilevel.js';
export { type BroydenOptions, broyden } from './equations/broyden.js';
export { type NewtonKrylovOptions, newtonKrylov } from './equations/newton-krylov.js';
export { type FederatedAveragingOptions, federatedAveraging } from './federated/federated-averaging.js';
export { type ACoderOptions, aCoder } from './first/a-coder.js';
export { type AdamOptions, type AdamState, adam } from './first/adam.js';
export { type AndersonDescentOptions, andersonDescent } from './first/anderson-descent.js';
export { type BarzilaiBorweinOptions, barzilaiBorwein } from './first/barzilai-borwein.js';
export { type CoordinateDescentOptions, coordinateDescent } from './first/coordinate-descent.js';
export { type AccelerationOptions, fista } from './first/fista.js';
export {
  type FractionalCoordinateDescentOptions,
  fractionalCoordinateDescent,
} from './first/fractional-coordinate-descent.js';
export { type FrankWolfeOptions, frankWolfe } from './first/frank-wolfe.js';
export { type GradientDescentOptions, gradientDescent } from './first/gradient-descent.js';
export { type HeavyBallOptions, heavyBall } from './first/heavy-ball.js';
export { type MomentumOptions, momentum } from './first/momentum.js';
export { nesterov } from './first/nesterov.js';
export { type NormalizedDescentOptions, normalizedDescent } from './first/normalized-descent.js';
export { type OnlineToNonConvexOptions, onlineToNonConvex } from './first/online-to-non-convex.js';
export { type OptExOptions, type OptExReport, optEx } from './first/opt-ex.js';
export { type PolyakStepOptions, polyakStep } from './first/polyak-step.js';
export {
  type PolynomialPreconditioningOptions,
  polynomialPreconditioning,
} from './first/polynomial-preconditioning.js';
export { type ProjectedGradientOptions, projectedGradient } from './first/projected-gradient.js';
export { type ProximalGradientOptions, proximalGradient } from './first/proximal-gradient.js';
export {
  type SpectralProjectedGradientOptions,
  spectralProjectedGradient,
} from './first/spectral-projected-gradient.js';
export { type SteepestDescentOptions, steepestDescent } from './first/steepest-descent.js';
export { type DoglegBoxOptions, doglegBox } from './leastsquares/dogleg-box.js';
export { type GaussNewtonOptions, gaussNewton } from './leastsquares/gauss-newton.js';
export { type VariableProjectionOptions, variableProjection } from './leastsquares/variable-projection.js';
export { type PairwiseDirectSearchOptions, pairwiseDirectSearch } from './ranked/pairwise-direct-search.js';
export { type RankedEvolutionOptions, rankedEvolution } from './ranked/ranked-evolution.js';
export { type TournamentOptions, tournament } from './ranked/tournament.js';
export { type ZoRankSgdOptions, zoRankSgd } from './ranked/zo-rank-sgd.js';
export { type AcceleratedTensorOptions, acceleratedTensor, type TensorNoise } from './second/accelerated-tensor.js';
export { type DampedNewtonOptions, dampedNewton } from './second/damped-newton.js';
export { type FosiOptions, fosi } from './second/fosi.js';
export {
  type GradientRegularizedNewtonOptions,
  gradientRegularizedNewton,
} from './second/gradient-regularized-newton.js';
export { type LazyNewtonOptions, lazyNewton } from './second/lazy-newton.js';
export { type NewtonOptions, newton } from './second/newton.js';
export { type AdaHessianOptions, adaHessian } from './stochastic/ada-hessian.js';
export { type ModelBuildingOptions, modelBuilding } from './stochastic/model-building.js';
export { type NormalizedSpiderOptions, normalizedSpider } from './stochastic/normalized-spider.js';
export { type SagaOptions, saga } from './stochastic/saga.js';
export { type SpiderOptions, spider } from './stochastic/spider.js';
export { type StormOptions, storm } from './stochastic/storm.js';
export { type SvrgOptions, svrg } from './stochastic/svrg.js';
export {
  adafactor,
  adaGrad,
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
} from './stochastic/update-methods.js';
export {
  type AsynchronousDifferentialEvolutionOptions,
  asynchronousDifferentialEvolution,
} from './zeroth/asynchronous-differential-evolution.js';
export { type AugmentedRandomSearchOptions, augmentedRandomSearch } from './zeroth/augmented-random-search.js';
export { type BasinHoppingOptions, basinHopping } from './zeroth/basin-hopping.js';
export { type BayesianOptions, bayesian } from './zeroth/bayesian-optimization.js';
export { type CobylaOptions, cobyla } from './zeroth/cobyla.js';
export { type ConsensusBasedOptions, type ConsensusReport, consensusBased } from './zeroth/consensus-based.js';
export { type CoordinateSearchOptions, coordinateSearch } from './zeroth/coordinate-search.js';
export { type DirectOptions, direct } from './zeroth/direct.js';
export { type GfmPlusOptions, gfmPlus } from './zeroth/gfm-plus.js';
export { type ImplicitFilteringOptions, implicitFiltering } from './zeroth/implicit-filtering.js';
export { type MeshAdaptiveSearchOptions, meshAdaptiveSearch } from './zeroth/mesh-adaptive-search.js';
export { type MultistartOptions, multistart } from './zeroth/multistart.js';
export { type NelderMeadOptions, nelderMead } from './zeroth/nelder-mead.js';
export { type OpenaiEvolutionOptions, openaiEvolution } from './zeroth/openai-evolution.js';
export { type PowellOptions, powell } from './zeroth/powell.js';
export { type RandomSearchOptions, randomSearch } from './zeroth/random-search.js';
export {
  type RoundsReport,
  type SmoothedAcceleratedOptions,
  smoothedAccelerated,
} from './zeroth/smoothed-accelerated.js';
export { type SnesOptions, snes } from './zeroth/snes.js';
export { type XnesOptions, xnes } from './zeroth/xnes.js';
export { type ZerothOrderFrankWolfeOptions, zerothOrderFrankWolfe } from './zeroth/zeroth-order-frank-wolfe.js';
