export * from './spectral/index.js';
export { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.js';
