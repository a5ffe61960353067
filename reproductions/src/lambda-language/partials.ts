import type { Operation } from '../scalar-operations.js';
import { constant, letIn, operate, type Term, variable } from './terms.js';
import { real } from './types.js';

/** Names of an operation's operands in its partial derivatives. */
export const operandNames = ['x', 'y'] as const;

/** The name that the rules of the macros give to a partial derivative. */
export function partialName(operand: string): string {
  return `partial ${operand}`;
}

const [x, y] = [variable('x'), variable('y')];
const result = variable('result');

/** The chosen derivatives of the basic operations, as terms in the operands x and y: ∂operation/∂x and ∂operation/∂y. */
export const partials: Readonly<Record<Operation, readonly Term[]>> = {
  add: [constant(1), constant(1)],
  subtract: [constant(1), constant(-1)],
  multiply: [y, x],
  divide: [operate('divide', constant(1), y), operate('divide', negative(operate('divide', x, y)), y)],
  sin: [operate('cos', x)],
  cos: [negative(operate('sin', x))],
  exp: [operate('exp', x)],
  log: [operate('divide', constant(1), x)],
  tanh: [withResult(operate('tanh', x), operate('subtract', constant(1), operate('multiply', result, result)))],
  sqrt: [operate('divide', constant(0.5), operate('sqrt', x))],
};

function negative(term: Term): Term {
  return operate('subtract', constant(0), term);
}

function withResult(value: Term, body: Term): Term {
  return letIn('result', real, value, body);
}
