import type { GraphProto, NodeProto } from 'onnx-buf';
import { subgraphs } from './hoist.js';

/** How a graph is cut into what does not depend on the tuned weights and what does. */
export interface Frontier {
  /** Values to be kept: they depend on the inputs and on weights, but not on tuned ones. */
  readonly features: readonly string[];
  /** The nodes that give the output from the features. */
  readonly after: ReadonlySet<NodeProto>;
}

/** All that a node reads: its inputs, and what the graphs inside it read from around them. */
export function reads(node: NodeProto): readonly string[] {
  const inside = subgraphs(node).flatMap((graph) => {
    const own = new Set([...graph.node.flatMap(({ output }) => output), ...graph.initializer.map(({ name }) => name)]);
    return [...graph.node.flatMap(reads), ...graph.output.map(({ name }) => name)].filter((name) => !own.has(name));
  });
  return [...node.input, ...inside].filter((name) => name !== '');
}

/** The values that depend on any of the given ones, these included. Nodes are in topological order. */
function dependents(graph: GraphProto, names: Iterable<string>): Set<string> {
  const found = new Set(names);
  for (const node of graph.node) {
    if (reads(node).some((name) => found.has(name))) for (const name of node.output) found.add(name);
  }
  return found;
}

/**
 * Goes back from an output and stops at the first values that the tuned weights do not change. Values that cost
 * nothing to compute again, because no weight goes into them (masks, positions) or no input does (transposed
 * weights), are not kept.
 *
 * @param weights the names of all weights
 * @param tuned the names of those that will change
 * @param recomputed values that may not be kept: they are computed again from values further back
 */
export function frontier(
  graph: GraphProto,
  output: string,
  weights: Iterable<string>,
  tuned: Iterable<string>,
  recomputed: ReadonlySet<string>,
): Frontier {
  const weightNames = new Set(weights);
  const isWeighted = dependents(graph, weightNames);
  const isTuned = dependents(graph, tuned);
  const isFed = dependents(
    graph,
    graph.input.map(({ name }) => name).filter((name) => !weightNames.has(name)),
  );
  const producers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const features = new Set<string>();
  const after = new Set<NodeProto>();
  const visited = new Set<string>();
  const pending = [output];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const producer = producers.get(name);
    if (visited.has(name) || !producer) continue;
    visited.add(name);
    if (!isTuned.has(name) && isWeighted.has(name) && isFed.has(name) && !recomputed.has(name)) {
      features.add(name);
    } else {
      after.add(producer);
      pending.push(...reads(producer));
    }
  }
  // A node with several outputs that runs again gives all of them.
  return { features: [...features].filter((name) => !after.has(producers.get(name)!)), after };
}

/** The nodes that give the wanted values. */
export function ancestors(graph: GraphProto, wanted: readonly string[]): ReadonlySet<NodeProto> {
  const needed = new Set(wanted);
  const found = new Set<NodeProto>();
  for (const node of [...graph.node].reverse()) {
    if (!node.output.some((name) => needed.has(name))) continue;
    found.add(node);
    for (const name of reads(node)) needed.add(name);
  }
  return found;
}

/** Leaves only the nodes that give some values in a graph, and of its inputs and constants those that they use. */
export function keepOnly(graph: GraphProto, values: ReadonlySet<string>): void {
  graph.node = graph.node.filter(({ output }) => output.some((name) => values.has(name)));
  const used = new Set([...graph.node.flatMap(reads), ...graph.output.map(({ name }) => name)]);
  graph.input = graph.input.filter(({ name }) => used.has(name));
  graph.initializer = graph.initializer.filter(({ name }) => used.has(name));
  graph.valueInfo = [];
}
