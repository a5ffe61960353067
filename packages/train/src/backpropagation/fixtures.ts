/* Gradients of use-lite in float64, for tests of those that a runtime computes. */
import { addHead, type ClassifierModel, openTextModel } from '@zeroth/onnx';
import * as np from 'zeroth/array';
import { vjp } from 'zeroth/autodiff';
import { classifierLoss } from './classifier-loss.js';

export const texts: readonly Int32Array[] = [Int32Array.of(17, 1204, 9, 77, 5021), Int32Array.of(3000, 8, 17)];
export const labels = Int32Array.of(1, 0);
const length = 8;

/** use-lite with a head that is not empty: behind an empty one nothing has a derivative. */
export async function classifierWithHead(): Promise<ClassifierModel> {
  const classifier = await addHead(await openTextModel('use-lite', { threads: 1 }), 2);
  for (const { values } of classifier.model.parameters.slice(-2))
    for (let i = 0; i < values.length; i++) values[i] = Math.sin(i + 1);
  return classifier;
}

/** The sign of element i of tensor t in direction k: a bit of a product that mixes the three. */
function sign(i: number, t: number, k: number): number {
  return (Math.imul(i + 1, 2654435761) ^ Math.imul(31 * t + k + 1, 40503 * 65537)) & 0x8000 ? 1 : -1;
}

/** Loss and gradient in float64, by the operators of zeroth/array one after another, and slopes along directions. */
export function gradientInDoubles(classifier: ClassifierModel, directions: number) {
  const batchLoss = classifierLoss(classifier, 'float64');
  const ids = np.zeros([texts.length, length], { dtype: 'int32' });
  const mask = np.zeros([texts.length, length], { dtype: 'int32' });
  texts.forEach((text, row) => {
    for (const [i, token] of text.entries()) {
      ids.data[row * length + i] = token;
      mask.data[row * length + i] = 1;
    }
  });
  const loss = (...weights: readonly np.NDArray[]) => batchLoss(weights, ids, mask, np.fromData(labels));
  const { parameters } = classifier.model;
  const weights = parameters.map(({ shape, values }) => np.fromData(Float64Array.from(values), shape));
  const { value, pullback } = vjp(loss, ...weights);
  const gradient = pullback(1).map((part) => np.float64Data(np.asArray(part)));
  const moved = weights.map((weight) => np.float64Data(weight));
  // Truncation h² and rounding ε / h balance at h ≈ ε^(1/3), in units of the weights' size, about 0.05.
  const h = 2 ** -22;
  const slopes = Array.from({ length: directions }, (_, k) => {
    let slope = 0;
    gradient.forEach((part, t) => {
      for (let i = 0; i < part.length; i++) slope += sign(i, t, k) * part[i]!;
    });
    const after = (by: number): number => {
      moved.forEach((part, t) => {
        for (let i = 0; i < part.length; i++) part[i]! += by * sign(i, t, k);
      });
      return loss(...weights).item();
    };
    const above = after(h);
    const below = after(-2 * h);
    after(h);
    return { slope, difference: (above - below) / (2 * h) };
  });
  return { loss: np.asArray(value).item(), gradient, slopes };
}
