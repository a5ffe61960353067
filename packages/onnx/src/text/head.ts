import { ZerothError } from 'zeroth';
import { float32, floats, integers, node, valueInfo } from '../format/graph.js';
import { freeName } from '../model/rename.js';
import { runTexts } from './batches.js';
import type { TextModel } from './text-model.js';

/** A text model with a classification head. */
export interface ClassifierModel extends TextModel {
  readonly classes: number;
  /** The logits of each text, n x classes, row-major; the first class's is 0. */
  logits(tokens: readonly Int32Array[], options?: { readonly maxTokens?: number }): Promise<Float32Array>;
}

/** Pad takes its widths as an input since then. */
const oldestOpset = 11;
const outputs = { logits: 'logits', probabilities: 'probabilities' };

/**
 * Adds a linear classification head: the parameters `head.weight` [classes − 1, width] and `head.bias`
 * [classes − 1], zero at first, in the memories of the encoder. The logit of the first class is always 0, so that no
 * direction of the parameters is without effect; two classes take width + 1 numbers.
 *
 * The classifier's `model` shares the encoder's weights with `text.model`, and has the outputs `logits` and
 * `probabilities` [batch, classes] besides.
 *
 * @throws ZerothError `classes` unless there are two or more
 */
export async function addHead(text: TextModel, classes: number): Promise<ClassifierModel> {
  if (!(Number.isInteger(classes) && classes >= 2)) {
    throw new ZerothError('classes', `A classifier needs two classes or more, not ${classes}.`, classes);
  }
  const { output, width } = text;
  const rows = classes - 1;
  const model = await text.model.extend({
    parameters: [
      { name: 'head.weight', shape: [rows, width], kind: 'matrix', group: 'head' },
      { name: 'head.bias', shape: [rows], kind: 'bias', group: 'head' },
    ],
    edit({ graph, opsetImport }) {
      const version = Number(opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0);
      if (version < oldestOpset) {
        const message = `The model uses opset ${version}; a head needs ${oldestOpset} or later: export the model again.`;
        throw new ZerothError('old-opset', message, version);
      }
      if (!graph) return;
      freeName(graph, outputs.logits);
      freeName(graph, outputs.probabilities);
      graph.node.push(
        node('Gemm', [output, 'head.weight', 'head.bias'], ['head.product'], { transB: 1 }),
        node('Pad', ['head.product', 'head.padding', 'head.zero'], [outputs.logits]),
        node('Softmax', [outputs.logits], [outputs.probabilities], { axis: -1 }),
      );
      // One column before the first: the logit of class 0.
      graph.initializer.push(integers('head.padding', [0, 1, 0, 0]), floats('head.zero', [0], []));
      graph.output.push(
        valueInfo(outputs.logits, float32, ['batch', classes]),
        valueInfo(outputs.probabilities, float32, ['batch', classes]),
      );
    },
  });
  const run = (tokens: readonly Int32Array[], name: string, columns: number, maxTokens = text.maxTokens) =>
    runTexts(model, tokens, name, columns, maxTokens);
  return {
    ...text,
    model,
    classes,
    embed: (tokens, { maxTokens } = {}) => run(tokens, output, width, maxTokens),
    logits: (tokens, { maxTokens } = {}) => run(tokens, outputs.logits, classes, maxTokens),
  };
}
