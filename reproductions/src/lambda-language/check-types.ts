import { ZerothError } from 'zeroth';
import { arities } from '../scalar-operations.js';
import type { Term } from './terms.js';
import { functionType, listOf, product, real, sameType, spell, type Type } from './types.js';

/** Types of the variables in scope. */
export type Scope = ReadonlyMap<string, Type>;

/**
 * The type of a term by the rules of the language.
 *
 * @throws ZerothError `ill-typed`, naming what was expected and what was found
 */
export function typeOf(term: Term, scope: Scope = new Map()): Type {
  switch (term.kind) {
    case 'variable':
      return scope.get(term.name) ?? illTyped('a variable in scope', term.name);
    case 'constant':
      return real;
    case 'operation':
      if (term.operands.length !== arities[term.operation]) illTyped(`the arity of ${term.operation}`, 'another');
      for (const operand of term.operands) expectType(real, typeOf(operand, scope));
      return real;
    case 'lambda':
      return functionType(term.type, typeOf(term.body, new Map(scope).set(term.name, term.type)));
    case 'apply': {
      const callee = typeOf(term.callee, scope);
      if (callee.kind !== 'function') return illTyped('a function', spell(callee));
      expectType(callee.from, typeOf(term.argument, scope));
      return callee.to;
    }
    case 'tuple':
      return product(...term.parts.map((part) => typeOf(part, scope)));
    case 'project': {
      const type = typeOf(term.tuple, scope);
      const part = type.kind === 'product' ? type.parts[term.index] : undefined;
      return part ?? illTyped(`a product with part ${term.index}`, spell(type));
    }
    case 'inject':
      expectType(
        term.cases[term.index] ?? illTyped('a case of the sum', `case ${term.index}`),
        typeOf(term.value, scope),
      );
      return { kind: 'sum', cases: term.cases };
    case 'match':
      return typeOfMatch(term, scope);
    case 'list':
      for (const item of term.items) expectType(term.element, typeOf(item, scope));
      return listOf(term.element);
    case 'cons': {
      const head = typeOf(term.head, scope);
      expectType(listOf(head), typeOf(term.tail, scope));
      return listOf(head);
    }
    case 'fold': {
      const list = typeOf(term.list, scope);
      if (list.kind !== 'list') return illTyped('a list', spell(list));
      const folded = typeOf(term.initial, scope);
      expectType(folded, typeOf(term.body, new Map(scope).set(term.item, list.element).set(term.folded, folded)));
      return folded;
    }
  }
}

function typeOfMatch({ scrutinee, branches }: Extract<Term, { kind: 'match' }>, scope: Scope): Type {
  const type = typeOf(scrutinee, scope);
  if (type.kind !== 'sum' || type.cases.length !== branches.length)
    return illTyped(`a sum of ${branches.length} cases`, spell(type));
  const [first, ...others] = branches.map(({ name, body }, i) =>
    typeOf(body, new Map(scope).set(name, type.cases[i]!)),
  );
  if (first === undefined) return illTyped('a branch', 'none');
  for (const other of others) expectType(first, other);
  return first;
}

function expectType(expected: Type, found: Type): void {
  if (!sameType(expected, found)) illTyped(spell(expected), spell(found));
}

function illTyped(expected: string, found: string): never {
  throw new ZerothError('ill-typed', `The term is ill-typed: ${expected} is expected, ${found} is found.`);
}
