import { arities, type Operation } from '../scalar-operations.js';
import { operandNames, partialName, partials } from './partials.js';
import {
  apply,
  constant,
  lambda,
  lambdas,
  letIn,
  operate,
  project,
  type Term,
  total,
  tuple,
  variable,
} from './terms.js';
import type { Interpretation } from './translate.js';
import { functionType, product, real, type Type, vectorType } from './types.js';

/**
 * Reals as dual numbers: real becomes real × real, the value and its tangent, and an operation's tangent is the sum of
 * its partial derivatives times the operands' tangents.
 */
export const dualNumbers: Interpretation = {
  real: vectorType(2),
  constant: (value) => tuple(constant(value), constant(0)),
  operation: (operation) =>
    onValues(operation, vectorType(2), (names) =>
      total(names.map((name) => operate('multiply', variable(partialName(name)), second(name)))),
    ),
};

/**
 * Reals with continuations: real becomes real × (real → realⁿ), the value and a function that takes the sensitivity of the
 * result to this value and gives the gradient by the n inputs, of all that leads to the result through it.
 *
 * @source Huot, Staton, Vákár: Correctness of Automatic Differentiation via Diffeologies and Categorical Gluing (2020), §6
 */
export function continuations(inputs: number): Interpretation {
  const gradient = (component: (i: number) => Term): Term =>
    tuple(...Array.from({ length: inputs }, (_, i) => component(i)));
  const type = product(real, functionType(real, vectorType(inputs)));
  const sensitivity = variable('sensitivity');
  return {
    real: type,
    constant: (value) =>
      tuple(
        constant(value),
        lambda(
          'sensitivity',
          real,
          gradient(() => constant(0)),
        ),
      ),
    operation: (operation) =>
      onValues(operation, type, (names) => {
        const parts = gradient((i) => total(names.map((name) => project(variable(partName(name)), i))));
        const calls = names.reduceRight((body, name) => {
          const scaled = operate('multiply', variable(partialName(name)), sensitivity);
          return letIn(partName(name), vectorType(inputs), apply(second(name), scaled), body);
        }, parts);
        return lambda('sensitivity', real, calls);
      }),
  };
}

/** The i-th of the inputs for {@link continuations}: its gradient is the sensitivity times the i-th unit vector. */
export function inputWithContinuation(value: number, i: number, inputs: number): Term {
  const parts = Array.from({ length: inputs }, (_, j) => (i === j ? variable('sensitivity') : constant(0)));
  return tuple(constant(value), lambda('sensitivity', real, tuple(...parts)));
}

/** λ operands. ⟨operation of their values, what `derivative` makes of the operands' names⟩, with the partial derivatives bound. */
function onValues(operation: Operation, type: Type, derivative: (names: readonly string[]) => Term): Term {
  const names = operandNames.slice(0, arities[operation]);
  const values = names.map((name) => project(variable(name), 0));
  const pair = tuple(operate(operation, ...values), derivative(names));
  const bound = names.reduceRight((body, name, i) => {
    // The partial derivatives are terms in the operands' values, under the operands' names.
    const closed = lambdas(names, real, partials[operation][i]!);
    return letIn(partialName(name), real, values.reduce(apply, closed), body);
  }, pair);
  return lambdas(names, type, bound);
}

function second(name: string): Term {
  return project(variable(name), 1);
}

function partName(name: string): string {
  return `part ${name}`;
}
