/** Sums below this are multiplied; one above it has a logarithm of its own, by a way that cannot overflow. */
const largeSum = 1e100;
/** The product of sums gets its logarithm when it passes this: the next factor cannot make it overflow. */
const largeProduct = 1e200;

/**
 * Mean cross-entropy of baseline-category logits where few rows change between two questions: the exponentials of each
 * class are kept, so that a change of one class's logits costs n exponentials instead of n C. The loss is a function of
 * the logits alone, to the last bit.
 */
export interface KeptExponentials {
  /** Takes note that the logits of class row + 1 are others now. */
  refresh(logits: Float64Array, row: number): void;
  /** The loss. @param logits (C − 1) x n, class by class, all of which were refreshed */
  loss(logits: Float64Array): number;
}

/** @param labels length n */
export function keptExponentials(labels: Int32Array, classes: number): KeptExponentials {
  const count = labels.length;
  const exponentials = new Float64Array((classes - 1) * count);
  return {
    refresh(logits, row) {
      for (let at = row * count; at < (row + 1) * count; at++) exponentials[at] = Math.exp(logits[at]!);
    },
    loss(logits) {
      let sum = 0;
      let product = 1;
      for (let i = 0; i < count; i++) {
        // Class 0 has the logit 0, so the sum is at least 1.
        let total = 1;
        for (let at = i; at < exponentials.length; at += count) total += exponentials[at]!;
        const label = labels[i]!;
        if (label > 0) sum -= logits[(label - 1) * count + i]!;
        if (total < largeSum) {
          product *= total;
          if (product > largeProduct) {
            sum += Math.log(product);
            product = 1;
          }
        } else sum += logSumOf(logits, i, count);
      }
      return (sum + Math.log(product)) / count;
    },
  };
}

/** log(1 + Σ exp(logit)) of one example, shifted by the largest logit. */
function logSumOf(logits: Float64Array, i: number, count: number): number {
  let largest = 0;
  for (let at = i; at < logits.length; at += count) if (logits[at]! > largest) largest = logits[at]!;
  let total = Math.exp(-largest);
  for (let at = i; at < logits.length; at += count) total += Math.exp(logits[at]! - largest);
  return largest + Math.log(total);
}
