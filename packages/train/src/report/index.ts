export type { FinetuneEvent, FinetuneOptions } from './finetune-options.js';
export type { ChangedExample, CurvePoint, Report, Scores, StageReport } from './report.js';
