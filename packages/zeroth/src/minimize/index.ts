export type { CertifiedBound } from './certificate.js';
export { type Band, type CurveFitOptions, type CurveFitResult, curveFit, curveFitAsync } from './curve-fit.js';
export { type FixedPointOptions, fixedPoint, fixedPointAsync } from './fixed-point.js';
export {
  type AsyncResidualFunction,
  type LeastSquaresOptions,
  type LeastSquaresResult,
  leastSquares,
  leastSquaresAsync,
  type ResidualFunction,
} from './least-squares.js';
export { minimize, minimizeAsync } from './minimize.js';
export type {
  FunctionWithGradient,
  GradientFunction,
  NestedGradient,
  Objective,
  PlainFunction,
  ValueWithGradient,
} from './objective.js';
export type { MinimizeOptions } from './options.js';
export type { Parameters, PerParameter, Received } from './parameters.js';
export { type PlotOptions, plot } from './plot.js';
export { type PlotFitOptions, plotFit } from './plot-fit.js';
export { plotPath } from './plot-path.js';
export type { ResidualsWithJacobian } from './residuals.js';
export type { MinimizeResult, Reason, Status, TraceEntry } from './result.js';
export { type RootOptions, root, rootAsync } from './root.js';
export {
  type MinimizeScalarOptions,
  minimizeScalar,
  minimizeScalarAsync,
  type RootScalarOptions,
  rootScalar,
  rootScalarAsync,
  type ScalarOptions,
} from './scalar.js';
export type { VariableOptions } from './variables.js';
