export { logSumExp } from './elementary.js';
export * from './functions/index.js';
export type { BinaryFunction, QuaternaryFunction, TernaryFunction, UnaryFunction } from './functions/lift.js';
