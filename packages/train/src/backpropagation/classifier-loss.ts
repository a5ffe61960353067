import { type ClassifierModel, importGraph } from '@zeroth/onnx';
import * as np from 'zeroth/array';

/**
 * The mean cross-entropy of a batch, as a function of arrays that can be traced and differentiated.
 *
 * @param weights one array a parameter of the classifier's model, in their order
 * @param ids tokens, int32 [texts, length]
 * @param mask 1, or 0 for padding, int32 [texts, length]
 * @param labels int32 [texts]
 */
export type ClassifierLoss = (
  weights: readonly np.NDArray[],
  ids: np.NDArray,
  mask: np.NDArray,
  labels: np.NDArray,
) => np.NDArray;

/** The loss of a classifier. In `float64` its constants are too, so that weights in float64 lose nothing. */
export function classifierLoss(
  { model, classes }: ClassifierModel,
  precision: 'float32' | 'float64' = 'float32',
): ClassifierLoss {
  const { graph, opset, parameters } = model;
  const logitsOf = importGraph(graph, { opset, outputs: ['logits'], precision });
  const kinds = np.arange(classes, undefined, 1, { dtype: 'int32' });
  return (weights, ids, mask, labels) => {
    const feeds: Record<string, np.NDArray> = {
      input_ids: ids,
      attention_mask: mask,
      token_type_ids: np.zerosLike(ids),
    };
    parameters.forEach(({ name }, i) => {
      feeds[name] = weights[i]!;
    });
    const logProbabilities = np.logSoftmax(logitsOf(feeds).logits!);
    const isLabel = np.equal(np.expandDims(labels, 1), kinds);
    return np.negative(np.divide(np.sum(np.where(isLabel, logProbabilities, 0)), labels.size));
  };
}
