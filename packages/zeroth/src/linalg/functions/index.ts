export { expm, expmPrimitive } from './expm.js';
export { type ComplexResultOptions, complexLogmPrimitive, logm, logmPrimitive } from './logm.js';
export { type Polar, polar } from './polar.js';
export { cond, matrixRank, pinv, type RankOptions } from './pseudoinverse.js';
export { signm, signmPrimitive } from './signm.js';
export { complexSqrtmPrimitive, sqrtm, sqrtmPrimitive } from './sqrtm.js';
export { lyapunov, sylvester, sylvesterPrimitive } from './sylvester.js';
