import type { ArrayType, NDArray } from '../array/index.js';
import { isHeld } from './constants.js';
import type { Graph, Operand, Variable } from './graph.js';
import { fromHere, isTraced, trace } from './trace.js';

/** A graph that closes over no arrays, and those that it has to be given for them, last. */
export interface Captured {
  readonly graph: Graph;
  readonly captured: readonly NDArray[];
}

/**
 * The graph of a function that may close over arrays, among them tracers of outer traces: these become inputs of their
 * own, so that derivatives and batches pass through them as through any other, and so that they are read when it runs.
 */
export function capture(f: (inputs: readonly NDArray[]) => readonly NDArray[], types: readonly ArrayType[]): Captured {
  const graph = trace(f, types, fromHere);
  const captured: NDArray[] = [];
  const variables: Variable[] = [];
  let next = 0;
  for (const { outputs } of graph.equations) for (const { id } of outputs) next = Math.max(next, id + 1);
  for (const { id } of graph.inputs) next = Math.max(next, id + 1);
  const lifted = (operand: Operand): Operand => {
    if (operand.kind === 'variable' || !(isTraced(operand.value) || isHeld(operand))) return operand;
    const known = captured.indexOf(operand.value);
    if (known >= 0) return variables[known]!;
    const { shape, dtype } = operand.value;
    const variable: Variable = { kind: 'variable', id: next++, shape, dtype };
    captured.push(operand.value);
    variables.push(variable);
    return variable;
  };
  const equations = graph.equations.map((equation) => ({ ...equation, inputs: equation.inputs.map(lifted) }));
  const outputs = graph.outputs.map(lifted);
  return { graph: { inputs: [...graph.inputs, ...variables], equations, outputs }, captured };
}
