export type {
  Applied,
  CompareOptions,
  Comparison,
  EvaluateOptions,
  FinetuneEvent,
  FinetuneOptions,
  ModelEvaluation,
  Prediction,
  Report,
  Scores,
} from '@zeroth/train';

/** What the commands need of `@zeroth/train`. */
export type Train = Pick<
  typeof import('@zeroth/train'),
  | 'applyDelta'
  | 'compareMethods'
  | 'comparisonTable'
  | 'evaluateModel'
  | 'finetune'
  | 'isComparison'
  | 'predictTexts'
  | 'reportTable'
>;

/** Loads `@zeroth/train`. */
export function loadTrain(): Promise<Train> {
  return import('@zeroth/train');
}
