import type { Operation } from '../scalar-operations.js';

/**
 * A term of the target language: λ-calculus with tuples, operations and one loop, without mutation. Programs are written
 * in it with functions inside; partial evaluation leaves none.
 */
export type Term =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'operation'; readonly operation: Operation; readonly operands: readonly Term[] }
  /** Sum of two sensitivities of a real or of an array. */
  | { readonly kind: 'plus'; readonly left: Term; readonly right: Term }
  | { readonly kind: 'tuple'; readonly parts: readonly Term[] }
  | { readonly kind: 'part'; readonly tuple: Term; readonly index: number }
  | { readonly kind: 'lambda'; readonly name: string; readonly body: Term }
  | { readonly kind: 'apply'; readonly callee: Term; readonly argument: Term }
  | {
      readonly kind: 'loop';
      readonly direction: 'forward' | 'backward';
      /** An array that has as many elements as there are rounds. */
      readonly length: Term;
      /** Arrays, of functions too, with the names of their elements in the body. */
      readonly items: readonly { readonly name: string; readonly array: Term }[];
      /** Name of the tuple of carries in the body, and its first value. */
      readonly carry: string;
      readonly initial: readonly Term[];
      /** ⟨tuple of the next carries, tuple of outputs⟩; the loop is ⟨last carries, arrays of outputs⟩. */
      readonly body: Term;
    };

export const zero: Term = { kind: 'constant', value: 0 };

export function variable(name: string): Term {
  return { kind: 'variable', name };
}

export function operate(operation: Operation, ...operands: readonly Term[]): Term {
  return { kind: 'operation', operation, operands };
}

export function plus(left: Term, right: Term): Term {
  return { kind: 'plus', left, right };
}

export function tuple(...parts: readonly Term[]): Term {
  return { kind: 'tuple', parts };
}

export function part(of: Term, ...path: readonly number[]): Term {
  return path.reduce<Term>((inner, index) => ({ kind: 'part', tuple: inner, index }), of);
}

export function apply(callee: Term, argument: Term): Term {
  return { kind: 'apply', callee, argument };
}

/** Writes functions and bindings with names of its own: `fresh` gives each binder another. */
export interface Binders {
  fresh(): string;
  lambda(body: (argument: Term) => Term): Term;
  /** `let` as (λ x. body) value. */
  letIn(value: Term, body: (bound: Term) => Term): Term;
}

export function binders(): Binders {
  let count = 0;
  const fresh = () => `t${++count}`;
  const lambda = (body: (argument: Term) => Term): Term => {
    const name = fresh();
    return { kind: 'lambda', name, body: body(variable(name)) };
  };
  return { fresh, lambda, letIn: (value, body) => apply(lambda(body), value) };
}
