export { type ComplexPair, type Eig, eig, eigPrimitive, eigvals, eigvalsPrimitive } from './eig.js';
export {
  type Eigh,
  type EighOptions,
  eigh,
  eighPrimitive,
  eigvalsh,
  eigvalshPrimitive,
  generalizedEighPrimitive,
} from './eigh.js';
export { type Hessenberg, hessenberg, hessenbergPrimitive, type Schur, schur, schurPrimitive } from './schur.js';
export { type Svd, type SvdOptions, svd, svdPrimitive, svdvals, svdvalsPrimitive } from './svd.js';
