export { type GradientDescentOptions, gradientDescent } from './first/gradient-descent.js';
