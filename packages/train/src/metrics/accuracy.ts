import { checkShapes, type Logits, predictedClass } from './predictions.js';

/**
 * Fraction of examples whose label has the largest logit (of equal ones the first counts), in [0, 1]. Not a number
 * where a logit is not.
 *
 * @param logits n x classes, row by row
 * @throws ZerothError `shape-mismatch`, `label-invalid`
 */
export function accuracy(logits: Logits, labels: Int32Array, classes: number): number {
  checkShapes(logits, labels, classes);
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const predicted = predictedClass(logits, row, classes);
    if (predicted < 0) return Number.NaN;
    if (predicted === labels[row]) right++;
  }
  return right / labels.length;
}
