import { arities, type Operation } from '../scalar-operations.js';

/** A number that is known, or a name that is bound before. */
export type Atom =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string };

/** `name = operation(operands)`. */
export interface Assignment {
  readonly kind: 'operation';
  readonly name: string;
  readonly operation: Operation;
  readonly operands: readonly Atom[];
}

/** A loop as a value: from elements and carries, in each round anew, to outputs and the next carries. */
export interface Loop {
  readonly kind: 'loop';
  readonly direction: 'forward' | 'backward';
  /** An array with as many elements as there are rounds. */
  readonly length: Atom;
  readonly items: readonly { readonly name: string; readonly array: Atom }[];
  readonly carries: readonly {
    readonly name: string;
    readonly initial: Atom;
    readonly next: Atom;
    /** Name of the last value, behind the loop. */
    readonly final: string;
  }[];
  readonly body: readonly Assignment[];
  /** Arrays, named behind the loop, of a value of each round. */
  readonly outputs: readonly { readonly name: string; readonly value: Atom }[];
}

export type Statement = Assignment | Loop;

/** A first-order program in which each name is bound once: no functions, no assignment to what exists. */
export interface PureProgram {
  readonly inputs: readonly { readonly name: string; readonly rank: 0 | 1 }[];
  readonly statements: readonly Statement[];
  readonly results: readonly Atom[];
}

/** Names that are bound twice, or used where they are not bound: none in a program without mutation. */
export function impureNames({ inputs, statements, results }: PureProgram): readonly string[] {
  const found: string[] = [];
  const everBound = new Set<string>();
  const bind = (scope: Set<string>, name: string) => {
    if (everBound.has(name)) found.push(name);
    everBound.add(name);
    scope.add(name);
  };
  const use = (scope: ReadonlySet<string>, atom: Atom) => {
    if (atom.kind === 'name' && !scope.has(atom.name)) found.push(atom.name);
  };
  const outer = new Set<string>();
  for (const { name } of inputs) bind(outer, name);
  for (const statement of statements) {
    if (statement.kind === 'operation') {
      for (const operand of statement.operands) use(outer, operand);
      bind(outer, statement.name);
      continue;
    }
    for (const { initial } of statement.carries) use(outer, initial);
    for (const { array } of statement.items) use(outer, array);
    use(outer, statement.length);
    const inner = new Set(outer);
    for (const { name } of [...statement.items, ...statement.carries]) bind(inner, name);
    for (const { name, operands } of statement.body) {
      for (const operand of operands) use(inner, operand);
      bind(inner, name);
    }
    for (const { next } of statement.carries) use(inner, next);
    for (const { value } of statement.outputs) use(inner, value);
    for (const { final } of statement.carries) bind(outer, final);
    for (const { name } of statement.outputs) bind(outer, name);
  }
  for (const result of results) use(outer, result);
  return found;
}

/** The results of a program, and how many operations on reals were executed for them. */
export interface Run {
  readonly results: readonly (number | Float64Array)[];
  readonly operations: number;
}

/** The program as a function of its inputs, which counts operations. */
export function executable({
  inputs,
  statements,
  results,
}: PureProgram): (...values: (number | Float64Array)[]) => Run {
  const lines = statements.flatMap((statement) =>
    statement.kind === 'operation' ? count([statement]) : looped(statement),
  );
  const body = `let operations = 0;\n${lines.join('\n')}\nreturn { results: [${results.map(spelled).join(', ')}], operations };`;
  const compiled = new Function(...inputs.map(({ name }) => name), body);
  return (...values) => compiled(...values);
}

function count(body: readonly Assignment[]): string[] {
  const lines = body.map(({ name, operation, operands }) => {
    const [x, y] = operands.map(spelled);
    return `const ${name} = ${arities[operation] === 1 ? `Math.${operation}(${x})` : `${x} ${signs[operation]} ${y}`};`;
  });
  return body.length === 0 ? lines : [...lines, `operations += ${body.length};`];
}

function looped({ direction, length, items, carries, body, outputs }: Loop): string[] {
  const rounds = `${spelled(length)}.length`;
  const header = direction === 'forward' ? `let i = 0; i < ${rounds}; i++` : `let i = ${rounds} - 1; i >= 0; i--`;
  return [
    ...outputs.map(({ name }) => `const ${name} = new Float64Array(${rounds});`),
    ...carries.map(({ final, initial }) => `let ${final} = ${spelled(initial)};`),
    `for (${header}) {`,
    ...items.map(({ name, array }) => `const ${name} = ${spelled(array)}[i];`),
    ...carries.map(({ name, final }) => `const ${name} = ${final};`),
    ...count(body),
    ...outputs.map(({ name, value }) => `${name}[i] = ${spelled(value)};`),
    ...carries.map(({ final, next }) => `${final} = ${spelled(next)};`),
    '}',
  ];
}

const signs: Readonly<Partial<Record<Operation, string>>> = { add: '+', subtract: '-', multiply: '*', divide: '/' };

function spelled(atom: Atom): string {
  return atom.kind === 'name' ? atom.name : `(${atom.value})`;
}
