import { bind, type NDArray } from '../array/index.js';
import type { Graph, Operand } from './graph.js';

/** The values of a graph's variables, as far as they are known. */
export type Environment = Map<number, NDArray>;

/** The value of an operand. */
export function operandValue(operand: Operand, values: Environment): NDArray {
  return operand.kind === 'constant' ? operand.value : values.get(operand.id)!;
}

/** The values of all variables for these inputs. The inputs may be tracers: then the graph is recorded anew. */
export function environmentOf({ inputs, equations }: Graph, arguments_: readonly NDArray[]): Environment {
  const values: Environment = new Map();
  for (let i = 0; i < inputs.length; i++) values.set(inputs[i]!.id, arguments_[i]!);
  for (const { primitive, inputs: operands, params, outputs } of equations) {
    const results = bind(
      primitive,
      operands.map((operand) => operandValue(operand, values)),
      params,
    );
    for (let i = 0; i < outputs.length; i++) values.set(outputs[i]!.id, results[i]!);
  }
  return values;
}

/** The outputs of a graph, equation by equation: the interpreter. */
export function evaluate(graph: Graph, arguments_: readonly NDArray[]): readonly NDArray[] {
  const values = environmentOf(graph, arguments_);
  return graph.outputs.map((output) => operandValue(output, values));
}
