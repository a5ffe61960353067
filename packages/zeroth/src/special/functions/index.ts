export * from './bessel.js';
export * from './elementary.js';
export * from './error.js';
export * from './gamma.js';
export * from './hypergeometric.js';
export * from './integrals.js';
