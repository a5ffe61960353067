import { addScaled, dot } from '../array/vector.js';
import { type Checkpoint, checkpoint, type Method, type Progress, progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import { type LinearReport, type LinearSolution, type LinearSolveOptions, length } from './linear-solution.js';
import { type OperatorLike, squareOracle } from './operator.js';
import { checkedPreconditioner } from './preconditioners.js';
import { type Product, productWith } from './product.js';
import { beginSquare, conclude, residualAt } from './residual.js';
import { resumed } from './resume.js';

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
export function* minimalResidual(
  b: Vector,
  options: LinearSolveOptions = {},
): Method<Product | Progress<LinearReport> | Checkpoint, LinearSolution> {
  const preconditioner = checkedPreconditioner(options.preconditioner ?? ((r) => r.slice()));
  const { x: start, target, maxIterations } = beginSquare(b, options);
  const n = b.length;
  let state = yield* resumed(function* () {
    const residual = yield* residualAt(b, start);
    const current = residual.slice();
    const y = preconditioner(current);
    const squared = dot(current, y);
    const beta = Math.sqrt(Math.max(0, squared));
    return {
      ...{ x: start, iteration: 0, residual, previous: new Float64Array(n), current, y, squared, betaBefore: 0 },
      // The rotations of the QR factorisation of the tridiagonal matrix, and what is left of its last rows.
      ...{ cosine: -1, sine: 0, deltaBar: 0, epsilon: 0, norm: 0, rest: beta },
      ...{ w: new Float64Array(n), wBefore: new Float64Array(n) },
    };
  });
  for (; ; state.iteration++) {
    state = yield* checkpoint(state);
    const { x, iteration, residual, y, squared, betaBefore } = state;
    if (squared < 0) return yield* conclude(b, x, iteration, 'indefinite', target);
    const beta = Math.sqrt(squared);
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
    if (iteration > 0) addScaled(next, -beta / betaBefore, state.previous);
    const alpha = dot(v, next);
    addScaled(next, -alpha / beta, state.current);
    state.previous = state.current;
    state.current = next;
    state.y = preconditioner(next);
    state.betaBefore = beta;
    state.squared = dot(next, state.y);
    if (state.squared < 0) return yield* conclude(b, x, iteration, 'indefinite', target);
    const nextBeta = Math.sqrt(state.squared);

    const epsilonBefore = state.epsilon;
    const delta = state.cosine * state.deltaBar + state.sine * alpha;
    const gammaBar = state.sine * state.deltaBar - state.cosine * alpha;
    state.epsilon = state.sine * nextBeta;
    state.deltaBar = -state.cosine * nextBeta;
    const gamma = Math.hypot(gammaBar, nextBeta);
    // A singular tridiagonal matrix: A x = b has no solution, and x is the best there is.
    state.norm = Math.max(state.norm, Math.abs(alpha), nextBeta);
    if (gamma <= 16 * Number.EPSILON * state.norm) return yield* conclude(b, x, iteration, 'breakdown', target);
    const cosine = gammaBar / gamma;
    const sine = nextBeta / gamma;
    const phi = cosine * state.rest;
    const rest = state.rest * sine;
    const { w, wBefore } = state;
    const direction = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      direction[i] = (v[i]! - epsilonBefore * wBefore[i]! - delta * w[i]!) / gamma;
      x[i]! += phi * direction[i]!;
      residual[i] = sine * sine * residual[i]! - (nextBeta > 0 ? (cosine * rest * next[i]!) / nextBeta : 0);
    }
    Object.assign(state, { cosine, sine, rest, wBefore: w, w: direction });
  }
}

/** Solves A x = b, A symmetric, by {@link minimalResidual}. */
export function minres(a: OperatorLike, b: Vector, options: LinearSolveOptions = {}): LinearSolution {
  return drive(minimalResidual(b, options), squareOracle(a, b));
}
