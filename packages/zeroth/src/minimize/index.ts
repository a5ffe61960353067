export { type MinimizeOptions, minimize, minimizeAsync } from './minimize.js';
export type {
  FunctionWithGradient,
  GradientFunction,
  Objective,
  PlainFunction,
  ValueWithGradient,
} from './objective.js';
export type { Parameters, PerParameter, Received } from './parameters.js';
export type { MinimizeResult, Reason, Status, TraceEntry } from './result.js';
export type { VariableOptions } from './variables.js';
