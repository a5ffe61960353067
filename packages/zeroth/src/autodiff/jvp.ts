import { isFloating } from '../array/dtype.js';
import { bind, type NDArray, zerosLike } from '../array/index.js';
import { type Environment, operandValue } from './evaluate.js';
import { expand } from './expand.js';
import type { Graph, Operand } from './graph.js';
import { locatedAt } from './location.js';
import { ruleOf } from './rules/index.js';
import type { Change } from './rules/rule.js';

/** Outputs of a graph, and how they change when the inputs do. */
export interface PushedForward {
  readonly outputs: readonly NDArray[];
  readonly tangents: readonly NDArray[];
}

/**
 * Forward mode: values and tangents side by side, equation by equation. With tracers this records the graph of the
 * derivative.
 */
export function pushForward(graph: Graph, primals: readonly NDArray[], tangents: readonly Change[]): PushedForward {
  const { inputs, equations, outputs } = expand(graph);
  const values: Environment = new Map();
  const changes: Environment = new Map();
  const changeOf = (operand: Operand): Change => (operand.kind === 'variable' ? changes.get(operand.id) : undefined);
  inputs.forEach((variable, i) => {
    values.set(variable.id, primals[i]!);
    const tangent = tangents[i];
    // Integers and conditions do not move by little, whatever direction is given for them.
    if (tangent !== undefined && isFloating(variable.dtype)) changes.set(variable.id, tangent);
  });
  equations.forEach((equation) => {
    const arguments_ = equation.inputs.map((operand) => operandValue(operand, values));
    const results = bind(equation.primitive, arguments_, equation.params);
    equation.outputs.forEach((variable, i) => {
      values.set(variable.id, results[i]!);
    });
    const incoming = equation.inputs.map(changeOf);
    if (incoming.every((change) => change === undefined)) return;
    const application = { inputs: arguments_, outputs: results, params: equation.params };
    const outgoing = locatedAt(equation.origin, () => ruleOf(equation.primitive).jvp(application, incoming));
    equation.outputs.forEach((variable, i) => {
      const change = outgoing[i];
      if (change !== undefined) changes.set(variable.id, change);
    });
  });
  const results = outputs.map((output) => operandValue(output, values));
  return { outputs: results, tangents: outputs.map((output, i) => changeOf(output) ?? zerosLike(results[i]!)) };
}
