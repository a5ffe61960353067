export { hvp, jet, jvp, linearize } from './forward.js';
export { grad, valueAndGrad } from './gradients.js';
export { type ArrayDerivative, hessian, jacobian } from './jacobians.js';
export { vjp } from './reverse.js';
export type { ArgumentOption, ArrayFunction, Given, Like, Value } from './types.js';
export { type VmapOptions, vmap } from './vmap.js';
