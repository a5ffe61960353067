import { checkShapes, type Logits } from './predictions.js';

/**
 * Mean over the examples of −log p(label), natural logarithm, where p = softmax(logits). It is summed in double
 * precision, exact to rounding for losses however small or large. Not a number where a logit is not.
 *
 * @param logits n x classes, row by row
 * @param weights weight of each class, length `classes`; the mean is still over n. Default 1
 * @throws ZerothError `shape-mismatch`, `label-invalid`
 */
export function crossEntropy(logits: Logits, labels: Int32Array, classes: number, weights?: readonly number[]): number {
  checkShapes(logits, labels, classes);
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    const loss = rowLoss(logits, row * classes, classes, label);
    sum += weights === undefined ? loss : loss * weights[label]!;
  }
  return sum / labels.length;
}

function rowLoss(logits: Logits, start: number, classes: number, label: number): number {
  let top = 0;
  for (let c = 1; c < classes; c++) if (logits[start + c]! > logits[start + top]!) top = c;
  const largest = logits[start + top]!;
  // The largest logit's own term is 1: leaving it to log1p keeps the digits of a small loss.
  let others = 0;
  for (let c = 0; c < classes; c++) if (c !== top) others += Math.exp(logits[start + c]! - largest);
  return largest - logits[start + label]! + Math.log1p(others);
}
