export { cholesky } from './cholesky.js';
export { det, type SignedLogDeterminant, slogdet } from './determinant.js';
export * from './functions/index.js';
export { inv } from './inverse.js';
export { type LU, lu } from './lu.js';
export { type ColumnOrder, type QR, type QROptions, qr } from './qr.js';
export { type SolveTriangularOptions, solve, solveTriangular } from './solve.js';
export * from './spectral/index.js';
export { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.js';
