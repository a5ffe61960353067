import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  type ValueInfoProto,
} from 'onnx-buf';
import { float32, floats, int64, integers, node, untyped, valueInfo } from '../format/graph.js';

/** Small models for tests, made with the ONNX schema itself. */

interface SmallGraph {
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
}

export function smallModel({ nodes, initializers, inputs, outputs }: SmallGraph, opset = 17): ModelProto {
  return create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: {
      name: 'small',
      node: [...nodes],
      initializer: [...initializers],
      input: [...inputs],
      output: [...outputs],
    },
  });
}

export const bytesOf = (model: ModelProto) => toBinary(ModelProtoSchema, model);

/** Numbers that differ, and that float32 holds exactly. */
export const ramp = (length: number, step = 1 / 64) => Float32Array.from({ length }, (_, i) => ((i % 129) - 64) * step);

/** y = relu(x W₁ + b₁) W₂ + b₂, with 8 inputs, 24 hidden units and 3 outputs. */
export function perceptron(): ModelProto {
  return smallModel({
    nodes: [
      node('MatMul', ['x', 'layers.0.weight'], ['product']),
      node('Add', ['product', 'layers.0.bias'], ['sum']),
      node('Relu', ['sum'], ['hidden']),
      node('Gemm', ['hidden', 'layers.1.weight', 'layers.1.bias'], ['y'], { transB: 1 }),
    ],
    initializers: [
      floats('layers.0.weight', ramp(8 * 24), [8, 24]),
      floats('layers.0.bias', ramp(24), [24]),
      floats('layers.1.weight', ramp(3 * 24), [3, 24]),
      floats('layers.1.bias', ramp(3), [3]),
    ],
    inputs: [valueInfo('x', float32, ['batch', 8])],
    outputs: [valueInfo('y', float32, ['batch', 3])],
  });
}

/** The perceptron by hand, in float64. */
export function perceptronByHand(x: ArrayLike<number>): readonly number[] {
  const [w1, b1, w2, b2] = [ramp(8 * 24), ramp(24), ramp(3 * 24), ramp(3)];
  const hidden = Array.from(b1, (bias, j) => {
    let sum = bias;
    for (let i = 0; i < 8; i++) sum += x[i]! * w1[i * 24 + j]!;
    return Math.max(0, sum);
  });
  return Array.from(b2, (bias, k) => hidden.reduce((sum, value, j) => sum + value * w2[k * 24 + j]!, bias));
}

/** A node with two branches, each with a weight of its own under the same name. */
export function branching(): ModelProto {
  const branch = (name: string, step: number) =>
    create(GraphProtoSchema, {
      name,
      initializer: [floats('weight', ramp(128, step), [128])],
      node: [node('Mul', ['x', 'weight'], [`${name}.y`])],
      output: [untyped(`${name}.y`)],
    });
  const choice = node('If', ['condition'], ['y']);
  choice.attribute = [
    create(AttributeProtoSchema, {
      name: 'then_branch',
      type: AttributeProto_AttributeType.GRAPH,
      g: branch('then', 1 / 64),
    }),
    create(AttributeProtoSchema, {
      name: 'else_branch',
      type: AttributeProto_AttributeType.GRAPH,
      g: branch('else', 1 / 32),
    }),
  ];
  return smallModel({
    nodes: [choice],
    initializers: [],
    inputs: [valueInfo('x', float32, [128]), valueInfo('condition', TensorProto_DataType.BOOL, [])],
    outputs: [valueInfo('y', float32, [128])],
  });
}

/** The tensor with its data in another file. */
export function external(tensor: TensorProto, location: string, offset: number, length: number): TensorProto {
  return create(TensorProtoSchema, {
    name: tensor.name,
    dims: tensor.dims,
    dataType: tensor.dataType,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: location },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(length) },
    ],
  });
}

/** A token encoder as exporters write them: `last_hidden_state` from ids, padding masked in a step of attention. */
export function tokenEncoder(rows: number, width: number): ModelProto {
  return smallModel({
    nodes: [
      node('Gather', ['embeddings.word.weight', 'input_ids'], ['token']),
      node('LayerNormalization', ['token', 'encoder.layer.0.norm.weight', 'encoder.layer.0.norm.bias'], ['normal'], {
        axis: -1,
        epsilon: { float: 1e-5 },
      }),
      node('MatMul', ['normal', 'onnx::MatMul_7'], ['/encoder/layer.0/query/MatMul_output_0']),
      node('Transpose', ['normal'], ['keys'], { perm: [0, 2, 1] }),
      node('MatMul', ['/encoder/layer.0/query/MatMul_output_0', 'keys'], ['scores']),
      node('Cast', ['attention_mask'], ['mask'], { to: float32 }),
      node('Sub', ['mask', 'one'], ['minus']),
      node('Mul', ['minus', 'large'], ['penalty']),
      // Shapes that are computed from activations, as exporters do.
      node('Shape', ['scores'], ['scores_shape']),
      node('Gather', ['scores_shape', 'zero'], ['batch_size'], { axis: 0 }),
      node('Concat', ['batch_size', 'tail'], ['penalty_shape'], { axis: 0 }),
      node('Reshape', ['penalty', 'penalty_shape'], ['penalty_row']),
      node('Add', ['scores', 'penalty_row'], ['masked']),
      node('Softmax', ['masked'], ['probabilities'], { axis: -1 }),
      node('MatMul', ['probabilities', 'normal'], ['context']),
      node('Reshape', ['context', 'context_shape'], ['context_same']),
      node('MatMul', ['context_same', 'encoder.layer.1.output.weight'], ['product']),
      node('Add', ['product', 'encoder.layer.1.output.bias'], ['sum']),
      node('Add', ['sum', 'token'], ['last_hidden_state']),
    ],
    initializers: [
      floats('embeddings.word.weight', ramp(rows * width), [rows, width]),
      floats('encoder.layer.0.norm.weight', ramp(width, 1 / 32), [width]),
      floats('encoder.layer.0.norm.bias', ramp(width), [width]),
      floats('onnx::MatMul_7', ramp(width * width, 1 / 128), [width, width]),
      floats('encoder.layer.1.output.weight', ramp(width * width), [width, width]),
      floats('encoder.layer.1.output.bias', ramp(width), [width]),
      floats('one', [1], []),
      floats('large', [1e9], []),
      integers('zero', [0]),
      integers('tail', [1, -1]),
      integers('context_shape', [0, 0, width]),
    ],
    inputs: [
      valueInfo('input_ids', int64, ['batch', 'length']),
      valueInfo('attention_mask', int64, ['batch', 'length']),
      valueInfo('token_type_ids', int64, ['batch', 'length']),
    ],
    outputs: [valueInfo('last_hidden_state', float32, ['batch', 'length', width])],
  });
}
