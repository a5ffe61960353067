export { boxMullerFloat32 } from './box-muller-float32.js';
export { seededNumbers } from './numbers.js';
export { orderedSum, orderedSumOfFour } from './sums.js';
export { adaMuFinish, adaMuMove, adam, momentum, move, moveBelow, moveMarked } from './updates.js';
