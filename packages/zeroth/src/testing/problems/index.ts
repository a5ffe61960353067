export { type BlackBoxProblem, blackBoxCount, blackBoxProblem } from './bbob/index.js';
export { moreGarbowHillstrom, moreGarbowHillstromSystems } from './more-garbow-hillstrom.js';
export { type ResidualProblem, sumOfSquares, sumOfSquaresWithGradient } from './problem.js';
