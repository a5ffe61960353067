export * from './backpropagation/index.js';
export { builtInTasks, type Example, type LoadTaskOptions, loadTask, type Task } from './data/index.js';
export { rebuild } from './finetune/apply-delta.js';
export { type CompareOptions, compareMethods, isComparison } from './finetune/compare.js';
export { evaluateModel } from './finetune/evaluate-model.js';
export { exportTuned as applyDelta } from './finetune/export-tuned.js';
export { finetune } from './finetune/finetune.js';
export { headValues, writeHead } from './finetune/head-weights.js';
export { type ParameterProblem, parameterProblem } from './finetune/parameter-problem.js';
export { predictTexts } from './finetune/predict-texts.js';
export { methodNames } from './finetune/settings.js';
export { type Embeddings, embedTask, type Part, scoresOf, type TokenizedTask, tokenizeTask } from './finetune/texts.js';
export { type OpenTunedOptions, openTuned, readDelta, type TunedClassifier } from './finetune/tuned-model.js';
export {
  classMeanHead,
  gradientHead,
  type Head,
  headFromParameters,
  headLogits,
  type LabelledEmbeddings,
} from './head/index.js';
export { type Objective, objective } from './metrics/index.js';
export {
  type Applied,
  type ApplyOptions,
  type ChangedExample,
  type ComparedLook,
  type ComparedRun,
  type ComparedStage,
  type Comparison,
  type CurvePoint,
  comparisonTable,
  type EvaluateOptions,
  type Evaluation as ModelEvaluation,
  type FinetuneEvent,
  type FinetuneOptions,
  type Prediction,
  type PredictOptions,
  type Report,
  renderComparison,
  renderReport,
  reportTable,
  type Scores,
  type StageReport,
  type ValidationScores,
} from './report/index.js';
export { type Axis, niceAxis } from './report/ticks.js';
export { type Delta, type DeltaHeader, decodeDelta, encodeDelta } from './tuning/delta.js';
export type { ForwardOnlyOptions, ForwardOnlyReport, ForwardOnlyResult } from './tuning/forward-only.js';
export { type HeadSearchOptions, headSearch } from './tuning/head-search.js';
export type { ForwardOnlyYield } from './tuning/methods.js';
export { type MezoOptions, mezo } from './tuning/mezo.js';
export { parameterOracle, type TunedModel, type TuningQuery } from './tuning/parameter-oracle.js';
export type { Evaluation, Law, MagnitudeQuantiles, ProbedLosses, SeededStep } from './tuning/queries.js';
export { type SparseMezoOptions, sparseMezo } from './tuning/sparse-mezo.js';
export { type ZoAdaMUOptions, zoAdaMU } from './tuning/zo-adamu.js';
