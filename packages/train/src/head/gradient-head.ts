import { classCounts } from './class-counts.js';
import { type Head, headFromParameters } from './head.js';
import { headObjective } from './head-objective.js';
import { lbfgs } from './lbfgs.js';
import { logisticLoss } from './logistic-gradient.js';
import { unwhitenHead, type Whitening, whiten, whitenedPenalties, whitening } from './whitening.js';

/** Embeddings and their labels. */
export interface LabelledEmbeddings {
  /** n x d, row by row. */
  readonly embeddings: Float32Array;
  /** Length n. */
  readonly labels: Int32Array;
}

/** Options of {@link gradientHead}. */
export interface GradientHeadOptions {
  /**
   * Strengths of ½ l2 ‖w‖² to try, in units of the embeddings' mean variance, so that they mean the same whatever the
   * embeddings' scale. Default 0.1, 0.03, 0.01:
   * validation parts of some hundred examples cannot tell many more apart.
   */
  readonly penalties?: readonly number[];
  /** Steps without a better validation loss after which a run ends. Default 8. */
  readonly patience?: number;
  /** Whitening of the train embeddings, where it is known already. */
  readonly whitening?: Whitening;
}

/** Below this no gradient entry matters: losses would change in their tenth digit. */
const tolerance = 1e-6;

/**
 * Multinomial logistic regression by gradients: the reference that forward-only heads are measured against. L-BFGS runs
 * from 0 on whitened embeddings for each penalty; of all iterates of all runs, the one with the least cross-entropy on
 * the validation part is the result.
 *
 * @throws ZerothError `shape-mismatch`, `label-invalid`, `class-empty` when the train part lacks a class
 */
export function gradientHead(
  train: LabelledEmbeddings,
  validation: LabelledEmbeddings,
  classes: number,
  options: GradientHeadOptions = {},
): Head {
  classCounts(train.labels, classes);
  const { penalties = [0.1, 0.03, 0.01], patience = 8 } = options;
  const basis = options.whitening ?? whitening(train.embeddings, train.embeddings.length / train.labels.length);
  const features = whiten(basis, train.embeddings);
  const validationLoss = headObjective(whiten(basis, validation.embeddings), validation.labels, classes).loss;
  const meanVariance = basis.variances.reduce((sum, variance) => sum + variance, 0) / basis.width;
  const length = (classes - 1) * (basis.width + 1);
  let best = { parameters: new Float64Array(length), loss: validationLoss(new Float64Array(length)) };
  for (const strength of penalties) {
    const f = logisticLoss(features, train.labels, classes, whitenedPenalties(basis, strength * meanVariance));
    let leastOfRun = Number.POSITIVE_INFINITY;
    let stepsWithout = 0;
    lbfgs(f, new Float64Array(length), tolerance, (x) => {
      const loss = validationLoss(x);
      if (loss < best.loss) best = { parameters: x.slice(), loss };
      stepsWithout = loss < leastOfRun ? 0 : stepsWithout + 1;
      leastOfRun = Math.min(leastOfRun, loss);
      return stepsWithout >= patience;
    });
  }
  return unwhitenHead(basis, headFromParameters(best.parameters, classes));
}
