export { choleskyPrimitive } from './cholesky.js';
export { detPrimitive, slogdetPrimitive } from './determinant.js';
export { invPrimitive } from './inverse.js';
export { ldlPrimitive, modifiedCholeskyPrimitive } from './ldl.js';
export { type LstsqParams, lstsqPrimitive } from './least-squares.js';
export { luPrimitive } from './lu.js';
export { type QRParams, qrPrimitive } from './qr.js';
export { solvePrimitive, solveTriangularPrimitive } from './solve.js';
export { choleskyUpdatePrimitive, qrUpdatePrimitive } from './updates.js';
