import { isFloating } from '../../array/dtype.js';
import { bind, type NDArray } from '../../array/index.js';
import { expand } from '../expand.js';
import { type Equation, type Graph, type Operand, typeOf } from '../graph.js';
import { ruleOf } from '../rules/index.js';
import { type Change, isRuled } from '../rules/rule.js';
import { trace } from '../trace.js';
import { mixed } from './blocks.js';
import type { Pattern } from './pattern.js';
import type { Reach } from './reach.js';
import { reachRuleOf } from './rules.js';

/**
 * Which inputs the outputs of a graph can depend on, and the values of those that depend on none: index sets are passed
 * on equation by equation. Exact for what moves, adds, selects and maps elements; where a primitive mixes elements, each
 * of its outputs depends on all that any of them does.
 */
export function propagate(graph: Graph, inputs: readonly Reach[]): readonly Reach[] {
  const { inputs: variables, equations, outputs } = expand(graph);
  const known = new Map<number, Reach>();
  variables.forEach(({ id }, i) => {
    known.set(id, inputs[i]!);
  });
  const reachOf = (operand: Operand): Reach =>
    operand.kind === 'constant' ? constantReach(operand.value) : known.get(operand.id)!;
  for (const equation of needed(equations, outputs)) {
    const operands = equation.inputs.map(reachOf);
    const patterns = operands.some(({ pattern }) => pattern !== undefined)
      ? patternsOf(equation, operands)
      : equation.outputs.map(() => undefined);
    const values = valuesOf(equation, operands);
    equation.outputs.forEach(({ id, dtype }, i) => {
      const pattern = isFloating(dtype) ? patterns[i] : undefined;
      known.set(id, { pattern, value: values && (() => values()[i]!) });
    });
  }
  return outputs.map(reachOf);
}

/** The equations that the outputs depend on. */
function needed(equations: readonly Equation[], outputs: readonly Operand[]): readonly Equation[] {
  const wanted = new Set<number>();
  const want = (operand: Operand): void => {
    if (operand.kind === 'variable') wanted.add(operand.id);
  };
  outputs.forEach(want);
  return equations
    .toReversed()
    .filter((equation) => {
      if (!equation.outputs.some(({ id }) => wanted.has(id))) return false;
      equation.inputs.forEach(want);
      return true;
    })
    .reverse();
}

function constantReach(value: NDArray): Reach {
  return { pattern: undefined, value: () => value };
}

function valuesOf(equation: Equation, operands: readonly Reach[]): (() => readonly NDArray[]) | undefined {
  const reads = operands.flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (reads.length < operands.length) return undefined;
  let values: readonly NDArray[] | undefined;
  return () => {
    values ??= bind(
      equation.primitive,
      reads.map((read) => read()),
      equation.params,
    );
    return values;
  };
}

function patternsOf(equation: Equation, operands: readonly Reach[]): readonly (Pattern | undefined)[] {
  const { primitive, params, inputs, outputs } = equation;
  const application = {
    inputs: operands,
    inputShapes: inputs.map((input) => typeOf(input).shape),
    outputShapes: outputs.map(({ shape }) => shape),
    params,
  };
  if (isRuled(primitive)) return primitive.reach?.(application) ?? throughDerivative(equation, operands);
  const rule = reachRuleOf(primitive);
  return rule === undefined ? mixed(application) : rule(application);
}

/** By the rule of the forward derivative: its outputs, which are linear in the directions, reach what they do. */
function throughDerivative(
  { primitive, params, inputs, outputs }: Equation,
  operands: readonly Reach[],
): readonly (Pattern | undefined)[] {
  const moving = operands.flatMap(({ pattern }, i) => (pattern === undefined ? [] : [i]));
  const types = [...inputs.map(typeOf), ...outputs];
  const present: number[] = [];
  const graph = trace(
    (arrays) => {
      const tangents: Change[] = inputs.map(() => undefined);
      moving.forEach((input, i) => {
        tangents[input] = arrays[types.length + i];
      });
      const application = {
        inputs: arrays.slice(0, inputs.length),
        outputs: arrays.slice(inputs.length, types.length),
        params,
      };
      return ruleOf(primitive)
        .jvp(application, tangents)
        .flatMap((change, i) => {
          if (change === undefined) return [];
          present.push(i);
          return [change];
        });
    },
    [...types, ...moving.map((i) => typeOf(inputs[i]!))],
  );
  const still = (value: Reach['value']): Reach => ({ pattern: undefined, value });
  const found = propagate(graph, [
    ...operands.map(({ value }) => still(value)),
    ...outputs.map(() => still(undefined)),
    ...moving.map((i): Reach => ({ pattern: operands[i]!.pattern, value: undefined })),
  ]);
  const patterns: (Pattern | undefined)[] = outputs.map(() => undefined);
  present.forEach((output, i) => {
    patterns[output] = found[i]!.pattern;
  });
  return patterns;
}
