import { elementwise } from '../../array/elementwise.js';
import type { Elementwise, Primitive } from '../../array/index.js';
import type { Equation } from '../graph.js';

/** Whether a primitive works element by element. */
export function isElementwise(primitive: Primitive<unknown>): primitive is Elementwise {
  return 'scalar' in primitive && 'expression' in primitive && 'arity' in primitive;
}

/** An equation of a primitive, with parameters of its type. */
export interface EquationOf<P> extends Equation {
  readonly params: P;
}

/** Whether an equation applies this primitive. */
export function applies<P>(equation: Equation, primitive: Primitive<P>): equation is EquationOf<P> {
  return equation.primitive === primitive;
}

/** The same elements in memory of their own. */
export const copyPrimitive = elementwise('copy', 1, (x) => x, { domain: 'any', expression: 'x' });
