import { ZerothError } from 'zeroth';
import { checkLabels } from '../metrics/index.js';

/** Number of examples of each class. @throws ZerothError `label-invalid`, `class-empty` when a class has none */
export function classCounts(labels: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  checkLabels(labels, classes);
  for (const label of labels) counts[label]!++;
  const empty = counts.indexOf(0);
  if (empty < 0) return counts;
  throw new ZerothError('class-empty', `Class ${empty} has no example: a head needs examples of every class.`, empty);
}
