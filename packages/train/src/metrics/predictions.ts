import { ZerothError } from 'zeroth';

/** Logits of n examples, row by row (n x classes). */
export type Logits = Float32Array | Float64Array;

/**
 * The class with the largest logit in a row; of equal ones the first, and −1 where a logit is not a number.
 *
 * @param row index of the example
 */
export function predictedClass(logits: Logits, row: number, classes: number): number {
  const start = row * classes;
  let best = 0;
  for (let c = 0; c < classes; c++) {
    const logit = logits[start + c]!;
    if (Number.isNaN(logit)) return -1;
    if (logit > logits[start + best]!) best = c;
  }
  return best;
}

/** @throws ZerothError `shape-mismatch`, `label-invalid` unless there is a row for each label and at least one */
export function checkShapes(logits: Logits, labels: Int32Array, classes: number): void {
  if (labels.length === 0 || logits.length !== labels.length * classes) {
    throw new ZerothError(
      'shape-mismatch',
      `Give one row of ${classes} logits for each of at least one label, not ${logits.length} numbers for ${labels.length} labels.`,
      { logits: logits.length, labels: labels.length, classes },
    );
  }
  checkLabels(labels, classes);
}

/** @throws ZerothError `label-invalid` unless every label is from 0 to classes − 1 */
export function checkLabels(labels: Int32Array, classes: number): void {
  for (const label of labels) {
    if (label >= 0 && label < classes) continue;
    throw new ZerothError('label-invalid', `Labels must be from 0 to ${classes - 1}, not ${label}.`, label);
  }
}
