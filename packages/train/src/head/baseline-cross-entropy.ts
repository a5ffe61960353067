/** Examples whose factors are multiplied before a logarithm is taken. Each is at most C, and 1.8e308 is above 7000^80. */
const factorsALog = 80;

/**
 * Mean cross-entropy of baseline-category logits: class 0 has the logit 0.
 *
 * Each loss is its largest logit, less that of the label, plus the log of a sum in [1, C]. The sums are multiplied and
 * one logarithm is taken of many, as exact as adding their logarithms and much faster.
 *
 * @param logits (C − 1) x n, class by class
 * @param labels length n
 */
export function baselineCrossEntropy(logits: Float64Array, labels: Int32Array, classes: number): number {
  return (classes === 2 ? twoClassSum(logits, labels) : manyClassSum(logits, labels)) / labels.length;
}

function twoClassSum(logits: Float64Array, labels: Int32Array): number {
  let sum = 0;
  let product = 1;
  for (let i = 0, untilLog = factorsALog; i < labels.length; i++) {
    const logit = logits[i]!;
    const size = Math.abs(logit);
    // The label's logit is the smaller one: the loss is the distance, and the small term below.
    if (labels[i] === 1 ? logit < 0 : logit > 0) sum += size;
    product *= 1 + Math.exp(-size);
    if (--untilLog === 0) {
      sum += Math.log(product);
      product = 1;
      untilLog = factorsALog;
    }
  }
  return sum + Math.log(product);
}

function manyClassSum(logits: Float64Array, labels: Int32Array): number {
  const count = labels.length;
  let sum = 0;
  let product = 1;
  for (let i = 0, untilLog = factorsALog; i < count; i++) {
    let largest = 0;
    for (let at = i; at < logits.length; at += count) if (logits[at]! > largest) largest = logits[at]!;
    let factor = Math.exp(-largest);
    for (let at = i; at < logits.length; at += count) factor += Math.exp(logits[at]! - largest);
    const label = labels[i]!;
    sum += largest - (label === 0 ? 0 : logits[(label - 1) * count + i]!);
    product *= factor;
    if (--untilLog === 0) {
      sum += Math.log(product);
      product = 1;
      untilLog = factorsALog;
    }
  }
  return sum + Math.log(product);
}
