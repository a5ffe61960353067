import type { Equation, Graph, Operand, Variable } from './graph.js';

/** A graph as two, one after the other. */
export interface SplitGraph {
  /** Of the early inputs: those of the outputs that are asked for, and then what `late` needs of this. */
  readonly early: Graph;
  /** Of the late inputs, the shared inputs, and what `early` left for it: the other outputs. */
  readonly late: Graph;
}

/** Which inputs come when: early ones first, late ones next, and shared ones last, which both parts are given. */
export interface InputCounts {
  readonly early: number;
  readonly late: number;
}

/**
 * Splits a graph into what can be computed before the late inputs are known and the rest.
 *
 * @param outputs how many of the leading outputs belong to the early part; they may not depend on late inputs
 */
export function splitByInputs(graph: Graph, inputs: InputCounts, outputs: number): SplitGraph {
  const later = inputs.early + inputs.late;
  const late = graph.inputs.slice(inputs.early, later);
  const shared = graph.inputs.slice(later);
  const given = new Set(shared.map(({ id }) => id));
  const depends = new Set(late.map(({ id }) => id));
  const parts: { readonly early: Equation[]; readonly late: Equation[] } = { early: [], late: [] };
  const left = new Map<number, Variable>();
  const need = (operand: Operand): void => {
    if (operand.kind === 'variable' && !depends.has(operand.id) && !given.has(operand.id))
      left.set(operand.id, operand);
  };
  for (const equation of graph.equations) {
    if (equation.inputs.some((operand) => operand.kind === 'variable' && depends.has(operand.id))) {
      equation.inputs.forEach(need);
      for (const { id } of equation.outputs) depends.add(id);
      parts.late.push(equation);
    } else parts.early.push(equation);
  }
  const results = graph.outputs.slice(outputs);
  results.forEach(need);
  return {
    early: {
      inputs: [...graph.inputs.slice(0, inputs.early), ...shared],
      equations: parts.early,
      outputs: [...graph.outputs.slice(0, outputs), ...left.values()],
    },
    late: { inputs: [...late, ...shared, ...left.values()], equations: parts.late, outputs: results },
  };
}
