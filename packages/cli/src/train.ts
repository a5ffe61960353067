import { ZerothError } from 'zeroth';
import type {
  Applied,
  ApplyOptions,
  EvaluateOptions,
  Evaluation,
  FinetuneOptions,
  Prediction,
  PredictOptions,
  Report,
} from '../../train/src/report/index.js';

export type {
  Applied,
  EvaluateOptions,
  Evaluation,
  FinetuneEvent,
  FinetuneOptions,
  Prediction,
  Report,
  Scores,
} from '../../train/src/report/index.js';

/** What the commands need of `@zeroth/train`. */
export interface Train {
  finetune(options: FinetuneOptions): Promise<Report>;
  evaluateModel(options: EvaluateOptions): Promise<Evaluation>;
  predictTexts(options: PredictOptions): AsyncIterable<Prediction>;
  applyDelta(options: ApplyOptions): Promise<Applied>;
  reportTable(report: Report): string;
}

/** Loads `@zeroth/train`. */
export async function loadTrain(): Promise<Train> {
  const { finetune, evaluateModel, predictTexts, applyDelta, reportTable }: Partial<Train> = await import(
    '@zeroth/train'
  );
  if (!finetune || !evaluateModel || !predictTexts || !applyDelta || !reportTable) {
    throw new ZerothError(
      'not-built',
      'This build of @zeroth/train lacks commands: run `npm run build` in the workspace.',
    );
  }
  return { finetune, evaluateModel, predictTexts, applyDelta, reportTable };
}
