import type { Operation } from '../scalar-operations.js';
import type { Type } from './types.js';

/** A term of the language: simply typed λ-calculus with products, sums, lists and operations on reals. */
export type Term =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'operation'; readonly operation: Operation; readonly operands: readonly Term[] }
  | { readonly kind: 'lambda'; readonly name: string; readonly type: Type; readonly body: Term }
  | { readonly kind: 'apply'; readonly callee: Term; readonly argument: Term }
  | { readonly kind: 'tuple'; readonly parts: readonly Term[] }
  | { readonly kind: 'project'; readonly tuple: Term; readonly index: number }
  | { readonly kind: 'inject'; readonly cases: readonly Type[]; readonly index: number; readonly value: Term }
  | { readonly kind: 'match'; readonly scrutinee: Term; readonly branches: readonly Branch[] }
  | { readonly kind: 'list'; readonly element: Type; readonly items: readonly Term[] }
  | { readonly kind: 'cons'; readonly head: Term; readonly tail: Term }
  | {
      readonly kind: 'fold';
      readonly list: Term;
      readonly initial: Term;
      /** Name of the item in the body. */
      readonly item: string;
      /** Name in the body of what was made of the items behind it. */
      readonly folded: string;
      readonly body: Term;
    };

/** What a `match` does in one case of the sum. */
export interface Branch {
  readonly name: string;
  readonly body: Term;
}

export function variable(name: string): Term {
  return { kind: 'variable', name };
}

export function constant(value: number): Term {
  return { kind: 'constant', value };
}

export function operate(operation: Operation, ...operands: readonly Term[]): Term {
  return { kind: 'operation', operation, operands };
}

export function lambda(name: string, type: Type, body: Term): Term {
  return { kind: 'lambda', name, type, body };
}

/** A curried function of several arguments of one type. */
export function lambdas(names: readonly string[], type: Type, body: Term): Term {
  return names.reduceRight((inner, name) => lambda(name, type, inner), body);
}

export function apply(callee: Term, argument: Term): Term {
  return { kind: 'apply', callee, argument };
}

export function tuple(...parts: readonly Term[]): Term {
  return { kind: 'tuple', parts };
}

export function project(of: Term, index: number): Term {
  return { kind: 'project', tuple: of, index };
}

/** `let name = value in body`, which is (λ name. body) value. */
export function letIn(name: string, type: Type, value: Term, body: Term): Term {
  return apply(lambda(name, type, body), value);
}

/** Σ terms; 0 if there are none. */
export function total(terms: readonly Term[]): Term {
  return terms.length === 0 ? constant(0) : terms.reduce((left, right) => operate('add', left, right));
}

/** The terms right below a term. */
export function children(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'variable':
    case 'constant':
      return [];
    case 'operation':
      return term.operands;
    case 'lambda':
      return [term.body];
    case 'apply':
      return [term.callee, term.argument];
    case 'tuple':
      return term.parts;
    case 'project':
      return [term.tuple];
    case 'inject':
      return [term.value];
    case 'match':
      return [term.scrutinee, ...term.branches.map(({ body }) => body)];
    case 'list':
      return term.items;
    case 'cons':
      return [term.head, term.tail];
    case 'fold':
      return [term.list, term.initial, term.body];
  }
}

/** Number of nodes. */
export function size(term: Term): number {
  return children(term).reduce((count, child) => count + size(child), 1);
}

/** Whether some node of a term is like this. */
export function contains(term: Term, like: (node: Term) => boolean): boolean {
  return like(term) || children(term).some((child) => contains(child, like));
}
