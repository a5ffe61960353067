/** Elementary functions that have the same bits on every platform, unlike those of Math. */
export { cosPi, exp, log } from './elementary.js';
export { fillNormal, fillRademacher, fillSphere, fillUniform } from './fills.js';
export { philox4x32 } from './philox.js';
export { type Random, random } from './random.js';
