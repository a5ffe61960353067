export { expm, expmPrimitive } from './expm.js';
export { logm, logmPrimitive } from './logm.js';
export { type Polar, polar } from './polar.js';
export { cond, matrixRank, pinv, type RankOptions } from './pseudoinverse.js';
export { signm, signmPrimitive } from './signm.js';
export { sqrtm, sqrtmPrimitive } from './sqrtm.js';
export { lyapunov, sylvester, sylvesterPrimitive } from './sylvester.js';
