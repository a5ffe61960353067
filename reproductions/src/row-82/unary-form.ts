import { ZerothError } from 'zeroth';
import type { Operation } from '../scalar-operations.js';
import type { Source } from './source.js';

/**
 * A program in unary form: a map from one tuple, all that is in scope, to another. Variables are positions of the tuple;
 * `then` is composition, so that reverse mode needs one rule a constructor and the rule of composition.
 *
 * @source Huot, Shaikhha: Denotationally Correct, Purely Functional, Efficient Reverse-mode Automatic Differentiation (2022)
 */
export type Unary =
  | { readonly kind: 'then'; readonly first: Unary; readonly second: Unary }
  /** Γ → (the parts of Γ at these positions): weakening, exchange and contraction. */
  | { readonly kind: 'select'; readonly positions: readonly number[]; readonly from: number }
  /** Γ → Γ × real. */
  | { readonly kind: 'constant'; readonly value: number; readonly from: number }
  | {
      readonly kind: 'operation';
      readonly operation: Operation;
      readonly operands: readonly number[];
      readonly from: number;
    }
  | UnaryLoop;

/** Γ → Γ × (an array, or a real for a fold). */
export interface UnaryLoop {
  readonly kind: 'loop';
  readonly flavour: 'map' | 'fold' | 'scan';
  /** Positions of the arrays whose elements the body gets. */
  readonly arrays: readonly number[];
  /** Position of the first carry; none for a map. */
  readonly initial: readonly number[];
  /** Γ × elements × carry → 1-tuple of the result. */
  readonly body: Unary;
  readonly from: number;
}

/** Γ → Γ × value of the term, where Γ holds the variables of `scope` in order. */
export function unaryForm(term: Source, scope: readonly string[]): Unary {
  const from = scope.length;
  switch (term.kind) {
    case 'variable': {
      const position = scope.lastIndexOf(term.name);
      if (position < 0) throw new ZerothError('bad-argument', `The variable ${term.name} is not in scope.`);
      return { kind: 'select', positions: [...range(from), position], from };
    }
    case 'constant':
      return { kind: 'constant', value: term.value, from };
    case 'operation':
      return withParts(term.operands, scope, (operands, inner) => ({
        kind: 'operation',
        operation: term.operation,
        operands,
        from: inner.length,
      }));
    case 'let': {
      const body = unaryForm(term.body, [...scope, term.name]);
      return chain(unaryForm(term.value, scope), body, keepLast(from, from + 2));
    }
    default: {
      const carries = term.kind === 'map' ? [] : [term.carry];
      const parts = term.kind === 'map' ? term.arrays : [...term.arrays, term.initial];
      return withParts(parts, scope, (positions, inner) => {
        const within = [...inner, ...term.items, ...carries];
        const last: Unary = { kind: 'select', positions: [within.length], from: within.length + 1 };
        return {
          kind: 'loop',
          flavour: term.kind,
          arrays: positions.slice(0, term.arrays.length),
          initial: positions.slice(term.arrays.length),
          body: chain(unaryForm(term.body, within), last),
          from: inner.length,
        };
      });
    }
  }
}

/** Appends some parts to the tuple, then what is made of their positions, and keeps only that. */
function withParts(
  parts: readonly Source[],
  scope: readonly string[],
  make: (positions: readonly number[], inner: readonly string[]) => Unary,
): Unary {
  const from = scope.length;
  // Positions without a variable get a name that no variable has.
  const scopes = parts.map((_, i) => [...scope, ...Array.from({ length: i }, () => '')]);
  const steps = parts.map((part, i) => unaryForm(part, scopes[i]!));
  const inner = [...scope, ...parts.map(() => '')];
  const made = make(
    parts.map((_, i) => from + i),
    inner,
  );
  return chain(...steps, made, keepLast(from, inner.length + 1));
}

/** Of a tuple of `length`, the first `count` and the last. */
function keepLast(count: number, length: number): Unary {
  return { kind: 'select', positions: [...range(count), length - 1], from: length };
}

function chain(...steps: readonly Unary[]): Unary {
  return steps.reduce((first, second) => ({ kind: 'then', first, second }));
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
