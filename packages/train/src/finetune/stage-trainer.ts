import type { ClassifierModel } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import type { AsyncOracle } from 'zeroth/query';
import { lossGradient, type Trainer, trainer } from '../backpropagation/index.js';
import { parameterOracle } from '../tuning/parameter-oracle.js';
import { tunedParameters } from './apply-delta.js';
import type { StageClock } from './stage-clock.js';
import type { ParameterStage, StageQuery } from './stages.js';
import type { TokenizedTask } from './texts.js';

/** What a run has opened, and closes when it ends. */
export interface Closeable {
  close(): Promise<void>;
}

/** What trains a stage's parameters by backpropagation, on the batches that forward-only methods see. */
export function stageTrainer(
  classifier: ClassifierModel,
  tuned: readonly string[],
  { train: { tokens, labels } }: TokenizedTask,
  threads: number,
): Trainer & Closeable {
  const parameters = tunedParameters(classifier, tuned);
  const gradient = lossGradient(classifier, parameters, { threads });
  const training = trainer(parameters, (sample) =>
    gradient.at(
      sample.map((i) => tokens[i]!),
      Int32Array.from(sample, (i) => labels[i]!),
    ),
  );
  return { ...training, close: () => gradient.close() };
}

/** The oracle of a stage of parameters: forward passes, and gradients where the stage goes by them. */
export function stageOracle(
  { problem, trainer: training }: ParameterStage,
  clock: StageClock,
): AsyncOracle<StageQuery> {
  const forward = parameterOracle(clock.watched(problem));
  // The gradients of the journal are no part of the step that waits for them.
  const settled = async (): Promise<void> => {
    if (await training?.settle()) clock.restartStep();
  };
  if (training === undefined) return { ...forward, gradientStep: noGradients, keepWeights: noGradients };
  return {
    ...forward,
    async gradientStep(query) {
      await settled();
      const loss = await training.gradientStep(query);
      clock.look();
      return loss;
    },
    async keepWeights() {
      await settled();
      return training.keepWeights();
    },
    async evaluation() {
      await settled();
      return training.atAverage(() => problem.validate());
    },
    replayed(query, recorded) {
      if (query.kind === 'gradientStep') training.replayed(query, typeof recorded === 'number' ? recorded : undefined);
      if (query.kind === 'keepWeights') training.replayed(query);
    },
  };
}

function noGradients(): never {
  throw new ZerothError('no-gradients', 'a question for gradients was asked in a stage that goes without them');
}
