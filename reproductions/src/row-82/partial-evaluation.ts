import { ZerothError } from 'zeroth';
import { float64, type Operation } from '../scalar-operations.js';
import { liveStatements } from './live.js';
import type { Assignment, Atom, Loop, PureProgram, Statement } from './pure-program.js';
import type { Term } from './term.js';

/** What is known of a value before the program runs: an array of functions is known as the function of one round. */
type Known =
  | { readonly kind: 'atom'; readonly atom: Atom }
  | { readonly kind: 'tuple'; readonly parts: readonly Known[] }
  | { readonly kind: 'function'; readonly call: (argument: Known) => Known };

/** Values of variables, the innermost first. */
type Scope = { readonly name: string; readonly value: Known; readonly outer: Scope } | undefined;

type LoopTerm = Extract<Term, { kind: 'loop' }>;

/** A loop that later ones may still ask for what its rounds knew. */
interface OpenLoop extends Loop {
  readonly outputs: { name: string; value: Atom }[];
}

const zero: Atom = { kind: 'constant', value: 0 };

/**
 * Runs a term on inputs that are only names: functions are called, tuples taken apart, constants folded, equal operations
 * shared and carries that never change replaced by what they are. Only first-order statements are left. A function that
 * was made in a round of one loop and is called in another is not stored: the numbers that it needs are, as arrays.
 *
 * @param term a function from the tuple of inputs to a tuple of reals and arrays
 */
export function partiallyEvaluate(term: Term, inputs: PureProgram['inputs']): PureProgram {
  const ranks = new Map<string, 0 | 1>(inputs.map(({ name, rank }) => [name, rank]));
  const owners = new Map<string, OpenLoop>();
  const statements: Statement[] = [];
  /** Where assignments go, and which are known there; those of the program itself are known in loops too. */
  const top = { assign: (statement: Assignment) => statements.push(statement), known: new Map<string, Atom>() };
  let block = top;
  let names = 0;

  const arguments_ = inputs.map(({ name }) => atomic({ kind: 'name', name }));
  const results = partsOf(callOf(visit(term, undefined), { kind: 'tuple', parts: arguments_ })).map(atomOf);
  return { inputs, statements: liveStatements(statements, results), results };

  function fresh(rank: 0 | 1 = 0): { readonly kind: 'name'; readonly name: string } {
    names++;
    ranks.set(`v${names}`, rank);
    return { kind: 'name', name: `v${names}` };
  }

  function visit(at: Term, scope: Scope): Known {
    switch (at.kind) {
      case 'variable':
        return lookUp(at.name, scope);
      case 'constant':
        return atomic({ kind: 'constant', value: at.value });
      case 'operation':
        return atomic(
          operation(
            at.operation,
            at.operands.map((operand) => atomOf(visit(operand, scope))),
          ),
        );
      case 'plus':
        return atomic(sum(atomOf(visit(at.left, scope)), atomOf(visit(at.right, scope))));
      case 'tuple':
        return { kind: 'tuple', parts: at.parts.map((part) => visit(part, scope)) };
      case 'part':
        return partsOf(visit(at.tuple, scope))[at.index]!;
      case 'lambda':
        return {
          kind: 'function',
          call: (argument) => visit(at.body, { name: at.name, value: argument, outer: scope }),
        };
      case 'apply':
        return callOf(visit(at.callee, scope), visit(at.argument, scope));
      case 'loop':
        return loop(at, scope);
    }
  }

  function operation(name: Operation, operands: readonly Atom[]): Atom {
    const simple = simplified(name, operands);
    if (simple !== undefined) return simple;
    const key = `${name} ${operands.map((atom) => (atom.kind === 'name' ? atom.name : atom.value)).join(' ')}`;
    const known = block.known.get(key) ?? top.known.get(key);
    if (known !== undefined) return known;
    const result = fresh();
    block.assign({ kind: 'operation', name: result.name, operation: name, operands });
    block.known.set(key, result);
    return result;
  }

  function sum(left: Atom, right: Atom): Atom {
    if (isConstant(left, 0)) return right;
    if (isConstant(right, 0)) return left;
    if (left.kind === 'constant' || right.kind === 'constant' || ranks.get(left.name) === 0)
      return operation('add', [left, right]);
    const [x, y, total, array] = [fresh(), fresh(), fresh(), fresh(1)];
    const body: Assignment[] = [{ kind: 'operation', name: total.name, operation: 'add', operands: [x, y] }];
    const items = [
      { name: x.name, array: left },
      { name: y.name, array: right },
    ];
    const outputs = [{ name: array.name, value: total }];
    statements.push({ kind: 'loop', direction: 'forward', length: left, items, carries: [], body, outputs });
    return array;
  }

  function loop(at: LoopTerm, scope: Scope): Known {
    if (block !== top) unknown('a body without loops');
    const length = atomOf(visit(at.length, scope));
    const initial = at.initial.map((first) => atomOf(visit(first, scope)));
    const arrays = at.items.map(({ name, array }) => ({ name, array: visit(array, scope) }));
    // At first all carries are taken to keep their first value; those that a round then changes are not. What is left is
    // constant by induction, so that a sensitivity which is 0 at the end of a loop costs nothing in it.
    const constant = initial.map(() => true);
    for (;;) {
      const body: Assignment[] = [];
      block = { assign: (statement) => body.push(statement), known: new Map() };
      const items: { name: string; array: Atom }[] = [];
      const elements = arrays.reduce<Scope>(
        (outer, { name, array }) => ({ name, value: elementOf(array, items), outer }),
        scope,
      );
      const carried = initial.map((first, i) => (constant[i] ? first : fresh()));
      const carry: Known = { kind: 'tuple', parts: carried.map(atomic) };
      const round = visit(at.body, { name: at.carry, value: carry, outer: elements });
      const [nextCarries, made] = partsOf(round).map(partsOf);
      block = top;
      const next = nextCarries!.map(atomOf);
      const changed = next.map((atom, i) => constant[i] && !same(atom, initial[i]!));
      if (changed.some((is) => is)) {
        for (const [i, is] of changed.entries()) if (is) constant[i] = false;
        continue;
      }
      const finals = carried.map((atom) => (atom.kind === 'name' ? fresh() : atom));
      const carries = carried.flatMap((atom, i) => {
        const final = finals[i]!;
        return !constant[i] && atom.kind === 'name' && final.kind === 'name'
          ? [{ name: atom.name, initial: initial[i]!, next: next[i]!, final: final.name }]
          : [];
      });
      const { direction } = at;
      const statement: OpenLoop = { kind: 'loop', direction, length, items, carries, body, outputs: [] };
      const outputs = made!.map((output) => outputOf(output, statement));
      const finished = withStored(statement);
      statements.push(finished);
      for (const { name } of [...finished.items, ...carries, ...body]) owners.set(name, finished);
      const last = carried.map((_, i) => (constant[i] ? initial[i]! : finals[i]!));
      return {
        kind: 'tuple',
        parts: [
          { kind: 'tuple', parts: last.map(atomic) },
          { kind: 'tuple', parts: outputs },
        ],
      };
    }
  }

  /** An element of an array: of one constant, that; of functions, the function; else a name. */
  function elementOf(array: Known, items: { name: string; array: Atom }[]): Known {
    if (array.kind !== 'atom' || array.atom.kind === 'constant') return array;
    const element = fresh();
    items.push({ name: element.name, array: array.atom });
    return atomic(element);
  }

  function outputOf(output: Known, statement: OpenLoop): Known {
    if (output.kind !== 'atom' || isConstant(output.atom, 0)) return output;
    const array = fresh(1);
    statement.outputs.push({ name: array.name, value: output.atom });
    return atomic(array);
  }

  /** The loop with elements of arrays for the numbers that it knows from rounds of other loops. */
  function withStored(statement: OpenLoop): OpenLoop {
    const items = [...statement.items];
    const elements = new Map<string, Atom>();
    const local = (atom: Atom): Atom => {
      const owner = atom.kind === 'name' ? owners.get(atom.name) : undefined;
      if (atom.kind === 'constant' || owner === undefined) return atom;
      const known = elements.get(atom.name);
      if (known !== undefined) return known;
      const element = fresh();
      elements.set(atom.name, element);
      items.push({ name: element.name, array: stored(atom, owner) });
      return element;
    };
    const body = statement.body.map((each) => ({ ...each, operands: each.operands.map(local) }));
    const carries = statement.carries.map((carry) => ({ ...carry, next: local(carry.next) }));
    const outputs = statement.outputs.map(({ name, value }) => ({ name, value: local(value) }));
    return { ...statement, items, body, carries, outputs };
  }

  /** The array of a number of each round of a loop. */
  function stored(atom: Atom & { kind: 'name' }, owner: OpenLoop): Atom {
    const item = owner.items.find(({ name }) => name === atom.name);
    if (item !== undefined) return item.array;
    const output = owner.outputs.find(({ value }) => same(value, atom));
    if (output !== undefined) return { kind: 'name', name: output.name };
    const array = fresh(1);
    owner.outputs.push({ name: array.name, value: atom });
    return array;
  }
}

