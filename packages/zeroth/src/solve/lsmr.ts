import { checkLength } from '../array/checks.js';
import { addScaled, scaleAndAdd } from '../array/vector.js';
import { progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import {
  beginLeastSquares,
  bidiagonalStep,
  concludeLeastSquares,
  type LeastSquaresOptions,
  type LeastSquaresReport,
  type LeastSquaresSolution,
} from './least-squares.js';
import { linearOperator, type OperatorLike, transposedProductOracle } from './operator.js';

/**
 * Least squares min ‖b − A x‖² + λ² ‖x‖², A of any shape, by what MINRES on the normal equations would do: ‖Aᵀ r‖ never
 * grows (nor does ‖r‖), so that it can be stopped earlier than LSQR.
 *
 * Asks: one product with A and one with Aᵀ an iteration.
 *
 * @param b length m; it is not changed
 * @source Fong, Saunders: LSMR: an iterative algorithm for sparse least-squares problems (2011)
 */
export function* leastSquaresMinimalResidual(b: Vector, options: LeastSquaresOptions) {
  const { x, start, damping, tolerance, maxIterations, bidiagonal, bNorm } = yield* beginLeastSquares(b, options);
  const h = bidiagonal.v.slice();
  const hBar = new Float64Array(x.length);
  let alphaBar = bidiagonal.alpha;
  let zetaBar = bidiagonal.alpha * bidiagonal.beta;
  let zeta = 0;
  let rho = 1;
  let rhoBar = 1;
  let cosineBar = 1;
  let sineBar = 0;
  // For ‖r‖: the right-hand side under all rotations, and the solution of the last triangular system.
  let betaDoubleDot = bidiagonal.beta;
  let betaDot = 0;
  let rhoDot = 1;
  let tauTilde = 0;
  let thetaTilde = 0;
  let damped = 0;
  let residualNorm = bidiagonal.beta;
  let normSquared = bidiagonal.alpha ** 2 + damping ** 2;
  for (let iteration = 0; ; iteration++) {
    const normalResidualNorm = Math.abs(zetaBar);
    const report: LeastSquaresReport = { x, residualNorm, normalResidualNorm, iteration };
    const stop = yield* progress(report);
    const solved = residualNorm <= tolerance * bNorm;
    if (solved || normalResidualNorm <= tolerance * Math.sqrt(normSquared) * residualNorm)
      return yield* concludeLeastSquares(b, x, start, damping, iteration, solved ? 'converged' : 'least-squares');
    if (stop) {
      const solution: LeastSquaresSolution = {
        x,
        residualNorm,
        normalResidualNorm,
        iterations: iteration,
        status: 'stopped',
      };
      return solution;
    }
    if (iteration === maxIterations)
      return yield* concludeLeastSquares(b, x, start, damping, iteration, 'max-iterations');
    yield* bidiagonalStep(bidiagonal);
    const { alpha, beta, v } = bidiagonal;
    normSquared += alpha ** 2 + beta ** 2 + damping ** 2;

    const alphaHat = Math.hypot(alphaBar, damping);
    const rhoBefore = rho;
    rho = Math.hypot(alphaHat, beta);
    const cosine = alphaHat / rho;
    const sine = beta / rho;
    const theta = sine * alpha;
    const betaAcute = (alphaBar / alphaHat) * betaDoubleDot;
    damped = Math.hypot(damped, (damping / alphaHat) * betaDoubleDot);
    alphaBar = cosine * alpha;

    const rhoBarBefore = rhoBar;
    const zetaBefore = zeta;
    const thetaBar = sineBar * rho;
    const rhoTemporary = cosineBar * rho;
    rhoBar = Math.hypot(rhoTemporary, theta);
    cosineBar = rhoTemporary / rhoBar;
    sineBar = theta / rhoBar;
    zeta = cosineBar * zetaBar;
    zetaBar *= -sineBar;

    const factor = -(thetaBar * rho) / (rhoBefore * rhoBarBefore);
    scaleAndAdd(hBar, factor, h);
    addScaled(x, zeta / (rho * rhoBar), hBar);
    scaleAndAdd(h, -theta / rho, v);

    const betaHat = cosine * betaAcute;
    betaDoubleDot = -sine * betaAcute;
    const thetaTildeBefore = thetaTilde;
    const rhoTilde = Math.hypot(rhoDot, thetaBar);
    const cosineTilde = rhoDot / rhoTilde;
    const sineTilde = thetaBar / rhoTilde;
    thetaTilde = sineTilde * rhoBar;
    rhoDot = cosineTilde * rhoBar;
    betaDot = -sineTilde * betaDot + cosineTilde * betaHat;
    tauTilde = (zetaBefore - thetaTildeBefore * tauTilde) / rhoTilde;
    const tauDot = (zeta - thetaTilde * tauTilde) / rhoDot;
    residualNorm = Math.hypot(damped, betaDot - tauDot, betaDoubleDot);
  }
}

/** Least squares by {@link leastSquaresMinimalResidual}. Stops when x solves the system or the least-squares problem. */
export function lsmr(
  a: OperatorLike,
  b: Vector,
  options: Omit<LeastSquaresOptions, 'columns'> = {},
): LeastSquaresSolution {
  const operator = linearOperator(a, b.length);
  checkLength('b', b, operator.rows);
  return drive(
    leastSquaresMinimalResidual(b, { ...options, columns: operator.columns }),
    transposedProductOracle(operator),
  );
}
