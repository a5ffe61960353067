import { contiguousData } from '../array/index.js';
import { ZerothError } from '../errors.js';
import type { Graph, Operand } from './graph.js';
import { userLine } from './location.js';
import { paramsText } from './params-text.js';
import { type AnyFunction, type Call, traceFunction } from './staged.js';
import { isTraced } from './trace.js';

/**
 * Traces f a second time and compares. A function that counts its calls, draws numbers of its own or reads a clock
 * would be frozen as it was at its first call.
 */
export function checkPure(f: AnyFunction, { traced, inputs }: Call): void {
  const second = traceFunction(f, inputs, traced.graph.inputs).graph;
  const difference = firstDifference(traced.graph, second);
  if (difference === undefined) return;
  let line: string | undefined;
  traceFunction(f, inputs, traced.graph.inputs, (equation) => {
    if (equation <= difference) line = userLine(new Error().stack);
    return undefined;
  });
  throw new ZerothError(
    'impure-function',
    'The function did something else when it was called again with the same arguments: give it what changes, such as ' +
      `random draws and counters, as an argument.${line === undefined ? '' : `\n    at ${line}`}`,
  );
}

function firstDifference(a: Graph, b: Graph): number | undefined {
  const n = Math.max(a.equations.length, b.equations.length);
  for (let i = 0; i < n; i++) {
    const [left, right] = [a.equations[i], b.equations[i]];
    if (left === undefined || right === undefined) return i;
    if (left.primitive.name !== right.primitive.name || left.inputs.length !== right.inputs.length) return i;
    if (paramsText(left.params) !== paramsText(right.params)) return i;
    for (let j = 0; j < left.inputs.length; j++) if (!sameOperand(left.inputs[j]!, right.inputs[j]!)) return i;
  }
  for (let i = 0; i < a.outputs.length; i++) if (!sameOperand(a.outputs[i]!, b.outputs[i]!)) return n - 1;
  return undefined;
}

function sameOperand(a: Operand, b: Operand): boolean {
  if (a.kind === 'variable' || b.kind === 'variable')
    return a.kind === b.kind && 'id' in a && 'id' in b && a.id === b.id;
  if (a.value === b.value || isTraced(a.value) || isTraced(b.value)) return true;
  // Data that the function holds on to lie in the same memory each time; all else is compared by value.
  if (a.value.data.buffer === b.value.data.buffer) return true;
  const [left, right] = [contiguousData(a.value), contiguousData(b.value)];
  return left.length === right.length && left.every((value, i) => Object.is(value, right[i]));
}
