import { ZerothError } from 'zeroth';
import type { Arithmetic } from '../scalar-operations.js';
import type { Term } from './terms.js';

/** A value of the language over numbers of kind N. */
export type Value<N> =
  | { readonly kind: 'real'; readonly number: N }
  | { readonly kind: 'tuple'; readonly parts: readonly Value<N>[] }
  | { readonly kind: 'variant'; readonly index: number; readonly value: Value<N> }
  | { readonly kind: 'closure'; readonly call: (argument: Value<N>) => Value<N> }
  | { readonly kind: 'list'; readonly items: readonly Value<N>[] };

/** Values of the variables in scope, the innermost first. */
interface Environment<N> {
  readonly name: string;
  readonly value: Value<N>;
  readonly outer: Environment<N> | undefined;
}

/** A value with the number of terms that were evaluated for it. */
export interface Evaluation<N> {
  readonly value: Value<N>;
  readonly steps: number;
}

/** The value of a closed, well-typed term, by value and from left to right. */
export function evaluate<N>(term: Term, arithmetic: Arithmetic<N>): Evaluation<N> {
  let steps = 0;
  const value = visit(term, undefined);
  return { value, steps };

  function visit(at: Term, environment: Environment<N> | undefined): Value<N> {
    steps++;
    switch (at.kind) {
      case 'variable':
        return lookUp(at.name, environment);
      case 'constant':
        return { kind: 'real', number: arithmetic.constant(at.value) };
      case 'operation': {
        const numbers = at.operands.map((operand) => numberIn(visit(operand, environment)));
        return { kind: 'real', number: arithmetic.apply(at.operation, numbers) };
      }
      case 'lambda':
        return {
          kind: 'closure',
          call: (argument) => visit(at.body, { name: at.name, value: argument, outer: environment }),
        };
      case 'apply':
        return expectKind('closure', visit(at.callee, environment)).call(visit(at.argument, environment));
      case 'tuple':
        return { kind: 'tuple', parts: at.parts.map((part) => visit(part, environment)) };
      case 'project':
        return expectKind('tuple', visit(at.tuple, environment)).parts[at.index]!;
      case 'inject':
        return { kind: 'variant', index: at.index, value: visit(at.value, environment) };
      case 'match': {
        const chosen = expectKind('variant', visit(at.scrutinee, environment));
        const { name, body } = at.branches[chosen.index]!;
        return visit(body, { name, value: chosen.value, outer: environment });
      }
      case 'list':
        return { kind: 'list', items: at.items.map((item) => visit(item, environment)) };
      case 'cons': {
        const head = visit(at.head, environment);
        return { kind: 'list', items: [head, ...expectKind('list', visit(at.tail, environment)).items] };
      }
      case 'fold':
        return expectKind('list', visit(at.list, environment)).items.reduceRight(
          (folded, item) => {
            const outer = { name: at.item, value: item, outer: environment };
            return visit(at.body, { name: at.folded, value: folded, outer });
          },
          visit(at.initial, environment),
        );
    }
  }
}

/** The number of a real value. */
export function numberIn<N>(value: Value<N>): N {
  return expectKind('real', value).number;
}

/** The numbers of a tuple of reals. */
export function numbersIn<N>(value: Value<N>): readonly N[] {
  return expectKind('tuple', value).parts.map(numberIn);
}

function lookUp<N>(name: string, environment: Environment<N> | undefined): Value<N> {
  for (let at = environment; at !== undefined; at = at.outer) if (at.name === name) return at.value;
  throw new ZerothError('ill-typed', `The variable ${name} has no value: check the term's type first.`);
}

function expectKind<N, K extends Value<N>['kind']>(kind: K, value: Value<N>): Extract<Value<N>, { kind: K }> {
  if (isOfKind(kind, value)) return value;
  throw new ZerothError('ill-typed', `A ${kind} is expected, a ${value.kind} is found: check the term's type first.`);
}

function isOfKind<N, K extends Value<N>['kind']>(kind: K, value: Value<N>): value is Extract<Value<N>, { kind: K }> {
  return value.kind === kind;
}
