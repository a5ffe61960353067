import { exp, log } from 'zeroth/random';
import { checkLabels } from '../metrics/index.js';
import { classCounts } from './class-counts.js';
import { exampleCount } from './features.js';
import { type Head, headLogits } from './head.js';

/** Golden-section steps: the bracket of log temperature, 30 wide, shrinks to 1e-8. */
const temperatureSteps = 46;

/**
 * The nearest class mean as a head: the logit of class c is t (m_c · x − ‖m_c‖² / 2), less that of class 0, where m_c is
 * the mean embedding of class c and the temperature t is the one with the least cross-entropy on these examples. The
 * same embeddings give the same bits on every engine.
 *
 * @param embeddings of the train part: n x d, row by row
 * @param labels length n
 * @throws ZerothError `shape-mismatch`, `label-invalid`, `class-empty` when a class has no example
 */
export function classMeanHead(embeddings: Float32Array, labels: Int32Array, classes: number): Head {
  const counts = classCounts(labels, classes);
  const width = embeddings.length / labels.length;
  exampleCount(embeddings, width);
  const means = new Float64Array(classes * width);
  labels.forEach((label, i) => {
    for (let j = 0; j < width; j++) means[label * width + j]! += embeddings[i * width + j]! / counts[label]!;
  });
  const weight = new Float64Array((classes - 1) * width);
  const bias = new Float64Array(classes - 1);
  for (let c = 1; c < classes; c++) {
    for (let j = 0; j < width; j++) {
      const mean = means[c * width + j]!;
      const baseline = means[j]!;
      weight[(c - 1) * width + j] = mean - baseline;
      bias[c - 1]! -= (mean * mean - baseline * baseline) / 2;
    }
  }
  const logits = Float64Array.from(headLogits({ classes, weight, bias }, embeddings));
  const temperature = leastLossTemperature(logits, labels, classes);
  return { classes, weight: weight.map((w) => w * temperature), bias: bias.map((b) => b * temperature) };
}

/** Cross-entropy is convex in the temperature, so along its logarithm it falls, then rises: golden section finds it. */
function leastLossTemperature(logits: Float64Array, labels: Int32Array, classes: number): number {
  checkLabels(labels, classes);
  const loss = (logTemperature: number): number => crossEntropyAt(exp(logTemperature), logits, labels, classes);
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [-15, 15];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [leftLoss, rightLoss] = [loss(left), loss(right)];
  for (let step = 0; step < temperatureSteps; step++) {
    if (leftLoss <= rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - golden * (high - low);
      leftLoss = loss(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + golden * (high - low);
      rightLoss = loss(right);
    }
  }
  return exp((low + high) / 2);
}

/** Cross-entropy of logits times a temperature, by elementary functions that are the same on every engine. */
function crossEntropyAt(temperature: number, logits: Float64Array, labels: Int32Array, classes: number): number {
  let sum = 0;
  labels.forEach((label, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const largest = temperature * row.reduce((most, logit) => Math.max(most, logit), -Infinity);
    let total = 0;
    for (const logit of row) total += exp(temperature * logit - largest);
    sum += largest - temperature * row[label]! + log(total);
  });
  return sum / labels.length;
}
