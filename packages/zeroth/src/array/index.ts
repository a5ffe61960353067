export { checkDecay, checkFinite, checkInteger, checkLength, checkNotNegative, checkPositive } from './checks.js';
export {
  addScaled,
  dot,
  multiply,
  multiplyTransposed,
  norm2,
  normInfinity,
  pointOnLine,
  scale,
  scaleAndAdd,
} from './vector.js';
