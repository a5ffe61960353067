export { type CutModel, cut, type Prepared } from './cut.js';
export type { Feature, FeatureAxes } from './feature-store.js';
export { addHead, type ClassifierModel } from './head.js';
export { type ModelOptions, openModel } from './model.js';
export { openTextModel, type TextModelOptions } from './open-text-model.js';
export type { Backend } from './runtime.js';
export { select } from './select.js';
export type { TextModel } from './text-model.js';
export type {
  Extension,
  Model,
  Parameter,
  ParameterKind,
  ParameterSpecification,
  Place,
  Tensor,
} from './types.js';
