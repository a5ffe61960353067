import { confusionCounts } from './confusion-matrix.js';
import { checkShapes, type Logits } from './predictions.js';

/**
 * F1 score, 2 TP / (2 TP + FP + FN), in [0, 1]: with two classes that of class 1, with more the mean over the classes
 * that occur among labels or predictions (macro average). 0 where class 1 of two occurs in neither. Not a number where
 * a logit is not.
 *
 * @param logits n x classes, row by row
 * @throws ZerothError `shape-mismatch`, `label-invalid`
 */
export function f1(logits: Logits, labels: Int32Array, classes: number): number {
  checkShapes(logits, labels, classes);
  const counts = confusionCounts(logits, labels, classes);
  if (!counts) return Number.NaN;
  if (classes === 2) return f1OfClass(counts, classes, 1) ?? 0;
  let sum = 0;
  let occurring = 0;
  for (let c = 0; c < classes; c++) {
    const score = f1OfClass(counts, classes, c);
    if (score === undefined) continue;
    sum += score;
    occurring++;
  }
  return sum / occurring;
}

function f1OfClass(counts: Int32Array, classes: number, c: number): number | undefined {
  let labelled = 0;
  let predicted = 0;
  for (let other = 0; other < classes; other++) {
    labelled += counts[c * classes + other]!;
    predicted += counts[other * classes + c]!;
  }
  return labelled + predicted === 0 ? undefined : (2 * counts[c * classes + c]!) / (labelled + predicted);
}
