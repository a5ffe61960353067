export { type BlackBoxProblem, blackBoxCount, blackBoxProblem } from './bbob/index.js';
export { type BoundedProblem, hockSchittkowski } from './hock-schittkowski.js';
export { moreGarbowHillstrom, moreGarbowHillstromSystems } from './more-garbow-hillstrom.js';
export { type ResidualProblem, sumOfSquares, sumOfSquaresWithGradient } from './problem.js';
export { type CertifiedRegression, certifiedRegressions } from './regressions/index.js';
