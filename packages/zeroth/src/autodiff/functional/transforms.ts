import { type ArrayLike, zerosLike } from '../../array/index.js';
import {
  addElements,
  asField,
  asValue,
  constantValue,
  type Element,
  type Field,
  type FieldOptions,
  type FunctionalValue,
  field,
  made,
} from './field.js';

/** A fresh stand-in for a field, so that a derivative by it is not mistaken for one by another that is the same. */
function variableOf(u: Field): Field {
  return made(u, (x) => u.at(x), { inputs: [u], jvp: ([du]) => du, vjp: (cotangent) => [cotangent] });
}

/** All that a result was made of, each before what is made of it, down to a variable. */
function madeOf(result: Element, variable: Field): readonly Element[] {
  const order: Element[] = [];
  const seen = new Set<Element>([variable]);
  const visit = (element: Element): void => {
    if (seen.has(element)) return;
    seen.add(element);
    element.origin?.inputs.forEach(visit);
    order.push(element);
  };
  visit(result);
  return order;
}

/** What of it depends on the variable. */
function activeOf(order: readonly Element[], variable: Field): ReadonlySet<Element> {
  const active = new Set<Element>([variable]);
  for (const element of order) if (element.origin?.inputs.some((input) => active.has(input))) active.add(element);
  return active;
}

function pushed(result: Element, variable: Field, tangent: Field): Element | undefined {
  const changes = new Map<Element, Element | undefined>([[variable, tangent]]);
  for (const element of madeOf(result, variable)) {
    const incoming = element.origin?.inputs.map((input) => changes.get(input)) ?? [];
    if (incoming.some((change) => change !== undefined)) changes.set(element, element.origin!.jvp(incoming));
  }
  return changes.get(result);
}

function pulled(result: Element, variable: Field, cotangent: Element): Field {
  const order = madeOf(result, variable);
  const active = activeOf(order, variable);
  const changes = new Map<Element, Element>([[result, cotangent]]);
  for (const element of order.toReversed()) {
    const change = changes.get(element);
    const { origin } = element;
    if (change === undefined || origin === undefined) continue;
    const wanted = origin.inputs.map((input) => active.has(input));
    if (!wanted.includes(true)) continue;
    origin.vjp(change, wanted).forEach((part, i) => {
      const input = origin.inputs[i]!;
      if (part === undefined || !wanted[i]) return;
      const before = changes.get(input);
      changes.set(input, before === undefined ? part : addElements(before, part));
    });
  }
  const found = changes.get(variable);
  return found === undefined ? field((x) => zerosLike(x), variable) : asField(found);
}

/**
 * The functional derivative δF/δf, as a function of the same variable: ∫ δF/δf v dx is the change of F(f) in direction v,
 * for v that vanishes at the ends of the domain where F differentiates f.
 *
 * @param functional composed of the operators on fields; comes to a functional's value
 * @throws ZerothError `not-a-functional` where it comes to a field
 * @source Lin: Automatic functional differentiation in JAX (2023)
 */
export function functionalGrad(functional: (f: Field) => FunctionalValue): (f: Field) => Field {
  return (f) => {
    const variable = variableOf(f);
    return pulled(asValue(functional(variable)), variable, constantValue(1));
  };
}

/** Value of an operator or a functional at f, and its derivative there in direction v. */
export function functionalJvp<R extends Element>(
  operator: (f: Field) => R,
  f: Field,
  v: Field,
): { value: R; tangent: Element } {
  const variable = variableOf(f);
  const value = operator(variable);
  return { value, tangent: pushed(value, variable, v) ?? zeroLike(value) };
}

/** Value of an operator or a functional at f, and the transpose of its derivative there. */
export function functionalVjp<R extends Element>(
  operator: (f: Field) => R,
  f: Field,
): { value: R; pullback: (cotangent: R extends Field ? Field : ArrayLike) => Field };
export function functionalVjp(
  operator: (f: Field) => Element,
  f: Field,
): { value: Element; pullback: (cotangent: Field & ArrayLike) => Field } {
  const variable = variableOf(f);
  const value = operator(variable);
  return {
    value,
    pullback: (cotangent) =>
      pulled(value, variable, value.kind === 'field' ? asField(cotangent) : constantValue(cotangent)),
  };
}

/**
 * The transpose of a linear operator on functions: ⟨L u, v⟩ = ⟨u, Lᵀ v⟩ with ⟨u, v⟩ = ∫ u v dx.
 *
 * @param domain of the functions that L takes
 */
export function transposeOperator(operator: (u: Field) => Field, domain: FieldOptions): (v: Field) => Field {
  return (v) =>
    functionalVjp(
      operator,
      field((x) => zerosLike(x), domain),
    ).pullback(v);
}

function zeroLike(element: Element): Element {
  return element.kind === 'value' ? constantValue(zerosLike(element.value)) : field((x) => zerosLike(x), element);
}
