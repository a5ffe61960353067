import { addScaled, dot, scaleAndAdd } from '../array/vector.js';
import { type Checkpoint, checkpoint, type Method, type Progress, progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import { type LinearReport, type LinearSolution, type LinearSolveOptions, length } from './linear-solution.js';
import { type OperatorLike, squareOracle } from './operator.js';
import { checkedPreconditioner } from './preconditioners.js';
import { type Product, productWith } from './product.js';
import { beginSquare, conclude, residualAt } from './residual.js';
import { resumed } from './resume.js';

/**
 * Conjugate gradients for A x = b, A symmetric positive definite: the point of the Krylov space with the least error in
 * the norm of A, ‖x_k − x‖_A ≤ 2 ((√κ − 1)/(√κ + 1))^k ‖x₀ − x‖_A.
 *
 * Asks: one product an iteration. When the recurrence says that the residual is small enough, the true one is computed;
 * where it is not, the method begins anew from there. Ends as `indefinite` where pᵀ A p ≤ 0 or rᵀ M⁻¹ r ≤ 0.
 *
 * @param b right-hand side, length n; it is not changed
 * @source Hestenes, Stiefel: Methods of conjugate gradients for solving linear systems (1952)
 */
export function* conjugateGradients(
  b: Vector,
  options: LinearSolveOptions = {},
): Method<Product | Progress<LinearReport> | Checkpoint, LinearSolution> {
  const preconditioner = checkedPreconditioner(options.preconditioner);
  const { x: start, target, maxIterations } = beginSquare(b, options);
  let state = yield* resumed(function* () {
    const r = yield* residualAt(b, start);
    const p = new Float64Array(b.length);
    return { x: start, r, p, rho: 0, trueNorm: length(r), restarted: true, iteration: 0 };
  });
  for (; ; state.iteration++) {
    state = yield* checkpoint(state);
    const { x, p, iteration } = state;
    let residualNorm = length(state.r);
    if (residualNorm <= target && !state.restarted) {
      state.r = yield* residualAt(b, x);
      residualNorm = length(state.r);
      // Rounding has made the recurrence's residual too small. Without progress in the true one, no restart helps.
      if (residualNorm > target && residualNorm > 0.5 * state.trueNorm)
        return yield* conclude(b, x, iteration, 'stagnated', target);
      state.trueNorm = residualNorm;
      state.restarted = true;
    }
    const report: LinearReport = { x, residualNorm, iteration };
    const stop = yield* progress(report);
    if (residualNorm <= target)
      return { x, residualNorm, iterations: iteration, status: 'converged' } as LinearSolution;
    if (stop) return { x, residualNorm, iterations: iteration, status: 'stopped' } as LinearSolution;
    if (iteration === maxIterations) return yield* conclude(b, x, iteration, 'max-iterations', target);
    const { r } = state;
    const z = preconditioner(r);
    const rho = dot(r, z);
    if (!(rho > 0)) return yield* conclude(b, x, iteration, 'indefinite', target);
    if (state.restarted) p.set(z);
    else scaleAndAdd(p, rho / state.rho, z);
    state.rho = rho;
    state.restarted = false;
    const product = yield* productWith(p);
    const curvature = dot(p, product);
    if (!(curvature > 0)) return yield* conclude(b, x, iteration, 'indefinite', target);
    const step = rho / curvature;
    addScaled(x, step, p);
    addScaled(r, -step, product);
  }
}

/**
 * Solves A x = b, A symmetric positive definite, by {@link conjugateGradients}.
 *
 * @param a a sparse or dense matrix, an operator, or a function x ↦ A x
 * @throws ZerothError `shape-mismatch`, `not-finite`, `option-out-of-range`; and what the function throws
 */
export function cg(a: OperatorLike, b: Vector, options: LinearSolveOptions = {}): LinearSolution {
  return drive(conjugateGradients(b, options), squareOracle(a, b));
}
