import { ZerothError } from 'zeroth';
import { checkShapes, type Logits, predictedClass } from './predictions.js';

/**
 * Counts of examples by true class (row) and predicted class (column).
 *
 * @param logits n x classes, row by row
 * @throws ZerothError `not-a-number` where a logit is not a number, `shape-mismatch`, `label-invalid`
 */
export function confusionMatrix(logits: Logits, labels: Int32Array, classes: number): number[][] {
  checkShapes(logits, labels, classes);
  const counts = confusionCounts(logits, labels, classes);
  if (counts) {
    return Array.from({ length: classes }, (_, c) => Array.from(counts.subarray(c * classes, (c + 1) * classes)));
  }
  throw new ZerothError('not-a-number', 'A logit is not a number, so there is no prediction to count.');
}

/** The counts row by row, or undefined where a logit is not a number. Shapes must have been checked. */
export function confusionCounts(logits: Logits, labels: Int32Array, classes: number): Int32Array | undefined {
  const counts = new Int32Array(classes * classes);
  for (let row = 0; row < labels.length; row++) {
    const predicted = predictedClass(logits, row, classes);
    if (predicted < 0) return undefined;
    counts[labels[row]! * classes + predicted]!++;
  }
  return counts;
}
