import type { GraphProto, NodeProto } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import { type ArrayLike, asArray, astype, NDArray } from 'zeroth/array';
import { subgraphs } from '../model/hoist.js';
import { nameOf, nodeError, type Precision } from './call.js';
import { constantArray } from './constant-array.js';
import { operators } from './operators/index.js';

/** Options of {@link importGraph}. */
export interface ImportOptions {
  /** The version of ONNX's operators that the graph was written for. */
  readonly opset: number;
  /** The outputs wanted; nodes that none of them needs are not looked at. Default all. */
  readonly outputs?: readonly string[];
  /** The dtype of the graph's constants and conversions to floating numbers. Default `float32`. */
  readonly precision?: Precision;
}

/** A graph as a function: arrays by the names of its inputs and weights, to arrays by the names of its outputs. */
export type ImportedGraph = (inputs: Readonly<Record<string, ArrayLike>>) => Readonly<Record<string, NDArray>>;

/**
 * A graph of ONNX as a function of arrays, to be called, traced and differentiated like any other. Shapes are those of
 * the arrays it is given: what the graph computes from shapes alone is computed while it is traced.
 *
 * @throws ZerothError `no-operator` and `control-flow` at once, for nodes that are needed; when called `missing-input`,
 *   `dynamic-shape`, and what else is wrong with a node, which is named
 */
export function importGraph(graph: GraphProto, options: ImportOptions): ImportedGraph {
  const { opset, precision = 'float32', outputs = graph.output.map(({ name }) => name) } = options;
  const nodes = neededNodes(graph, outputs);
  const steps = nodes.map((node) => ({ node, operator: operatorOf(node) }));
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const made = new Map<string, NDArray>();
  const constantNamed = (name: string): NDArray | undefined => {
    const tensor = constants.get(name);
    if (tensor === undefined) return undefined;
    const array = made.get(name) ?? constantArray(tensor, precision);
    made.set(name, array);
    return array;
  };

  return (inputs) => {
    const values = new Map<string, NDArray>();
    const lookUp = (name: string): NDArray | undefined => values.get(name) ?? constantNamed(name);
    for (const [name, value] of Object.entries(inputs)) values.set(name, asArray(value));
    for (const { node, operator } of steps) {
      const given = node.input.map((name) =>
        name === '' ? undefined : (lookUp(name) ?? unknownValue(graph, node, name)),
      );
      const results = applied(node, () => operator({ node, opset, precision, inputs: given }));
      node.output.forEach((name, i) => {
        const result = results[i];
        if (name !== '' && result !== undefined) values.set(name, result);
      });
    }
    return Object.fromEntries(outputs.map((name) => [name, read(lookUp(name) ?? unknownOutput(graph, name))]));
  };
}

/** A condition among the outputs that the caller leaves alone is not that of an `if`, for which nothing reads it. */
function read(output: NDArray): NDArray {
  if (output.dtype === 'bool') astype(output, 'int32');
  return output;
}

function neededNodes(graph: GraphProto, outputs: readonly string[]): readonly NodeProto[] {
  const needed = new Set(outputs);
  const found: NodeProto[] = [];
  for (const node of graph.node.toReversed()) {
    if (!node.output.some((name) => needed.has(name))) continue;
    for (const name of node.input) needed.add(name);
    found.push(node);
  }
  return found.reverse();
}

function operatorOf(node: NodeProto) {
  if (subgraphs(node).length > 0)
    throw nodeError(
      node,
      'control-flow',
      'holds graphs of its own, which are not followed: export the model without control flow.',
    );
  const operator = node.domain === '' || node.domain === 'ai.onnx' ? operators.get(node.opType) : undefined;
  if (operator !== undefined) return operator;
  const domain = node.domain === '' ? '' : ` of the domain ${node.domain}`;
  throw nodeError(
    node,
    'no-operator',
    `is an operator${domain} that is not known here: docs/model-gradients.md lists those that are.`,
    node.opType,
  );
}

/** What a node gives. Mistakes are told with its name. */
function applied(node: NodeProto, run: () => NDArray | readonly NDArray[]): readonly NDArray[] {
  try {
    const results = run();
    return results instanceof NDArray ? [results] : results;
  } catch (error) {
    if (!(error instanceof ZerothError) || error.message.includes(nameOf(node))) throw error;
    throw new ZerothError(error.code, `The node ${nameOf(node)} cannot be computed: ${error.message}`, error.value, {
      cause: error,
    });
  }
}

function unknownValue(graph: GraphProto, node: NodeProto, name: string): never {
  if (graph.input.some((input) => input.name === name))
    throw new ZerothError('missing-input', `Give the input ${name} too.`, name);
  throw nodeError(node, 'missing-value', `reads ${name}, which nothing before it gives: the model is damaged.`, name);
}

function unknownOutput({ output }: GraphProto, name: string): never {
  throw new ZerothError(
    'unknown-output',
    `The model has no output ${name}; it has ${output.map((each) => each.name).join(', ')}.`,
    name,
  );
}
