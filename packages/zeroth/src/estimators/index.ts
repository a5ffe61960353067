export { type Estimator, type EstimatorHandlers, type Lifted, type LiftedAt, lift, liftAt } from './estimator.js';
