import { isFloating } from '../array/dtype.js';
import { type ArrayType, add, type NDArray, zerosLike } from '../array/index.js';
import { environmentOf, operandValue } from './evaluate.js';
import { expand } from './expand.js';
import type { Graph } from './graph.js';
import { locatedAt } from './location.js';
import { ruleOf } from './rules/index.js';
import type { Application, Change, DerivativeRule } from './rules/rule.js';
import { trace } from './trace.js';

/** Outputs of a graph, and the function that takes their cotangents back to those of the inputs. */
export interface PulledBack {
  readonly outputs: readonly NDArray[];
  /** Cotangents of all inputs, zeros where they have none; `undefined` stands for a zero cotangent. */
  readonly pullback: (cotangents: readonly Change[]) => readonly NDArray[];
}

/**
 * Reverse mode: values first, then cotangents from the last equation to the first. With tracers this records the graph
 * of the derivative.
 */
export function pullBack(original: Graph, primals: readonly NDArray[]): PulledBack {
  const graph = expand(original);
  const values = environmentOf(graph, primals);
  const active = activeVariables(graph);
  const pullback = (cotangents: readonly Change[]): readonly NDArray[] => {
    const changes = new Map<number, NDArray>();
    const collect = (id: number, change: Change): void => {
      if (change === undefined) return;
      const before = changes.get(id);
      changes.set(id, before === undefined ? change : add(before, change));
    };
    graph.outputs.forEach((output, i) => {
      if (output.kind === 'variable' && active.has(output.id)) collect(output.id, cotangents[i]);
    });
    for (let index = graph.equations.length - 1; index >= 0; index--) {
      const { primitive, inputs, outputs, params, origin } = graph.equations[index]!;
      const incoming = outputs.map(({ id }) => changes.get(id));
      if (incoming.every((change) => change === undefined)) continue;
      const wanted = inputs.map((input) => input.kind === 'variable' && active.has(input.id));
      if (!wanted.includes(true)) continue;
      const application = {
        inputs: inputs.map((input) => operandValue(input, values)),
        outputs: outputs.map((output) => operandValue(output, values)),
        params,
      };
      const outgoing = locatedAt(origin, () => pullThrough(ruleOf(primitive), application, incoming, wanted));
      inputs.forEach((input, i) => {
        if (wanted[i] && input.kind === 'variable') collect(input.id, outgoing[i]);
      });
    }
    return graph.inputs.map(({ id }, i) => changes.get(id) ?? zerosLike(primals[i]!));
  };
  return { outputs: graph.outputs.map((output) => operandValue(output, values)), pullback };
}

/** The changes that a primitive's inputs get, by its rule or by the transpose of how it pushes changes forward. */
function pullThrough(
  rule: DerivativeRule<unknown>,
  application: Application<unknown>,
  cotangents: readonly Change[],
  wanted: readonly boolean[],
): readonly Change[] {
  if (rule.vjp !== undefined) return rule.vjp(application, cotangents, wanted);
  const { inputs } = application;
  const moving = inputs.flatMap((_, i) => (wanted[i] ? [i] : []));
  const present: number[] = [];
  const graph = trace(
    (directions) => {
      const tangents: Change[] = inputs.map(() => undefined);
      moving.forEach((input, i) => {
        tangents[input] = directions[i];
      });
      return rule.jvp(application, tangents).flatMap((change, i) => {
        if (change === undefined) return [];
        present.push(i);
        return [change];
      });
    },
    moving.map((i) => inputs[i]!),
  );
  // A linear function has the same derivative everywhere.
  const zeros = moving.map((i) => zerosLike(inputs[i]!));
  const found = pullBack(graph, zeros).pullback(present.map((i) => cotangents[i]));
  const changes: Change[] = inputs.map(() => undefined);
  moving.forEach((input, i) => {
    changes[input] = found[i];
  });
  return changes;
}

/** The variables that depend on an input and that can change by little: those of floating types. */
function activeVariables({ inputs, equations }: Graph): ReadonlySet<number> {
  const active = new Set<number>();
  const floating = (type: ArrayType): boolean => isFloating(type.dtype);
  for (const input of inputs) if (floating(input)) active.add(input.id);
  for (const { inputs: operands, outputs } of equations)
    if (operands.some((operand) => operand.kind === 'variable' && active.has(operand.id)))
      for (const output of outputs) if (floating(output)) active.add(output.id);
  return active;
}
