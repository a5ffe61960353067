export { astypePrimitive } from './astype.js';
export * from './binary.js';
export { broadcastToPrimitive, permutePrimitive, reshapePrimitive } from './structure.js';
export * from './unary.js';
