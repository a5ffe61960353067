import type { Features } from './features.js';
import type { ValueAndGradient } from './lbfgs.js';
import { partialLogits } from './partial-logits.js';

/**
 * Mean cross-entropy of a head on features plus ½ Σ penalties_j w_j² for each class's row, with its gradient.
 * Parameters are laid out as `headParameters` does.
 */
export function logisticLoss(
  features: Features,
  labels: Int32Array,
  classes: number,
  penalties: Float64Array,
): ValueAndGradient {
  const { count, width, columns } = features;
  const rows = classes - 1;
  const sums = Array.from({ length: rows }, () => partialLogits(features));
  const logits = new Float64Array(rows * count);
  return (parameters, gradient) => {
    for (let row = 0; row < rows; row++) {
      const products = sums[row]!.at(parameters.subarray(row * width, (row + 1) * width));
      for (let i = 0; i < count; i++) logits[row * count + i] = products[i]! + parameters[rows * width + row]!;
    }
    let value = toResiduals(logits, labels) / count;
    for (let row = 0; row < rows; row++) {
      const residuals = logits.subarray(row * count, (row + 1) * count);
      gradient[rows * width + row] = residuals.reduce((sum, r) => sum + r, 0) / count;
      for (let j = 0; j < width; j++) {
        const weight = parameters[row * width + j]!;
        value += (penalties[j]! * weight * weight) / 2;
        gradient[row * width + j] = columnDot(columns, j * count, residuals) / count + penalties[j]! * weight;
      }
    }
    return value;
  };
}

/** Replaces logits, class by class, by p(class) − [label is class]; the sum of the losses is returned. */
function toResiduals(logits: Float64Array, labels: Int32Array): number {
  const count = labels.length;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    let largest = 0;
    for (let at = i; at < logits.length; at += count) if (logits[at]! > largest) largest = logits[at]!;
    let total = Math.exp(-largest);
    for (let at = i; at < logits.length; at += count) total += Math.exp(logits[at]! - largest);
    const label = labels[i]!;
    const ownLogit = label === 0 ? 0 : logits[(label - 1) * count + i]!;
    sum += largest + Math.log(total) - ownLogit;
    for (let at = i; at < logits.length; at += count) logits[at] = Math.exp(logits[at]! - largest) / total;
    if (label > 0) logits[(label - 1) * count + i]! -= 1;
  }
  return sum;
}

function columnDot(columns: Float64Array, start: number, residuals: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const n = residuals.length;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += columns[start + i]! * residuals[i]!;
    s1 += columns[start + i + 1]! * residuals[i + 1]!;
    s2 += columns[start + i + 2]! * residuals[i + 2]!;
    s3 += columns[start + i + 3]! * residuals[i + 3]!;
  }
  for (; i < n; i++) s0 += columns[start + i]! * residuals[i]!;
  return s0 + s1 + (s2 + s3);
}