/** What an operation is where that needs no operation. */
function simplified(name: Operation, operands: readonly Atom[]): Atom | undefined {
  const [x, y] = operands;
  const values = operands.flatMap((atom) => (atom.kind === 'constant' ? [atom.value] : []));
  if (values.length === operands.length) return { kind: 'constant', value: float64.apply(name, values) };
  const [zeroX, zeroY] = [isConstant(x, 0), isConstant(y, 0)];
  if (name === 'add') return zeroX ? y : zeroY ? x : undefined;
  if (name === 'subtract') return zeroY ? x : undefined;
  if (name === 'multiply') return zeroX || zeroY ? zero : isConstant(x, 1) ? y : isConstant(y, 1) ? x : undefined;
  if (name === 'divide') return zeroX ? zero : isConstant(y, 1) ? x : undefined;
  return undefined;
}

function lookUp(name: string, scope: Scope): Known {
  for (let at = scope; at !== undefined; at = at.outer) if (at.name === name) return at.value;
  return unknown(name);
}

function isConstant(atom: Atom | undefined, value: number): boolean {
  return atom?.kind === 'constant' && atom.value === value;
}

function same(a: Atom, b: Atom): boolean {
  return a.kind === 'name' ? b.kind === 'name' && a.name === b.name : isConstant(b, a.value);
}

function atomic(atom: Atom): Known {
  return { kind: 'atom', atom };
}

function atomOf(known: Known): Atom {
  return known.kind === 'atom' ? known.atom : unknown('a number');
}

function partsOf(known: Known): readonly Known[] {
  return known.kind === 'tuple' ? known.parts : unknown('a tuple');
}

function callOf(callee: Known, argument: Known): Known {
  return callee.kind === 'function' ? callee.call(argument) : unknown('a function');
}

function unknown(what: string): never {
  throw new ZerothError('ill-typed', `The term is ill-typed: ${what} is expected.`);
}
