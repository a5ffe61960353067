import { fromBinary } from '@bufbuild/protobuf';
import { type GraphProto, type ModelProto, ModelProtoSchema, type NodeProto, type TensorProto } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import type { ByteSource } from '../format/byte-source.js';
import { attributeOf, float32, valueInfo } from '../format/graph.js';
import { readSkeleton } from '../format/skeleton.js';
import { fillIn, floatReader, locator, refuseHalf, shapeOf } from '../format/tensor-data.js';
import { classify, isWeightOfOne } from './parameter-kind.js';
import { renameUses } from './rename.js';
import { globs } from './select.js';
import type { ParameterSpecification } from './types.js';

/** The metadata property that lists, one a line, float32 tensors that are constants and no weights. */
export const constantsProperty = 'zeroth.constants';

/** A model whose weights have become inputs of its graph. */
export interface Hoisted {
  readonly model: ModelProto;
  readonly graph: GraphProto;
  readonly weights: readonly Required<ParameterSpecification>[];
}

/** Inputs that hold settings or statistics, not weights, by operator. */
const settings: Readonly<Record<string, readonly number[]>> = {
  BatchNormalization: [3, 4],
  Clip: [1, 2],
  DequantizeLinear: [1, 2],
  OneHot: [2],
  Pad: [2],
  QLinearConv: [1, 4, 6],
  QLinearMatMul: [1, 4, 6],
  QuantizeLinear: [1, 2],
  Resize: [1, 2],
  RoiAlign: [1],
  STFT: [2],
  Upsample: [1],
};

/** One use of a value: by which node, as which of its inputs. */
export interface Use {
  readonly node: NodeProto;
  readonly index: number;
}

/** The graphs inside a node: branches of If, bodies of loops. */
export function subgraphs(node: NodeProto): readonly GraphProto[] {
  return node.attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs));
}

/** All uses of each value name, in the graph and the graphs inside it. */
export function usesOf(graph: GraphProto, uses: Map<string, Use[]> = new Map()): Map<string, Use[]> {
  for (const node of graph.node) {
    node.input.forEach((name, index) => {
      const list = uses.get(name);
      if (list) list.push({ node, index });
      else uses.set(name, [{ node, index }]);
    });
    for (const inside of subgraphs(node)) usesOf(inside, uses);
  }
  return uses;
}

/**
 * Decodes a model and turns its weights into inputs: the float32 initializers and constants of two elements or more
 * that operators use as weights. A runtime reads inputs in place, so the weights can change between runs;
 * initializers it copies, and prepared copies of them it would keep.
 *
 * @param constants name patterns of tensors to leave alone, besides those the file itself lists
 */
export function hoist(source: ByteSource, constants: readonly string[]): Hoisted {
  const model = decode(source);
  const { graph } = model;
  // A file that is cut between two fields still decodes; the operators' versions come after the graph.
  if (!graph || graph.node.length === 0 || model.opsetImport.length === 0) {
    throw new ZerothError(
      'model-truncated',
      `${source.name} holds no graph: it is cut short, or no ONNX model.`,
      source.name,
    );
  }
  const listed = model.metadataProps.find(({ key }) => key === constantsProperty)?.value.split('\n') ?? [];
  const isConstant = globs([...listed, ...constants]);
  const locate = locator(source);
  const weights: Required<ParameterSpecification>[] = [];
  const taken = new Set(usesOf(graph).keys());

  function isWeight(tensor: TensorProto, uses: readonly Use[] | undefined): boolean {
    refuseHalf(tensor, source);
    if (tensor.dataType !== float32 || !uses || isConstant(tensor.name)) return false;
    const { shape, length } = shapeOf(tensor);
    // Single numbers are mostly factors and tolerances; those that are weights can be told from their use.
    if (length === 0 || (length === 1 && !isWeightOfOne(tensor.name, shape, uses))) return false;
    return !uses.some(({ node, index }) => settings[node.opType]?.includes(index));
  }

  function visit(within: GraphProto, top: GraphProto): void {
    const uses = usesOf(within);
    const outputs = new Set(within.output.map(({ name }) => name));
    const take = (tensor: TensorProto): boolean => {
      // A branch may not hand out a value from outside, so what it hands out stays in it.
      if (outputs.has(tensor.name) || !isWeight(tensor, uses.get(tensor.name))) {
        fillIn(tensor, locate);
        return false;
      }
      const read = floatReader(tensor, locate);
      let { name } = tensor;
      if (within !== top) {
        // Names in branches need only differ from names around them; inputs of the model must all differ.
        for (let k = 1; weights.some((weight) => weight.name === name) || (k > 1 && taken.has(name)); k++) {
          name = `${tensor.name}.${k}`;
        }
        if (name !== tensor.name) renameUses(within, tensor.name, name);
        taken.add(name);
      }
      const { shape } = shapeOf(tensor);
      weights.push({ name, shape, ...classify(name, shape, uses.get(tensor.name)!), fill: read });
      return true;
    };
    within.initializer = within.initializer.filter((tensor) => !take(tensor));
    within.node = within.node.filter((node) => {
      for (const inside of subgraphs(node)) visit(inside, top);
      const value = node.opType === 'Constant' ? attributeOf(node, 'value')?.t : undefined;
      if (value) {
        const { name } = value;
        value.name = node.output[0]!;
        if (take(value)) return false;
        value.name = name;
      }
      for (const { t, tensors } of node.attribute) {
        for (const tensor of t ? [t, ...tensors] : tensors) fillIn(tensor, locate);
      }
      return true;
    });
  }

  visit(graph, graph);
  for (const { node } of model.functions) {
    for (const { attribute } of node) for (const { t } of attribute) if (t) fillIn(t, locate);
  }
  // Old files list initializers as inputs too.
  const names = new Set(weights.map(({ name }) => name));
  graph.input = [
    ...graph.input.filter(({ name }) => !names.has(name) && !graph.initializer.some((tensor) => tensor.name === name)),
    ...weights.map(({ name, shape }) => valueInfo(name, float32, shape)),
  ];
  graph.valueInfo = graph.valueInfo.filter(({ name }) => !names.has(name));
  return { model, graph, weights };
}

function decode(source: ByteSource): ModelProto {
  const skeleton = readSkeleton(source);
  try {
    return fromBinary(ModelProtoSchema, skeleton);
  } catch (cause) {
    const message = `${source.name} is not a valid ONNX model: it is damaged, or of another kind.`;
    throw new ZerothError('model-not-onnx', message, source.name, { cause });
  }
}
