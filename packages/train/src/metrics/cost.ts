import { ZerothError } from 'zeroth';
import { crossEntropy } from './cross-entropy.js';
import type { Objective } from './objective.js';
import { checkShapes, type Logits, predictedClass } from './predictions.js';

/** What a mistake costs, in any unit. */
export interface Costs {
  /** A false positive: class 0 taken for class 1. At least 0. */
  readonly fp: number;
  /** A false negative: class 1 taken for class 0. At least 0. */
  readonly fn: number;
}

/**
 * Mean cost of the decisions of a two-class model, with weighted cross-entropy as its smooth stand-in.
 *
 * No threshold is set: an example is taken for class 1 when its logit for class 1 is the larger, so the threshold is
 * the model's bias, and a method that lowers this loss moves it. The stand-in weighs examples of class 0 by `fp` and of
 * class 1 by `fn` (scaled to sum to 2). Its minimum puts the log-odds log(p fn / ((1 − p) fp)) where the posterior is p,
 * whose sign is the decision of least cost: the threshold on p is fp / (fp + fn). `chooseShift` moves the bias of a
 * model trained otherwise.
 *
 * @throws ZerothError `objective-invalid` for costs that are negative, not finite, or both 0; the loss throws
 *   `objective-classes` unless there are two classes
 */
export function cost({ fp, fn }: Costs): Objective {
  if (!(fp >= 0 && fn >= 0 && fp + fn > 0 && Number.isFinite(fp + fn))) {
    throw new ZerothError(
      'objective-invalid',
      `Costs must be finite, at least 0 and not both 0, not fp=${fp}, fn=${fn}.`,
    );
  }
  const weights = [(2 * fp) / (fp + fn), (2 * fn) / (fp + fn)];
  return {
    name: `cost(fp=${fp},fn=${fn})`,
    loss(logits, labels, classes) {
      checkTwoClasses(classes);
      return meanCost(logits, labels, fp, fn);
    },
    smooth(logits, labels, classes) {
      checkTwoClasses(classes);
      return crossEntropy(logits, labels, classes, weights);
    },
  };
}

function meanCost(logits: Logits, labels: Int32Array, fp: number, fn: number): number {
  checkShapes(logits, labels, 2);
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const predicted = predictedClass(logits, row, 2);
    if (predicted < 0) return Number.NaN;
    if (predicted !== labels[row]) sum += predicted === 1 ? fp : fn;
  }
  return sum / labels.length;
}

function checkTwoClasses(classes: number): void {
  if (classes === 2) return;
  throw new ZerothError(
    'objective-classes',
    `cost(fp=,fn=) is for two classes and there are ${classes}: choose another objective.`,
    classes,
  );
}
