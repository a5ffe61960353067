import type { GraphProto } from 'onnx-buf';
import { subgraphs } from './hoist.js';

/** Gives a value another name wherever it is used, in the graph and the graphs inside it. */
export function renameUses(graph: GraphProto, from: string, to: string): void {
  for (const node of graph.node) {
    node.input = node.input.map((name) => (name === from ? to : name));
    for (const inside of subgraphs(node)) renameUses(inside, from, to);
  }
}

/** Makes room for a new value of this name: one that is there already gets another name. */
export function freeName(graph: GraphProto, name: string): void {
  const made = new Set(graph.node.flatMap(({ output }) => output));
  if (!made.has(name)) return;
  let other = `${name}.base`;
  while (made.has(other)) other += '.base';
  renameUses(graph, name, other);
  for (const node of graph.node) node.output = node.output.map((each) => (each === name ? other : each));
  for (const info of [...graph.output, ...graph.valueInfo]) if (info.name === name) info.name = other;
}
