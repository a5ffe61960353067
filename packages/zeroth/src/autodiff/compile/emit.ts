import type { DType } from '../../array/dtype.js';
import * as p from '../../array/primitives/index.js';
import { rowMajorStrides, sizeOf } from '../../array/shape.js';
import type { Operand } from '../graph.js';
import type { Affine } from './access.js';
import { collapsed } from './collapse.js';
import { isElementwise } from './elementwise.js';
import type { Item, Kernel, Term } from './schedule.js';
import { literal } from './uniform.js';

/** Where things are for the code of a kernel. */
export interface Names {
  /** Index of an operand's memory. */
  slot(operand: Operand): number;
  /** Index of a function of numbers that has no expression. */
  scalar(f: (...values: number[]) => number): number;
}

/** Terms that are summed plainly; longer sums are sums of such runs, added with compensation. */
const runLength = 256;

/** The code of a kernel: a function of the list of all memory `m`, and of functions `f`. */
export function emit(given: Kernel, name: string, names: Names): string {
  const kernel = collapsed(given);
  const { space, items, stored, fills } = kernel;
  const depths = space.length;
  const enter: string[][] = Array.from({ length: depths + 1 }, () => []);
  const leave: string[][] = Array.from({ length: depths + 1 }, () => []);
  const head: string[] = [];
  const known = new Map<string, { readonly name: string; readonly depth: number }>();
  const locals = new Map<number, { readonly name: string; readonly depth: number }>();

  const memory = (operand: Operand): string => {
    const slot = names.slot(operand);
    if (!known.has(`m${slot}`)) {
      head.push(`const m${slot} = m[${slot}];`);
      known.set(`m${slot}`, { name: `m${slot}`, depth: 0 });
    }
    return `m${slot}`;
  };
  const named = (prefix: string, text: string, depth: number): string => {
    const before = known.get(text);
    if (before !== undefined) return before.name;
    const made = `${prefix}${known.size}`;
    known.set(text, { name: made, depth });
    enter[depth]!.push(`const ${made} = ${text};`);
    return made;
  };
  const index = ({ start, steps }: Affine): { readonly text: string; readonly depth: number } => {
    const moving = steps.flatMap((step, a) => (step === 0 ? [] : [{ step, a }]));
    const depth = (moving.at(-1)?.a ?? -1) + 1;
    const written = (parts: readonly { readonly step: number; readonly a: number }[], base: string): string =>
      parts.reduce((text, { step, a }) => {
        const size = Math.abs(step) === 1 ? `i${a}` : `${Math.abs(step)} * i${a}`;
        if (text === '0') return step < 0 ? `-${size}` : size;
        return `${text} ${step < 0 ? '-' : '+'} ${size}`;
      }, base);
    if (moving.length < 2) return { text: written(moving, `${start}`), depth };
    const outer = moving.slice(0, -1);
    const base = named('o', written(outer, `${start}`), outer.at(-1)!.a + 1);
    return { text: written(moving.slice(-1), base), depth };
  };
  const read = (term: Term): { readonly text: string; readonly depth: number } => {
    switch (term.kind) {
      case 'number':
        return { text: literal(term.value), depth: 0 };
      case 'local': {
        const found = locals.get(term.id)!;
        return { text: found.name, depth: found.depth };
      }
      case 'load': {
        const at = index(term.at);
        return { text: named('x', `${memory(term.root)}[${at.text}]`, at.depth), depth: at.depth };
      }
    }
  };
  const inner = enter[depths]!;
  const blockEnter: string[] = [];
  const blockLeave: string[] = [];
  // A long innermost loop is cut into blocks where something is summed along it.
  const split =
    depths > 0 &&
    space[depths - 1]! > 2 * runLength &&
    items.some((item) => item.kind === 'reduce' && item.fold.sum && suffixStart(item.loops, depths) < depths);

  for (const item of items) {
    if (item.kind === 'compute') {
      const terms = item.terms.map(read);
      const depth = Math.max(0, ...terms.map((term) => term.depth));
      const text = expression(
        item,
        terms.map((term) => term.text),
        names,
      );
      const made = `v${item.out.id}`;
      enter[depth]!.push(`const ${made} = ${text};`);
      locals.set(item.out.id, { name: made, depth });
      if (stored.has(item.out.id)) {
        const at = index({ start: 0, steps: rowMajorStrides(space) });
        inner.push(`${memory(item.out)}[${at.text}] = ${made};`);
      }
    } else if (item.kind === 'place') {
      const { text } = read(item.term);
      const to = `${memory(item.out)}[${index(item.at).text}]`;
      inner.push(`${to} ${item.add ? '+=' : '='} ${text};`);
    } else {
      const { fold, out, loops } = item;
      const { text } = read(item.term);
      const first = suffixStart(loops, depths);
      const state = `s${out.id}`;
      const to = `${memory(out)}[${index(item.at).text}]`;
      const all = loops.length === depths - first;
      const finish = (value: string): string => `${to} = ${all ? value : fold.next(to, value)};`;
      if (first === depths) {
        inner.push(finish(text));
      } else if (fold.sum && (split || (first < depths - 1 && sizeOf(space.slice(first)) > runLength))) {
        enter[first]!.push(`let ${state} = 0, c${out.id} = 0;`);
        const partial = `p${out.id}`;
        const [before, after] = split ? [blockEnter, blockLeave] : [enter[depths - 1]!, leave[depths - 1]!];
        before.push(`let ${partial} = 0;`);
        inner.push(`${partial} += ${text};`);
        after.push(
          `const t${out.id} = ${state} + ${partial};`,
          `c${out.id} += Math.abs(${state}) >= Math.abs(${partial}) ? ${state} - t${out.id} + ${partial} : ${partial} - t${out.id} + ${state};`,
          `${state} = t${out.id};`,
        );
        // Infinite sums have no correction.
        leave[first]!.push(finish(`(c${out.id} === c${out.id} ? ${state} + c${out.id} : ${state})`));
      } else {
        enter[first]!.push(`let ${state} = ${literal(fold.start)};`);
        inner.push(`${state} = ${fold.next(state, text)};`);
        leave[first]!.push(finish(state));
      }
    }
  }
  for (const { out, value } of fills) head.push(`${memory(out)}.fill(${literal(value)});`);

  const body = (depth: number, indent: string): string[] => {
    const lines = enter[depth]!.map((line) => indent + line);
    if (depth < depths) {
      const length = space[depth]!;
      if (depth === depths - 1 && split) {
        lines.push(
          `${indent}for (let j = 0; j < ${length}; j += ${runLength}) {`,
          `${indent}  const end = j + ${runLength} < ${length} ? j + ${runLength} : ${length};`,
          ...blockEnter.map((line) => `${indent}  ${line}`),
          `${indent}  for (let i${depth} = j; i${depth} < end; i${depth}++) {`,
          ...body(depth + 1, `${indent}    `),
          `${indent}  }`,
          ...blockLeave.map((line) => `${indent}  ${line}`),
          `${indent}}`,
        );
      } else
        lines.push(
          `${indent}for (let i${depth} = 0; i${depth} < ${length}; i${depth}++) {`,
          ...body(depth + 1, `${indent}  `),
          `${indent}}`,
        );
    }
    return [...lines, ...leave[depth]!.map((line) => indent + line)];
  };
  const lines = body(0, '  ');
  return [`function ${name}(m) {`, ...head.map((line) => `  ${line}`), ...lines, '}'].join('\n');
}

