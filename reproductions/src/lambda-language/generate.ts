import type { Random } from 'zeroth/random';
import type { Scope } from './check-types.js';
import { apply, constant, lambda, letIn, operate, project, size, type Term, tuple, variable } from './terms.js';
import { functionType, listOf, product, real, sameType, sum, type Type } from './types.js';

/** A term of type real in the scope of some variables of type real. */
export interface Program {
  readonly inputs: readonly string[];
  readonly term: Term;
}

/** A variable that a term may use. */
interface Known {
  readonly name: string;
  readonly type: Type;
}

/** Sizes of programs: continuations are called once a use, so that their cost can grow exponentially with the size. */
const [smallest, largest] = [30, 300];
const depth = 6;

/** The reals that a program depends on come to it in a structure, whose case and length are drawn too. */
const inputType = product(real, real, sum(real, product(real, real)), listOf(real));

/**
 * A random program that is well-typed by construction: reals, tuples, tagged values, lists and functions are made and
 * used at random types. Logarithms, roots and divisors are of 1 + e², exponentials of sin e: it is smooth everywhere.
 */
export function randomProgram(draws: Random): Program {
  for (;;) {
    const inputs: string[] = [];
    const data = randomData(draws, inputType, () => {
      inputs.push(`x${inputs.length}`);
      return variable(inputs.at(-1)!);
    });
    const body = randomTerm(draws, real, [{ name: 'input', type: inputType }]);
    if (size(body) >= smallest && size(body) <= largest) return { inputs, term: letIn('input', inputType, data, body) };
  }
}

/** A term with its variables bound to closed terms of a type. */
export function withInputs(term: Term, inputs: readonly string[], type: Type, values: readonly Term[]): Term {
  return inputs.reduceRight((body, name, i) => letIn(name, type, values[i]!, body), term);
}

/** The scope that gives all inputs one type. */
export function scopeOf(inputs: readonly string[], type: Type): Scope {
  return new Map(inputs.map((name) => [name, type]));
}

/** A random literal of a type without functions; each real in it is made by `leaf`. */
function randomData(draws: Random, type: Type, leaf: () => Term): Term {
  switch (type.kind) {
    case 'real':
    case 'function':
      return leaf();
    case 'product':
      return tuple(...type.parts.map((part) => randomData(draws, part, leaf)));
    case 'sum': {
      const index = draws.integer(type.cases.length);
      return { kind: 'inject', cases: type.cases, index, value: randomData(draws, type.cases[index]!, leaf) };
    }
    case 'list': {
      const items = Array.from({ length: 1 + draws.integer(4) }, () => randomData(draws, type.element, leaf));
      return { kind: 'list', element: type.element, items };
    }
  }
}

