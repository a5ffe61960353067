/** A type of the language. Lists are the inductive type at hand; `sum` tags a value with one of its cases. */
export type Type =
  | { readonly kind: 'real' }
  | { readonly kind: 'product'; readonly parts: readonly Type[] }
  | { readonly kind: 'sum'; readonly cases: readonly Type[] }
  | { readonly kind: 'function'; readonly from: Type; readonly to: Type }
  | { readonly kind: 'list'; readonly element: Type };

export const real: Type = { kind: 'real' };

export function product(...parts: readonly Type[]): Type {
  return { kind: 'product', parts };
}

export function sum(...cases: readonly Type[]): Type {
  return { kind: 'sum', cases };
}

export function functionType(from: Type, to: Type): Type {
  return { kind: 'function', from, to };
}

export function listOf(element: Type): Type {
  return { kind: 'list', element };
}

/** realⁿ. */
export function vectorType(length: number): Type {
  return { kind: 'product', parts: Array.from({ length }, () => real) };
}

/** Types are equal by structure. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  const same = (left: readonly Type[], right: readonly Type[]) =>
    left.length === right.length && left.every((type, i) => sameType(type, right[i]!));
  switch (a.kind) {
    case 'real':
      return b.kind === 'real';
    case 'product':
      return b.kind === 'product' && same(a.parts, b.parts);
    case 'sum':
      return b.kind === 'sum' && same(a.cases, b.cases);
    case 'function':
      return b.kind === 'function' && sameType(a.from, b.from) && sameType(a.to, b.to);
    case 'list':
      return b.kind === 'list' && sameType(a.element, b.element);
  }
}

/** A type as people write it. */
export function spell(type: Type): string {
  switch (type.kind) {
    case 'real':
      return 'real';
    case 'product':
      return `(${type.parts.map(spell).join(' × ')})`;
    case 'sum':
      return `{${type.cases.map(spell).join(' + ')}}`;
    case 'function':
      return `(${spell(type.from)} → ${spell(type.to)})`;
    case 'list':
      return `[${spell(type.element)}]`;
  }
}
