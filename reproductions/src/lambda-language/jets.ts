import { arities, type Operation } from '../scalar-operations.js';
import { operandNames, partialName, partials } from './partials.js';
import { apply, constant, lambdas, letIn, operate, project, type Term, total, tuple, variable } from './terms.js';
import { type Interpretation, translate } from './translate.js';
import { real, vectorType } from './types.js';

/**
 * Reals as Taylor polynomials x₀ + x₁ t + … + x_k tᵏ: real becomes real^(k+1). With w the polynomial of order k − 1 of an
 * operation's partial derivative, which is a smaller instance of the same macro, the chain rule gives
 * j y_j = Σ over the operands Σ_{m=1}^j m x_m w_{j−m}.
 *
 * @param order k, from 0
 * @source Huot, Staton, Vákár: Higher Order Automatic Differentiation of Higher Order Functions (2021), §3.2
 */
export function jets(order: number): Interpretation {
  const length = order + 1;
  const rules = new Map<Operation, Term>();
  return {
    real: vectorType(length),
    constant: (value) => tuple(...Array.from({ length }, (_, j) => constant(j === 0 ? value : 0))),
    operation(operation) {
      const rule = rules.get(operation) ?? ruleOf(operation, order);
      rules.set(operation, rule);
      return rule;
    },
  };
}

function ruleOf(operation: Operation, order: number): Term {
  const names = operandNames.slice(0, arities[operation]);
  const coefficient = (name: string, j: number) => project(variable(name), j);
  const coefficients = [operate(operation, ...names.map((name) => coefficient(name, 0)))];
  for (let j = 1; j <= order; j++) {
    const terms: Term[] = [];
    for (const name of names) {
      for (let m = 1; m <= j; m++) {
        const scaled = operate('multiply', constant(m / j), coefficient(name, m));
        terms.push(operate('multiply', scaled, coefficient(partialName(name), j - m)));
      }
    }
    coefficients.push(total(terms));
  }
  let body: Term = tuple(...coefficients);
  if (order > 0) {
    const lower = jets(order - 1);
    for (const [i, name] of names.entries()) {
      const partial = translate(lambdas(names, real, partials[operation][i]!), lower);
      const truncated = names.map((operand) =>
        tuple(...Array.from({ length: order }, (_, j) => coefficient(operand, j))),
      );
      body = letIn(partialName(name), lower.real, truncated.reduce(apply, partial), body);
    }
  }
  return lambdas(names, vectorType(order + 1), body);
}
