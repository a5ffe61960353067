import type { Operation } from '../scalar-operations.js';
import type { Term } from './terms.js';
import { functionType, listOf, type Type } from './types.js';

/** What a structure-preserving macro does to the reals: all else follows from it. */
export interface Interpretation {
  /** The type that stands for real. */
  readonly real: Type;
  constant(value: number): Term;
  /** A closed function of the operands, curried: real′ → … → real′. */
  operation(operation: Operation): Term;
}

/** D(type): the type with another type for the reals. */
export function translateType(type: Type, interpretation: Interpretation): Type {
  const translated = (part: Type) => translateType(part, interpretation);
  switch (type.kind) {
    case 'real':
      return interpretation.real;
    case 'product':
      return { kind: 'product', parts: type.parts.map(translated) };
    case 'sum':
      return { kind: 'sum', cases: type.cases.map(translated) };
    case 'function':
      return functionType(translated(type.from), translated(type.to));
    case 'list':
      return listOf(translated(type.element));
  }
}

/**
 * D(term): the one homomorphism of the language that sends constants and operations where the interpretation says.
 * A term of type τ in scope Γ becomes one of type D(τ) in scope D(Γ).
 */
export function translate(term: Term, interpretation: Interpretation): Term {
  const translated = (part: Term) => translate(part, interpretation);
  const translatedType = (type: Type) => translateType(type, interpretation);
  switch (term.kind) {
    case 'variable':
      return term;
    case 'constant':
      return interpretation.constant(term.value);
    case 'operation':
      // A closed function, so that no name of the rule can capture one of the operands.
      return term.operands
        .map(translated)
        .reduce<Term>(
          (callee, argument) => ({ kind: 'apply', callee, argument }),
          interpretation.operation(term.operation),
        );
    case 'lambda':
      return { ...term, type: translatedType(term.type), body: translated(term.body) };
    case 'apply':
      return { ...term, callee: translated(term.callee), argument: translated(term.argument) };
    case 'tuple':
      return { ...term, parts: term.parts.map(translated) };
    case 'project':
      return { ...term, tuple: translated(term.tuple) };
    case 'inject':
      return { ...term, cases: term.cases.map(translatedType), value: translated(term.value) };
    case 'match': {
      const branches = term.branches.map(({ name, body }) => ({ name, body: translated(body) }));
      return { ...term, scrutinee: translated(term.scrutinee), branches };
    }
    case 'list':
      return { ...term, element: translatedType(term.element), items: term.items.map(translated) };
    case 'cons':
      return { ...term, head: translated(term.head), tail: translated(term.tail) };
    case 'fold': {
      const [list, initial, body] = [term.list, term.initial, term.body].map(translated);
      return { ...term, list: list!, initial: initial!, body: body! };
    }
  }
}
