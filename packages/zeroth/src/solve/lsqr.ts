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
 * Least squares min ‖b − A x‖² + λ² ‖x‖², A of any shape, by what conjugate gradients on the normal equations would do,
 * without their condition: ‖b − A x‖ never grows.
 *
 * Asks: one product with A and one with Aᵀ an iteration.
 *
 * @param b length m; it is not changed
 * @source Paige, Saunders: LSQR: an algorithm for sparse linear equations and sparse least squares (1982)
 */
export function* leastSquaresQr(
  b: Vector,
  options: LeastSquaresOptions,
): Method<Product | TransposedProduct | Progress<LeastSquaresReport> | Checkpoint, LeastSquaresSolution> {
  const { damping, tolerance, maxIterations, bNorm } = leastSquaresLimits(b, options);
  let state = yield* resumed(function* () {
    const begun = yield* beginLeastSquares(b, options);
    const { alpha, beta, v } = begun.bidiagonal;
    return {
      ...{ ...begun, iteration: 0, w: v.slice(), phiBar: beta, rhoBar: alpha, damped: 0 },
      ...{ normSquared: alpha ** 2 + damping ** 2, normalResidualNorm: alpha * beta },
    };
  });
  for (; ; state.iteration++) {
    state = yield* checkpoint(state);
    const { x, start, bidiagonal, iteration, w, phiBar, rhoBar, damped, normSquared, normalResidualNorm } = state;
    const residualNorm = Math.hypot(phiBar, damped);
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
    state.normSquared += alpha ** 2 + beta ** 2 + damping ** 2;
    // The damping's row goes first, then the bidiagonal's.
    const rhoDamped = Math.hypot(rhoBar, damping);
    const psi = (damping / rhoDamped) * phiBar;
    state.damped = Math.hypot(damped, psi);
    const phiDamped = (rhoBar / rhoDamped) * phiBar;
    const rho = Math.hypot(rhoDamped, beta);
    const cosine = rhoDamped / rho;
    const sine = beta / rho;
    const theta = sine * alpha;
    state.rhoBar = -cosine * alpha;
    const phi = cosine * phiDamped;
    state.phiBar = sine * phiDamped;
    addScaled(x, phi / rho, w);
    scaleAndAdd(w, -theta / rho, v);
    state.normalResidualNorm = Math.abs(state.phiBar * alpha * cosine);
  }
}

/** Least squares by {@link leastSquaresQr}. Stops when x solves the system or the least-squares problem. */
export function lsqr(
  a: OperatorLike,
  b: Vector,
  options: Omit<LeastSquaresOptions, 'columns'> = {},
): LeastSquaresSolution {
  const operator = linearOperator(a, b.length);
  checkLength('b', b, operator.rows);
  return drive(leastSquaresQr(b, { ...options, columns: operator.columns }), transposedProductOracle(operator));
}
