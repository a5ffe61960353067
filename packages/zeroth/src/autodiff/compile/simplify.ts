import type { NDArray } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import type { Constant, Equation, Graph, Operand } from '../graph.js';
import { paramsText } from '../params-text.js';
import { isTraced } from '../trace.js';
import { type Builder, rewrite } from './algebra.js';
import { assemblePrimitive } from './assemble.js';
import { isElementwise } from './elementwise.js';
import { ifUniform, uniformValue } from './uniform.js';

/** Primitives whose parameters are plain data, so that equal texts mean equal operations. */
const plain: ReadonlySet<unknown> = new Set<unknown>([...Object.values(p), assemblePrimitive]);

/**
 * The same function with fewer equations: constants are folded, equal equations are one, algebra that changes no IEEE
 * result but the sign of a zero (x + 0 is x) is done, and what nothing depends on is gone. Powers with the exponents 2 and 3
 * become products; products with identity matrices, of which infinities would make NaN, are left out.
 *
 * @param held memory of constants that may change; the others are looked at. Default all.
 */
export function simplify(graph: Graph, held?: ReadonlySet<ArrayBufferLike>): Graph {
  const known = new Map<number, Operand>();
  const equations: Equation[] = [];
  const definitions = new Map<number, Equation>();
  const numbers = new Map<NDArray, number>();
  const seen = new Map<string, Equation>();
  let next = 1 + Math.max(-1, ...idsOf(graph));
  const constants = new Map<NDArray, Operand>();
  const isFixed = ({ value }: Constant): boolean =>
    held !== undefined && !isTraced(value) && !held.has(value.data.buffer);
  const current = (operand: Operand): Operand => {
    if (operand.kind === 'variable') return known.get(operand.id) ?? operand;
    if (!isFixed(operand)) return operand;
    const found = constants.get(operand.value) ?? ifUniform(operand);
    constants.set(operand.value, found);
    return found;
  };
  const keyOf = (operand: Operand): string => {
    if (operand.kind === 'variable') return `v${operand.id}`;
    const value = uniformValue(operand);
    const { shape, dtype } = operand.value;
    if (value !== undefined) return `${Object.is(value, -0) ? '-0' : value}${dtype}${shape.join('x')}`;
    if (!numbers.has(operand.value)) numbers.set(operand.value, numbers.size);
    return `c${numbers.get(operand.value)}`;
  };
  const names = new Map<unknown, number>();
  const append = (equation: Equation): Equation => {
    const { primitive, inputs, params } = equation;
    if (plain.has(primitive) || isElementwise(primitive)) {
      if (!names.has(primitive)) names.set(primitive, names.size);
      const key = `${names.get(primitive)}(${inputs.map(keyOf).join()})${paramsText(params)}`;
      const before = seen.get(key);
      if (before !== undefined) return before;
      seen.set(key, equation);
    }
    equations.push(equation);
    for (const { id } of equation.outputs) definitions.set(id, equation);
    return equation;
  };
  const builder: Builder = {
    isFixed,
    definition: (operand) => (operand.kind === 'variable' ? definitions.get(operand.id) : undefined),
    make: (primitive, inputs, params) => {
      const types = inputs.map((input) => (input.kind === 'variable' ? input : input.value));
      const [type] = primitive.shapes(types, params);
      const equation: Equation = {
        primitive,
        inputs,
        params,
        outputs: [{ kind: 'variable', id: next++, shape: type!.shape, dtype: type!.dtype }],
      };
      return rewrite(equation, builder) ?? append(equation).outputs[0]!;
    },
  };
  for (const { primitive, inputs, params, outputs } of graph.equations) {
    const equation: Equation = { primitive, inputs: inputs.map(current), params, outputs };
    const simpler = outputs.length === 1 ? rewrite(equation, builder) : undefined;
    if (simpler !== undefined) known.set(outputs[0]!.id, simpler);
    else {
      const same = append(equation);
      if (same !== equation) for (let i = 0; i < outputs.length; i++) known.set(outputs[i]!.id, same.outputs[i]!);
    }
  }
  return withoutDeadCode({ inputs: graph.inputs, equations, outputs: graph.outputs.map(current) });
}

function* idsOf({ inputs, equations }: Graph): Generator<number> {
  for (const { id } of inputs) yield id;
  for (const { outputs } of equations) for (const { id } of outputs) yield id;
}

/** The equations that outputs depend on. */
export function withoutDeadCode(graph: Graph): Graph {
  const needed = new Set<number>();
  const need = (operand: Operand): void => {
    if (operand.kind === 'variable') needed.add(operand.id);
  };
  graph.outputs.forEach(need);
  const kept: Equation[] = [];
  for (const equation of graph.equations.toReversed()) {
    if (!equation.outputs.some(({ id }) => needed.has(id))) continue;
    equation.inputs.forEach(need);
    kept.push(equation);
  }
  return { ...graph, equations: kept.reverse() };
}
