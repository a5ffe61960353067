export { astypePrimitive } from './astype.js';
export * from './binary.js';
export { type ContractionParams, dotGeneralPrimitive } from './contraction.js';
export { gatherPrimitive, scatterAddPrimitive, scatterSetPrimitive } from './indexing.js';
export * from './reductions.js';
export { selectPrimitive } from './select.js';
export {
  concatenatePrimitive,
  type PadParams,
  padPrimitive,
  type SliceParams,
  slicePrimitive,
} from './slicing.js';
export { argsortPrimitive, type SortParams, searchsortedPrimitive, sortPrimitive } from './sorting.js';
export { broadcastToPrimitive, permutePrimitive, reshapePrimitive } from './structure.js';
export * from './unary.js';
