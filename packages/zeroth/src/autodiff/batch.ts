import { bind, type NDArray } from '../array/index.js';
import { applyBatched } from './batching/index.js';
import { repeated } from './batching/structure.js';
import { type Environment, operandValue } from './evaluate.js';
import type { Graph, Operand } from './graph.js';

/**
 * The outputs of a graph for a batch of inputs, all at once: inputs that are batched have one more axis, of length
 * `size`, in front, and so have all outputs.
 */
export function evaluateBatch(
  graph: Graph,
  inputs: readonly NDArray[],
  batched: readonly boolean[],
  size: number,
): readonly NDArray[] {
  const values: Environment = new Map();
  const batches = new Set<number>();
  graph.inputs.forEach(({ id }, i) => {
    values.set(id, inputs[i]!);
    if (batched[i]) batches.add(id);
  });
  const isBatch = (operand: Operand): boolean => operand.kind === 'variable' && batches.has(operand.id);
  for (const { primitive, inputs: operands, params, outputs } of graph.equations) {
    const arguments_ = operands.map((operand) => operandValue(operand, values));
    const which = operands.map(isBatch);
    const any = which.includes(true);
    const results = any
      ? applyBatched(primitive, { inputs: arguments_, batched: which, params, size })
      : bind(primitive, arguments_, params);
    outputs.forEach(({ id }, i) => {
      values.set(id, results[i]!);
      if (any) batches.add(id);
    });
  }
  return graph.outputs.map((output) => {
    const value = operandValue(output, values);
    return isBatch(output) ? value : repeated(value, size);
  });
}
