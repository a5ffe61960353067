export type { Check } from './check.js';
export { checkMethod, conformance } from './conformance.js';
export { checkOracle, conformanceOfOracle, type OracleSubject } from './oracle.js';
export {
  type BlackBoxProblem,
  blackBoxCount,
  blackBoxProblem,
  type CertifiedRegression,
  certifiedRegressions,
  moreGarbowHillstrom,
  moreGarbowHillstromSystems,
  type ResidualProblem,
  sumOfSquares,
  sumOfSquaresWithGradient,
} from './problems/index.js';
export type { Subject } from './subject.js';