function randomTerm(draws: Random, wanted: Type, inScope: readonly Known[]): Term {
  let names = 0;
  return make(wanted, inScope, depth);

  function fresh(): string {
    names++;
    return `v${names}`;
  }

  function pick<T>(items: readonly T[]): T {
    return items[draws.integer(items.length)]!;
  }

  function make(type: Type, scope: readonly Known[], fuel: number): Term {
    if (fuel <= 0) return used(type, scope, 0) ?? introduced(type, scope, 0);
    const chance = draws.uniform();
    if (chance < 0.1) return bound(type, scope, fuel);
    if (chance < 0.2) return called(type, scope, fuel);
    if (chance < 0.3) return matched(type, scope, fuel);
    if (chance < 0.45) return folded(type, scope, fuel);
    // A variable near the root would leave most of the program without an effect.
    const given = chance < 0.75 && fuel <= depth / 2 ? used(type, scope, fuel) : undefined;
    return given ?? introduced(type, scope, fuel);
  }

  /** What a variable gives by projections and calls. */
  function used(type: Type, scope: readonly Known[], fuel: number): Term | undefined {
    const ways = scope.flatMap((known) => waysToUse(variable(known.name), known.type, type, scope, fuel));
    return ways.length === 0 ? undefined : pick(ways)();
  }

  function waysToUse(term: Term, from: Type, to: Type, scope: readonly Known[], fuel: number): (() => Term)[] {
    if (sameType(from, to)) return [() => term];
    if (from.kind === 'product')
      return from.parts.flatMap((part, i) => waysToUse(project(term, i), part, to, scope, fuel));
    if (fuel > 0 && from.kind === 'function' && sameType(from.to, to))
      return [() => apply(term, make(from.from, scope, fuel - 2))];
    return [];
  }

  function introduced(type: Type, scope: readonly Known[], fuel: number): Term {
    switch (type.kind) {
      case 'real':
        return fuel <= 0 ? constant(2 * draws.uniform() - 1) : operated(scope, fuel);
      case 'product':
        return tuple(...type.parts.map((part) => make(part, scope, fuel - 1)));
      case 'sum': {
        const index = draws.integer(type.cases.length);
        return { kind: 'inject', cases: type.cases, index, value: make(type.cases[index]!, scope, fuel - 1) };
      }
      case 'function': {
        const name = fresh();
        return lambda(name, type.from, make(type.to, [...scope, { name, type: type.from }], fuel - 1));
      }
      case 'list': {
        const items = Array.from({ length: 1 + draws.integer(2) }, () => make(type.element, scope, fuel - 2));
        const list: Term = { kind: 'list', element: type.element, items };
        return draws.uniform() < 0.5 ? list : { kind: 'cons', head: make(type.element, scope, fuel - 2), tail: list };
      }
    }
  }

  function operated(scope: readonly Known[], fuel: number): Term {
    const operand = () => make(real, scope, fuel - 1);
    const binary = pick(['add', 'subtract', 'multiply', 'multiply', undefined] as const);
    if (binary !== undefined) return operate(binary, operand(), operand());
    const unary = pick(['sin', 'cos', 'tanh', 'exp', 'log', 'sqrt', 'divide'] as const);
    if (unary === 'sin' || unary === 'cos' || unary === 'tanh') return operate(unary, operand());
    if (unary === 'exp') return operate('exp', operate('sin', operand()));
    const name = fresh();
    const positive = operate('add', constant(1), operate('multiply', variable(name), variable(name)));
    const result = unary === 'divide' ? operate('divide', operand(), positive) : operate(unary, positive);
    return letIn(name, real, operand(), result);
  }

  function bound(type: Type, scope: readonly Known[], fuel: number): Term {
    const [name, kind] = [fresh(), randomType(2)];
    return letIn(name, kind, make(kind, scope, fuel - 1), make(type, [...scope, { name, type: kind }], fuel - 1));
  }

  /** A call of a function that is chosen by a match, folded from a list or taken from a variable. */
  function called(type: Type, scope: readonly Known[], fuel: number): Term {
    const from = randomType(1);
    const callee = functionType(from, type);
    const way = pick([matched, folded, used]);
    return apply(way(callee, scope, fuel - 1) ?? introduced(callee, scope, fuel - 1), make(from, scope, fuel - 2));
  }

  function matched(type: Type, scope: readonly Known[], fuel: number): Term {
    const given = scope.map((known) => known.type).filter((known) => known.kind === 'sum');
    const scrutinised = draws.uniform() < 0.7 && given.length > 0 ? pick(given) : sum(randomType(1), randomType(1));
    if (scrutinised.kind !== 'sum') return introduced(type, scope, fuel);
    const branches = scrutinised.cases.map((kind) => {
      const name = fresh();
      return { name, body: make(type, [...scope, { name, type: kind }], fuel - 1) };
    });
    return { kind: 'match', scrutinee: make(scrutinised, scope, fuel - 1), branches };
  }

  function folded(type: Type, scope: readonly Known[], fuel: number): Term {
    const element = draws.uniform() < 0.6 ? real : randomType(1);
    const [item, name] = [fresh(), fresh()];
    const inner = [...scope, { name: item, type: element }, { name, type }];
    const [list, initial] = [make(listOf(element), scope, fuel - 2), make(type, scope, fuel - 2)];
    return { kind: 'fold', list, initial, item, folded: name, body: make(type, inner, fuel - 2) };
  }

  function randomType(nesting: number): Type {
    const inner = () => randomType(nesting - 1);
    const chance = draws.uniform();
    if (nesting <= 0 || chance < 0.2) return real;
    if (chance < 0.4) return product(inner(), inner());
    if (chance < 0.55) return sum(inner(), inner());
    if (chance < 0.85) return functionType(inner(), inner());
    return listOf(inner());
  }
}
