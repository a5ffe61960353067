import { evaluateEach, type Oracle, type Vector } from 'zeroth/query';
import {
  type Head,
  type HeadObjective,
  headFromParameters,
  headLogits,
  headObjective,
  unwhitenHead,
  whiten,
  whitenedPenalties,
  whitening,
} from '../head/index.js';
import { crossEntropy, type Objective } from '../metrics/index.js';
import type { HeadQuery, Refinement } from '../tuning/head-search.js';
import { type Embeddings, type TokenizedTask, validationScores } from './texts.js';

/**
 * ½ · this · v · ‖w‖² is added to the loss, in the embeddings' own coordinates, v being their mean variance: embeddings
 * of another scale get the same head on another scale.
 */
const penalty = 0.02;

/** The most passes of a refinement; one that moves nothing ends it sooner. */
const refinementSweeps = 6;

/** The classification head as a problem of its own: embeddings are computed once, and every loss is exact. */
export interface HeadProblem {
  readonly oracle: Oracle<HeadQuery>;
  /** Probing distance of each parameter: one that changes logits by about 1. */
  readonly widths: Vector;
  /** What improves the objective itself, where another loss stands in for it. */
  readonly refinements: readonly Refinement[];
  /** The head on embeddings that parameters in the whitened basis mean. */
  head(parameters: Vector): Head;
}

/**
 * The losses of a head on whitened embeddings of the train part, and its scores on the validation part. Objectives
 * without slopes have a smooth stand-in; for a user's function, which may have none, cross-entropy stands in.
 */
export function headProblem(
  embeddings: Embeddings,
  task: TokenizedTask,
  classes: number,
  width: number,
  objective: Objective,
): HeadProblem {
  const basis = whitening(embeddings.train, width);
  const features = whiten(basis, embeddings.train);
  const meanVariance = basis.variances.reduce((sum, variance) => sum + variance, 0) / width;
  const penalties = whitenedPenalties(basis, penalty * meanVariance);
  const { labels } = task.train;
  const standIn = headObjective(features, labels, classes, {
    penalties,
    ...(objective.name === 'crossEntropy' ? undefined : { loss: objective.smooth ?? crossEntropy }),
  });
  const { loss } = objective;
  const validation = { features: whiten(basis, embeddings.validation), labels: task.validation.labels };
  // Each takes memory for its sums, and most runs ask neither.
  let onTrain: HeadObjective | undefined;
  let onValidation: HeadObjective | undefined;
  const head = (parameters: Vector) => unwhitenHead(basis, headFromParameters(parameters, classes));
  return {
    head,
    widths: widthsOf(standIn.spread),
    refinements: refinementsFor(objective, standIn.length, classes),
    oracle: {
      values: ({ points }) => evaluateEach(points, standIn.loss),
      train: {
        values({ points }) {
          onTrain ??= headObjective(features, labels, classes, { penalties, loss });
          return evaluateEach(points, onTrain.loss);
        },
      },
      validation: {
        values({ points }) {
          onValidation ??= headObjective(validation.features, validation.labels, classes, { loss });
          return evaluateEach(points, onValidation.loss);
        },
      },
      headEvaluation: ({ parameters }) =>
        validationScores(
          headLogits(head(parameters), embeddings.validation),
          task.validation.labels,
          classes,
          objective,
        ),
    },
  };
}

/** Spreads below this part of the largest are what rounding left of directions in which nothing varies. */
const negligible = 1e-6;

function widthsOf(spread: Vector): Vector {
  const least = negligible * spread.reduce((most, each) => Math.max(most, each), 0);
  return spread.map((each) => (each > least ? 1 / each : 1));
}

/**
 * Thresholds are chosen where they can be told: on the train part a head of some hundred weights makes hardly a
 * mistake, and weights that mend those few are worse on texts not seen (measured on the main job: train accuracy 1,
 * validation accuracy .934 in place of .952). A function that came without a stand-in may well have slopes that
 * cross-entropy knows nothing of, so there all weights move too.
 */
function refinementsFor(objective: Objective, length: number, classes: number): readonly Refinement[] {
  if (objective.name === 'crossEntropy') return [];
  const biases = Array.from({ length: classes - 1 }, (_, row) => length - classes + 1 + row);
  const thresholds: Refinement = { part: 'validation', coordinates: biases, sweeps: refinementSweeps };
  return objective.smooth === undefined ? [{ part: 'train', sweeps: refinementSweeps }, thresholds] : [thresholds];
}
