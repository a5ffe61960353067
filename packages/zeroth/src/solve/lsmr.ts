import { checkLength } from '../array/checks.js';
import { addScaled, scaleAndAdd } from '../array/vector.js';
import { type Checkpoint, checkpoint, type Method, type Progress, progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import {
  beginLeastSquares,
  bidiagonalStep,
  concludeLeastSquares,
  type LeastSquaresOptions,
  type LeastSquaresReport,
  type LeastSquaresSolution,
  leastSquaresLimits,
} from './least-squares.js';
import { linearOperator, type OperatorLike, transposedProductOracle } from './operator.js';
import type { Product, TransposedProduct } from './product.js';
import { resumed } from './resume.js';

/**
 * Least squares min ‖b − A x‖² + λ² ‖x‖², A of any shape, by what MINRES on the normal equations would do: ‖Aᵀ r‖ never
 * grows (nor does ‖r‖), so that it can be stopped earlier than LSQR.
 *
 * Asks: one product with A and one with Aᵀ an iteration.
 *
 * @param b length m; it is not changed
 * @source Fong, Saunders: LSMR: an iterative algorithm for sparse least-squares problems (2011)
 */
export function* leastSquaresMinimalResidual(
  b: Vector,
  options: LeastSquaresOptions,
): Method<Product | TransposedProduct | Progress<LeastSquaresReport> | Checkpoint, LeastSquaresSolution> {
  const { damping, tolerance, maxIterations, bNorm } = leastSquaresLimits(b, options);
  let state = yield* resumed(function* () {
    const begun = yield* beginLeastSquares(b, options);
    const { alpha, beta, v } = begun.bidiagonal;
    return {
      ...{ ...begun, iteration: 0, h: v.slice(), hBar: new Float64Array(v.length) },
      ...{ alphaBar: alpha, zetaBar: alpha * beta, zeta: 0, rho: 1, rhoBar: 1, cosineBar: 1, sineBar: 0 },
      // For ‖r‖: the right-hand side under all rotations, and the solution of the last triangular system.
      ...{ betaDoubleDot: beta, betaDot: 0, rhoDot: 1, tauTilde: 0, thetaTilde: 0, damped: 0 },
      ...{ residualNorm: beta, normSquared: alpha ** 2 + damping ** 2 },
    };
  });
  for (; ; state.iteration++) {
    state = yield* checkpoint(state);
    const { x, start, bidiagonal, iteration, h, hBar, residualNorm } = state;
    const normalResidualNorm = Math.abs(state.zetaBar);
    const report: LeastSquaresReport = { x, residualNorm, normalResidualNorm, iteration };
    const stop = yield* progress(report);
    const solved = residualNorm <= tolerance * bNorm;
    if (solved || normalResidualNorm <= tolerance * Math.sqrt(state.normSquared) * residualNorm)
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
    state.normSquared += alpha ** 2 + beta ** 2 + damping ** 2;

    const alphaHat = Math.hypot(state.alphaBar, damping);
    const rhoBefore = state.rho;
    state.rho = Math.hypot(alphaHat, beta);
    const cosine = alphaHat / state.rho;
    const sine = beta / state.rho;
    const theta = sine * alpha;
    const betaAcute = (state.alphaBar / alphaHat) * state.betaDoubleDot;
    state.damped = Math.hypot(state.damped, (damping / alphaHat) * state.betaDoubleDot);
    state.alphaBar = cosine * alpha;

    const rhoBarBefore = state.rhoBar;
    const zetaBefore = state.zeta;
    const thetaBar = state.sineBar * state.rho;
    const rhoTemporary = state.cosineBar * state.rho;
    state.rhoBar = Math.hypot(rhoTemporary, theta);
    state.cosineBar = rhoTemporary / state.rhoBar;
    state.sineBar = theta / state.rhoBar;
    state.zeta = state.cosineBar * state.zetaBar;
    state.zetaBar *= -state.sineBar;

    const factor = -(thetaBar * state.rho) / (rhoBefore * rhoBarBefore);
    scaleAndAdd(hBar, factor, h);
    addScaled(x, state.zeta / (state.rho * state.rhoBar), hBar);
    scaleAndAdd(h, -theta / state.rho, v);

    const betaHat = cosine * betaAcute;
    state.betaDoubleDot = -sine * betaAcute;
    const thetaTildeBefore = state.thetaTilde;
    const rhoTilde = Math.hypot(state.rhoDot, thetaBar);
    const cosineTilde = state.rhoDot / rhoTilde;
    const sineTilde = thetaBar / rhoTilde;
    state.thetaTilde = sineTilde * state.rhoBar;
    state.rhoDot = cosineTilde * state.rhoBar;
    state.betaDot = -sineTilde * state.betaDot + cosineTilde * betaHat;
    state.tauTilde = (zetaBefore - thetaTildeBefore * state.tauTilde) / rhoTilde;
    const tauDot = (state.zeta - state.thetaTilde * state.tauTilde) / state.rhoDot;
    state.residualNorm = Math.hypot(state.damped, state.betaDot - tauDot, state.betaDoubleDot);
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
