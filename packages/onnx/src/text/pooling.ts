import { ZerothError } from 'zeroth';
import { float32, floats, integers, node, valueInfo } from '../format/graph.js';
import type { Model } from '../model/types.js';
import { tokenFeeds } from './batches.js';

/** How the vectors of a text's tokens become one: their mean, or the first one's. */
export type Pooling = 'mean' | 'first';

/** A model with an output [batch, width] of embeddings. */
export interface Pooled {
  readonly model: Model;
  readonly output: string;
  readonly width: number;
}

/** Outputs that hold embeddings, by the names exporters give them; the first that is there is taken. */
const sentenceOutputs = ['embedding_vector', 'sentence_embedding', 'embeddings', 'embedding'];
const tokenOutputs = ['last_hidden_state', 'token_embeddings', 'hidden_states'];

/**
 * Finds a model's embeddings. An output [batch, width] is taken as it is; the vectors of tokens,
 * [batch, length, width], are pooled over those that are no padding, and scaled to length one where asked.
 *
 * @throws ZerothError `no-embedding` when there is no such output, `no-attention-mask` when padding cannot be told
 */
export async function pooled(model: Model, pooling: Pooling, normalise: boolean): Promise<Pooled> {
  const tokens = [new Int32Array(2), new Int32Array(2), new Int32Array(2)];
  const results = await model.run(tokenFeeds(model.inputs, tokens, { indices: [0, 1, 2], length: 2 }));
  const byRank = (names: readonly string[], rank: number) =>
    [...names.filter((name) => model.outputs.includes(name)), ...model.outputs].find(
      (name) => results[name]!.type === 'float32' && results[name]!.shape.length === rank,
    );
  if (!model.inputs.includes('attention_mask')) {
    const message =
      'The model has no input attention_mask, so its results would depend on padding: export it with one.';
    throw new ZerothError('no-attention-mask', message);
  }
  const sentence = sentenceOutputs.find((name) => byRank([name], 2) === name);
  if (sentence !== undefined) return { model, output: sentence, width: results[sentence]!.shape[1]! };
  const hidden = byRank(tokenOutputs, 3);
  if (hidden !== undefined) return addPooling(model, hidden, results[hidden]!.shape[2]!, pooling, normalise);
  const any = byRank([], 2);
  if (any !== undefined) return { model, output: any, width: results[any]!.shape[1]! };
  const message = `None of the outputs ${model.outputs.join(', ')} is [batch, width] or [batch, length, width].`;
  throw new ZerothError('no-embedding', message);
}

async function addPooling(
  model: Model,
  hidden: string,
  width: number,
  pooling: Pooling,
  normalise: boolean,
): Promise<Pooled> {
  const name = (part: string) => `pooling.${part}`;
  const output = 'sentence_embedding';
  const vector = normalise ? name('vector') : output;
  const extended = await model.extend({
    edit({ graph }) {
      // Products and reshapes are the same in every version of the operators; reductions are not.
      graph?.initializer.push(
        integers(name('as_row'), [0, 1, -1]),
        integers(name('as_column'), [0, -1, 1]),
        integers(name('flat'), [0, -1]),
        integers(name('first'), [0], []),
        floats(name('one'), [1], []),
        floats(name('epsilon'), [1e-12], []),
      );
      graph?.node.push(
        ...(pooling === 'first'
          ? [node('Gather', [hidden, name('first')], [vector], { axis: 1 })]
          : [
              node('Cast', ['attention_mask'], [name('mask')], { to: float32 }),
              node('Reshape', [name('mask'), name('as_row')], [name('row')]),
              node('Reshape', [name('mask'), name('as_column')], [name('column')]),
              node('MatMul', [name('row'), hidden], [name('sum')]),
              node('MatMul', [name('row'), name('column')], [name('count')]),
              node('Max', [name('count'), name('one')], [name('count_positive')]),
              node('Div', [name('sum'), name('count_positive')], [name('mean')]),
              node('Reshape', [name('mean'), name('flat')], [vector]),
            ]),
        ...(normalise
          ? [
              node('Reshape', [vector, name('as_row')], [name('vector_row')]),
              node('Reshape', [vector, name('as_column')], [name('vector_column')]),
              node('MatMul', [name('vector_row'), name('vector_column')], [name('squared_length')]),
              node('Sqrt', [name('squared_length')], [name('length')]),
              node('Max', [name('length'), name('epsilon')], [name('length_positive')]),
              node('Div', [name('vector_row'), name('length_positive')], [name('scaled')]),
              node('Reshape', [name('scaled'), name('flat')], [output]),
            ]
          : []),
      );
      graph?.output.push(valueInfo(output, float32, ['batch', width]));
    },
  });
  await model.close();
  return { model: extended, output, width };
}
