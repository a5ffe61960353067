import { bind } from '../array/index.js';
import { type Environment, operandValue } from './evaluate.js';
import type { Graph } from './graph.js';
import { compositionOf } from './rules/index.js';
import { trace } from './trace.js';

/** The graph with primitives that are differentiated through their composition replaced by it. */
export function expand(graph: Graph): Graph {
  if (!graph.equations.some(({ primitive }) => compositionOf(primitive) !== undefined)) return graph;
  // What a composition is made of comes from where the whole does.
  let origin: Error | undefined;
  const expanded = trace(
    (inputs) => {
      const values: Environment = new Map();
      graph.inputs.forEach(({ id }, i) => {
        values.set(id, inputs[i]!);
      });
      for (const { primitive, inputs: operands, params, outputs, origin: from } of graph.equations) {
        origin = from;
        const arguments_ = operands.map((operand) => operandValue(operand, values));
        const composition = compositionOf(primitive);
        const results =
          composition === undefined ? bind(primitive, arguments_, params) : composition(arguments_, params);
        outputs.forEach(({ id }, i) => {
          values.set(id, results[i]!);
        });
      }
      return graph.outputs.map((output) => operandValue(output, values));
    },
    graph.inputs,
    () => origin,
  );
  return expand(expanded);
}
