export { fillNormal, fillRademacher, fillSphere, fillUniform } from './fills.js';
export { philox4x32 } from './philox.js';
export { type Random, random } from './random.js';
