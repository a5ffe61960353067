/*
 * Functions of arrays as graphs, for those who translate them for other machines: trace, differentiate while tracing,
 * simplify, and look at the equations. The primitives are told apart by identity.
 */

export { applyElementwise } from '../array/elementwise.js';
export type { ContractionParams } from '../array/primitives/contraction.js';
export * as primitives from '../array/primitives/index.js';
export { type AssembleParams, assemblePrimitive } from '../autodiff/compile/assemble.js';
export { applies, type EquationOf, isElementwise } from '../autodiff/compile/elementwise.js';
export { compile } from '../autodiff/compile/index.js';
export { simplify } from '../autodiff/compile/simplify.js';
export { uniformValue } from '../autodiff/compile/uniform.js';
export { evaluate } from '../autodiff/evaluate.js';
export { type Constant, type Equation, type Graph, type Operand, typeOf, type Variable } from '../autodiff/graph.js';
export { isTraced, trace } from '../autodiff/trace.js';
export { erfPrimitive } from '../special/functions/index.js';
