import { contiguousData } from '../array/index.js';
import { ZerothError } from '../errors.js';
import type { Graph, Operand } from './graph.js';
import { userLine } from './location.js';
import { paramsText } from './params-text.js';
import { type AnyFunction, type Call, traceFunction } from './staged.js';
import { isTraced } from './trace.js';

/**
 * Refuses a function that cannot be kept as it was traced, when it is traced first.
 *
 * @throws ZerothError `impure-function`, `branch-on-traced-value`; the message names the line
 */
export function checkTrace(f: AnyFunction, call: Call): void {
  checkConditions(f, call);
  checkPure(f, call);
}

/** JavaScript asks no array whether it is true: an `if` on a condition shows only in that nothing reads the condition. */
function checkConditions(f: AnyFunction, call: Call): void {
  const { equations, outputs } = call.traced.graph;
  const read = new Set<number>();
  for (const operand of [...equations.flatMap(({ inputs }) => inputs), ...outputs])
    if (operand.kind === 'variable') read.add(operand.id);
  const unread = equations.findIndex((equation) =>
    equation.outputs.every(({ id, dtype }) => dtype === 'bool' && !read.has(id)),
  );
  if (unread < 0) return;
  throw new ZerothError(
    'branch-on-traced-value',
    `Nothing uses the condition that ${equations[unread]!.primitive.name} makes: if it is that of an \`if\`, use where or ` +
      `cond, because every array counts as true in JavaScript; else leave it out.${placeOf(f, call, unread)}`,
  );
}

/**
 * Traces f a second time and compares. A function that counts its calls, draws numbers of its own or reads a clock
 * would be frozen as it was at its first call.
 */
function checkPure(f: AnyFunction, call: Call): void {
  const { traced, inputs } = call;
  const second = traceFunction(f, inputs, traced.graph.inputs).graph;
  const difference = firstDifference(traced.graph, second);
  if (difference === undefined) return;
  throw new ZerothError(
    'impure-function',
    'The function did something else when it was called again with the same arguments: give it what changes, such as ' +
      `random draws and counters, as an argument.${placeOf(f, call, difference)}`,
  );
}

/** The line of the user that records an equation, or the last one before it, for a message; empty where it is not known. */
function placeOf(f: AnyFunction, { traced, inputs }: Call, at: number): string {
  let line: string | undefined;
  traceFunction(f, inputs, traced.graph.inputs, (equation) => {
    if (equation <= at) line = userLine(new Error().stack);
    return undefined;
  });
  return line === undefined ? '' : `\n    at ${line}`;
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
