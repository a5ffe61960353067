export { moreGarbowHillstrom, moreGarbowHillstromSystems } from './more-garbow-hillstrom.js';
export { type ResidualProblem, sumOfSquares, sumOfSquaresWithGradient } from './problem.js';
