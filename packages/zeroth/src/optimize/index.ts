export { type LowerReport, type PenaltyBilevelOptions, penaltyBilevel } from './bilevel/penalty-bilevel.js';
export { type FederatedAveragingOptions, federatedAveraging } from './federated/federated-averaging.js';
export { type AdamOptions, type AdamState, adam } from './first/adam.js';
export { type GradientDescentOptions, gradientDescent } from './first/gradient-descent.js';
export { type MomentumOptions, momentum } from './first/momentum.js';
export { type TournamentOptions, tournament } from './ranked/tournament.js';
export { type LazyNewtonOptions, lazyNewton } from './second/lazy-newton.js';
export { type NewtonOptions, newton } from './second/newton.js';
export { type SvrgOptions, svrg } from './stochastic/svrg.js';
export {
  type AsynchronousDifferentialEvolutionOptions,
  asynchronousDifferentialEvolution,
} from './zeroth/asynchronous-differential-evolution.js';
export { type CoordinateSearchOptions, coordinateSearch } from './zeroth/coordinate-search.js';
export { type NelderMeadOptions, nelderMead } from './zeroth/nelder-mead.js';
export { type SnesOptions, snes } from './zeroth/snes.js';
