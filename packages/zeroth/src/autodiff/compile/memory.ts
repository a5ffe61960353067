import { allocate, type TypedArray } from '../../array/dtype.js';
import { sizeOf } from '../../array/shape.js';
import { type Operand, typeOf, type Variable } from '../graph.js';
import { identity, sourceOf } from './access.js';
import type { Item, Schedule, Term } from './schedule.js';

/** The memory of what is computed on the way. */
export interface MemoryPlan {
  readonly buffers: readonly { readonly variable: Variable; readonly data: TypedArray }[];
  readonly pool: ReadonlySet<ArrayBufferLike>;
}

/** Gives memory to the values that kernels keep; those that are never needed at one time share it. */
export function memoryPlan({ steps, results, definition }: Schedule): MemoryPlan {
  const first = new Map<number, { readonly variable: Variable; readonly step: number }>();
  const last = new Map<number, number>();
  const own = new Set(results.map(({ id }) => id));
  const write = (variable: Variable, step: number): void => {
    if (!own.has(variable.id) && !first.has(variable.id)) first.set(variable.id, { variable, step });
    last.set(variable.id, step);
  };
  const read = (operand: Operand, step: number): void => {
    if (operand.kind === 'variable') last.set(operand.id, step);
  };
  steps.forEach((step, at) => {
    if (step.kind === 'call') {
      for (const input of step.equation.inputs)
        read(sourceOf(input, identity(typeOf(input).shape), definition).root, at);
      if (step.equation.primitive.write !== undefined) for (const output of step.equation.outputs) write(output, at);
      return;
    }
    for (const item of step.items) {
      for (const term of termsOf(item)) if (term.kind === 'load') read(term.root, at);
      if (item.kind !== 'compute' || step.stored.has(item.out.id)) write(item.out, at);
    }
    for (const { out } of step.fills) write(out, at);
  });
  const free = new Map<string, TypedArray[]>();
  const buffers: { variable: Variable; data: TypedArray }[] = [];
  const pool = new Set<ArrayBufferLike>();
  const ends: { key: string; data: TypedArray }[][] = Array.from({ length: steps.length + 1 }, () => []);
  const begins: Variable[][] = Array.from({ length: steps.length }, () => []);
  for (const { variable, step } of first.values()) begins[step]!.push(variable);
  begins.forEach((variables, step) => {
    for (const variable of variables) {
      const key = `${variable.dtype}${sizeOf(variable.shape)}`;
      const data = free.get(key)?.pop() ?? allocate(variable.dtype, sizeOf(variable.shape));
      pool.add(data.buffer);
      buffers.push({ variable, data });
      ends[last.get(variable.id)!]!.push({ key, data });
    }
    for (const { key, data } of ends[step]!) free.set(key, [...(free.get(key) ?? []), data]);
  });
  return { buffers, pool };
}

function termsOf(item: Item): readonly Term[] {
  return item.kind === 'compute' ? item.terms : [item.term];
}
