import type { Arithmetic, Operation } from '../scalar-operations.js';

/**
 * A term of the source language: pure, first-order, over reals and arrays of reals of one length. Bodies of `map`, `fold`
 * and `scan` are of scalars and may use all reals in scope.
 */
export type Source =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'operation'; readonly operation: Operation; readonly operands: readonly Source[] }
  | { readonly kind: 'let'; readonly name: string; readonly value: Source; readonly body: Source }
  | ({ readonly kind: 'map' } & Each)
  | ({ readonly kind: 'fold' | 'scan'; readonly carry: string; readonly initial: Source } & Each);

/** A body for each element of some arrays. */
export interface Each {
  /** Names of the elements in the body, one an array. */
  readonly items: readonly string[];
  readonly arrays: readonly Source[];
  readonly body: Source;
}

/** A term with its inputs. */
export interface SourceProgram {
  readonly inputs: readonly { readonly name: string; readonly rank: 0 | 1 }[];
  /** A term of a real. */
  readonly term: Source;
}

/** A real or an array of numbers of kind N. */
export type Data<N> = { readonly rank: 0; readonly value: N } | { readonly rank: 1; readonly values: readonly N[] };

/** The meaning of a term, in any arithmetic. */
export function meaning<N>(term: Source, scope: ReadonlyMap<string, Data<N>>, arithmetic: Arithmetic<N>): Data<N> {
  const numberOf = (part: Source, inner = scope): N => {
    const data = meaning(part, inner, arithmetic);
    return data.rank === 0 ? data.value : arithmetic.constant(Number.NaN);
  };
  switch (term.kind) {
    case 'variable':
      return scope.get(term.name)!;
    case 'constant':
      return { rank: 0, value: arithmetic.constant(term.value) };
    case 'operation': {
      const operands = term.operands.map((operand) => numberOf(operand));
      return { rank: 0, value: arithmetic.apply(term.operation, operands) };
    }
    case 'let':
      return meaning(term.body, new Map(scope).set(term.name, meaning(term.value, scope, arithmetic)), arithmetic);
    default:
      return meaningOfLoop(term, scope, arithmetic);
  }
}

function meaningOfLoop<N>(
  term: Extract<Source, Each>,
  scope: ReadonlyMap<string, Data<N>>,
  arithmetic: Arithmetic<N>,
): Data<N> {
  const arrays = term.arrays.map((array) => {
    const data = meaning(array, scope, arithmetic);
    return data.rank === 1 ? data.values : [];
  });
  let carry = term.kind === 'map' ? undefined : meaning(term.initial, scope, arithmetic);
  const outputs = arrays[0]!.map((_, i) => {
    const inner = new Map(scope);
    for (const [k, name] of term.items.entries()) inner.set(name, { rank: 0, value: arrays[k]![i]! });
    if (term.kind !== 'map' && carry !== undefined) inner.set(term.carry, carry);
    carry = meaning(term.body, inner, arithmetic);
    return carry;
  });
  if (term.kind === 'fold' && carry !== undefined) return carry;
  return { rank: 1, values: outputs.flatMap((data) => (data.rank === 0 ? [data.value] : [])) };
}
