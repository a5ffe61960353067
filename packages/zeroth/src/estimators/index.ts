export { type CentralDifferencesOptions, centralDifferences } from './central-differences.js';
export { type Estimator, type EstimatorHandlers, type Lifted, type LiftedAt, lift, liftAt } from './estimator.js';
