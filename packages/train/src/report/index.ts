export { type ComparedLook, type ComparedRun, type ComparedStage, type Comparison, comparedRun } from './comparison.js';
export { comparisonTable } from './comparison-table.js';
export type { FinetuneEvent, FinetuneOptions } from './finetune-options.js';
export { renderComparison } from './render-comparison.js';
export { renderReport } from './render-report.js';
export type { ChangedExample, CurvePoint, Report, Scores, StageReport, ValidationScores } from './report.js';
export { reportTable } from './report-table.js';
export type {
  Applied,
  ApplyOptions,
  EvaluateOptions,
  Evaluation,
  Prediction,
  PredictOptions,
} from './worker-options.js';
