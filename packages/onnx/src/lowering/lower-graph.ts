import { create } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { type Graph, simplify } from 'zeroth/graph';
import { node, valueInfo } from '../format/graph.js';
import { elementwiseLowerings } from './elementwise.js';
import { turnProducts } from './products.js';
import { cannotLower, lowerStructure } from './structure.js';
import { createWriter, elementTypes } from './writer.js';

/** The version of ONNX's operators that is written. */
const opset = 18;
/** The version of ONNX's files that goes with it. */
const irVersion = 8n;

/** Names of the inputs and outputs of a graph, in their order. */
export interface GraphNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const nothingHeld: ReadonlySet<ArrayBufferLike> = new Set();

/**
 * A graph of arrays as an ONNX model. Arrays that the function closes over become constants of the model.
 *
 * @throws ZerothError `cannot-lower` for operations that ONNX has no counterpart of
 */
export function lowerGraph(graph: Graph, names: GraphNames): ModelProto {
  const { inputs, equations, outputs } = turnProducts(simplify(graph, nothingHeld));
  const writer = createWriter();
  inputs.forEach((variable, i) => {
    writer.define(variable, { name: names.inputs[i]!, shape: variable.shape, dtype: variable.dtype });
  });
  for (const equation of equations) {
    const { primitive, inputs: operands } = equation;
    const lowering = elementwiseLowerings.get(primitive);
    const value =
      lowering === undefined
        ? lowerStructure(writer, equation)
        : lowering(
            writer,
            operands.map((operand) => writer.loose(operand)),
          );
    writer.define(equation.outputs[0]!, value ?? cannotLower(equation));
  }
  const results = outputs.map((operand, i) => {
    const { name, shape, dtype } = writer.whole(operand);
    writer.nodes.push(node('Identity', [name], [names.outputs[i]!]));
    return valueInfo(names.outputs[i]!, elementTypes[dtype], shape);
  });
  return create(ModelProtoSchema, {
    irVersion,
    producerName: 'zeroth',
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: {
      name: 'function',
      node: writer.nodes,
      initializer: writer.constants,
      input: inputs.map(({ shape, dtype }, i) => valueInfo(names.inputs[i]!, elementTypes[dtype], shape)),
      output: results,
    },
  });
}
