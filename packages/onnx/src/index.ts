export { type ImportedGraph, type ImportOptions, importGraph } from './importing/import-graph.js';
export {
  type InputType,
  type RuntimeFunction,
  type RuntimeFunctionOptions,
  runtimeFunction,
} from './lowering/runtime-function.js';
export { type LoraOptions, withLora } from './model/lora.js';
export { type ModelOptions, openModel } from './model/model.js';
export type { Backend } from './model/runtime.js';
export { select } from './model/select.js';
export type {
  Extension,
  Model,
  Parameter,
  ParameterKind,
  ParameterSpecification,
  Place,
  Tensor,
} from './model/types.js';
export { openTextModel, type TextModelOptions } from './open-text-model.js';
export { type CutModel, cut, type Prepared } from './text/cut.js';
export type { Feature, FeatureAxes } from './text/feature-store.js';
export { addHead, type ClassifierModel } from './text/head.js';
export type { Pooling } from './text/pooling.js';
export { createTextModel, type TextModel, type TextModelParts } from './text/text-model.js';
