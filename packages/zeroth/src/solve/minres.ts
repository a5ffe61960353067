import { addScaled, dot } from '../array/vector.js';
import { progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import { type LinearReport, type LinearSolution, type LinearSolveOptions, length } from './linear-solution.js';
import { type OperatorLike, squareOracle } from './operator.js';
import { productWith } from './product.js';
import { beginSquare, conclude, residualAt } from './residual.js';

/**
 * Minimal residuals for A x = b, A symmetric, definite or not: the point of the Krylov space with the least ‖b − A x‖
 * (in the norm of M⁻¹ with a preconditioner, which must be positive definite), so that residuals never grow.
 *
 * Asks: one product an iteration. Ends as `indefinite` where the preconditioner is, as `breakdown` where A is singular
 * and b not in its range, with x a least-squares solution then.
 *
 * @param b right-hand side, length n; it is not changed
 * @source Paige, Saunders: Solution of sparse indefinite systems of linear equations (1975)
 */
export function* minimalResidual(b: Vector, options: LinearSolveOptions = {}) {
  const { preconditioner = (r: Vector) => r.slice() } = options;
  const { x, target, maxIterations } = beginSquare(b, options);
  const n = b.length;
  const residual = yield* residualAt(b, x);
  let previous = new Float64Array(n);
  let current = residual.slice();
  let y = preconditioner(current);
  const first = dot(current, y);
  if (first < 0) return yield* conclude(b, x, 0, 'indefinite', target);
  let beta = Math.sqrt(first);
  let betaBefore = 0;
  let rest = beta;
  // The rotations of the QR factorisation of the tridiagonal matrix, and what is left of its last rows.
  let cosine = -1;
  let sine = 0;
  let deltaBar = 0;
  let epsilon = 0;
  let norm = 0;
  let w = new Float64Array(n);
  let wBefore = new Float64Array(n);
  for (let iteration = 0; ; iteration++) {
    const residualNorm = length(residual);
    const report: LinearReport = { x, residualNorm, iteration };
    const stop = yield* progress(report);
    if (residualNorm <= target) return yield* conclude(b, x, iteration, 'converged', target);
    if (stop) return { x, residualNorm, iterations: iteration, status: 'stopped' } as LinearSolution;
    if (iteration === maxIterations) return yield* conclude(b, x, iteration, 'max-iterations', target);
    if (beta === 0) return yield* conclude(b, x, iteration, 'breakdown', target);
    const v = y.map((yi) => yi / beta);
    const product = yield* productWith(v);
    const next = product.slice();
    if (iteration > 0) addScaled(next, -beta / betaBefore, previous);
    const alpha = dot(v, next);
    addScaled(next, -alpha / beta, current);
    previous = current;
    current = next;
    y = preconditioner(current);
    betaBefore = beta;
    const squared = dot(current, y);
    if (squared < 0) return yield* conclude(b, x, iteration, 'indefinite', target);
    beta = Math.sqrt(squared);

    const epsilonBefore = epsilon;
    const delta = cosine * deltaBar + sine * alpha;
    const gammaBar = sine * deltaBar - cosine * alpha;
    epsilon = sine * beta;
    deltaBar = -cosine * beta;
    const gamma = Math.hypot(gammaBar, beta);
    // A singular tridiagonal matrix: A x = b has no solution, and x is the best there is.
    norm = Math.max(norm, Math.abs(alpha), beta);
    if (gamma <= 16 * Number.EPSILON * norm) return yield* conclude(b, x, iteration, 'breakdown', target);
    cosine = gammaBar / gamma;
    sine = beta / gamma;
    const phi = cosine * rest;
    rest *= sine;
    const direction = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      direction[i] = (v[i]! - epsilonBefore * wBefore[i]! - delta * w[i]!) / gamma;
      x[i]! += phi * direction[i]!;
      residual[i] = sine * sine * residual[i]! - (beta > 0 ? (cosine * rest * current[i]!) / beta : 0);
    }
    wBefore = w;
    w = direction;
  }
}

/** Solves A x = b, A symmetric, by {@link minimalResidual}. */
export function minres(a: OperatorLike, b: Vector, options: LinearSolveOptions = {}): LinearSolution {
  return drive(minimalResidual(b, options), squareOracle(a, b));
}
