import type { NDArray } from '../array/index.js';
import type { Graph, Operand } from './graph.js';
import { isTraced } from './trace.js';

/** Whether an operand is data that a function closes over: an array, not a number written in it, stretched or not. */
export function isHeld(operand: Operand): boolean {
  if (operand.kind !== 'constant' || isTraced(operand.value)) return false;
  return operand.value.size > 1 && operand.value.data.length > 1;
}

/** The arrays that a graph closes over, each once. */
export function heldArrays({ equations, outputs }: Graph): readonly NDArray[] {
  const held = new Set<NDArray>();
  const look = (operand: Operand): void => {
    if (operand.kind === 'constant' && isHeld(operand)) held.add(operand.value);
  };
  for (const { inputs } of equations) inputs.forEach(look);
  outputs.forEach(look);
  return [...held];
}

/** The graph with other arrays in the place of some that it closes over. */
export function withConstants(graph: Graph, replaced: ReadonlyMap<NDArray, NDArray>): Graph {
  const other = (operand: Operand): Operand => {
    const value = operand.kind === 'constant' ? replaced.get(operand.value) : undefined;
    return value === undefined ? operand : { kind: 'constant', value };
  };
  return {
    inputs: graph.inputs,
    equations: graph.equations.map((equation) => ({ ...equation, inputs: equation.inputs.map(other) })),
    outputs: graph.outputs.map(other),
  };
}