/** The first of the innermost loops that are all reduced. */
function suffixStart(loops: readonly number[], depths: number): number {
  let first = depths;
  while (loops.includes(first - 1)) first--;
  return first;
}

/** The value of an equation from the texts of its operands, rounded to its dtype. */
function expression(
  { equation: { primitive }, out }: Extract<Item, { kind: 'compute' }>,
  terms: readonly string[],
  names: Names,
): string {
  if (primitive === p.selectPrimitive) return `${terms[0]} !== 0 ? ${terms[1]} : ${terms[2]}`;
  if (primitive === p.reshapePrimitive) return terms[0]!;
  if (primitive === p.astypePrimitive)
    return out.dtype === 'bool' ? `${terms[0]} !== 0 ? 1 : 0` : rounded(terms[0]!, out.dtype);
  if (!isElementwise(primitive)) throw new TypeError(`No code is known for ${primitive.name}.`);
  const { expression: text, scalar } = primitive;
  if (text === undefined) return rounded(`f[${names.scalar(scalar)}](${terms.join(', ')})`, out.dtype);
  return rounded(
    text.replace(/(?<![\w.])[xyzw]\b/g, (letter) => terms['xyzw'.indexOf(letter)]!),
    out.dtype,
  );
}

function rounded(text: string, dtype: DType): string {
  if (dtype === 'float32') return `Math.fround(${text})`;
  return dtype === 'int32' ? `(${text}) | 0` : text;
}
