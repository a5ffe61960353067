import { evaluateEach, type Oracle, type Vector } from 'zeroth/query';
import {
  type Head,
  headFromParameters,
  headObjective,
  unwhitenHead,
  whiten,
  whitenedPenalties,
  whitening,
} from '../head/index.js';
import type { Objective } from '../metrics/index.js';
import type { HeadQuery } from '../tuning/head-search.js';
import { headScores } from './baselines.js';
import type { Embeddings, TokenizedTask } from './texts.js';

/** ½ · this · ‖w‖² is added to the loss, in the embeddings' own coordinates. */
const penalty = 3e-5;

/** The classification head as a problem of its own: embeddings are computed once, and every loss is exact. */
export interface HeadProblem {
  readonly oracle: Oracle<HeadQuery>;
  /** Probing distance of each parameter: one that changes logits by about 1. */
  readonly widths: Vector;
  /** The head on embeddings that parameters in the whitened basis mean. */
  head(parameters: Vector): Head;
}

/** The loss of a head on whitened embeddings of the train part, and its scores on the validation part. */
export function headProblem(
  embeddings: Embeddings,
  task: TokenizedTask,
  classes: number,
  width: number,
  objective: Objective,
): HeadProblem {
  const basis = whitening(embeddings.train, width);
  const features = whiten(basis, embeddings.train);
  const measured = headObjective(features, task.train.labels, classes, {
    penalties: whitenedPenalties(basis, penalty),
    ...(objective.name === 'crossEntropy' ? undefined : { loss: objective.smooth ?? objective.loss }),
  });
  const head = (parameters: Vector) => unwhitenHead(basis, headFromParameters(parameters, classes));
  return {
    head,
    widths: measured.spread.map((spread) => (spread > 0 ? 1 / spread : 1)),
    oracle: {
      values: ({ points }) => evaluateEach(points, measured.loss),
      headEvaluation: ({ parameters }) => headScores(head(parameters), embeddings.validation, task.validation.labels),
    },
  };
}
