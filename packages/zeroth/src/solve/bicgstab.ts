import { addScaled, dot } from '../array/vector.js';
import { type Checkpoint, checkpoint, type Method, type Progress, progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import { type LinearReport, type LinearSolution, type LinearSolveOptions, length } from './linear-solution.js';
import { type OperatorLike, squareOracle } from './operator.js';
import { checkedPreconditioner } from './preconditioners.js';
import { type Product, productWith } from './product.js';
import { beginSquare, conclude, residualAt } from './residual.js';

/** What a checkpoint keeps. */
interface BiconjugateState {
  readonly x: Vector;
  iteration: number;
  residualNorm: number;
  /** The true residual's when the recurrence began. */
  trueNorm: number;
  /** None where it is to begin anew. */
  recurrence: { readonly r: Vector; readonly p: Vector; readonly shadow: Vector; rho: number } | null;
}

/**
 * Stabilised bi-conjugate gradients for A x = b, A square: short recurrences, so that memory and work an iteration do
 * not grow, and no bound on residuals. Preconditioned from the right.
 *
 * Asks: two products an iteration. When the recurrence has converged or broken down, it begins anew from the true
 * residual, as long as that was halved since; else it ends as `stagnated` or `breakdown`.
 *
 * @param b right-hand side, length n; it is not changed
 * @source van der Vorst: Bi-CGSTAB: a fast and smoothly converging variant of Bi-CG for the solution of nonsymmetric
 *   linear systems (1992)
 */
export function* stabilizedBiconjugateGradients(
  b: Vector,
  options: LinearSolveOptions = {},
): Method<Product | Progress<LinearReport> | Checkpoint, LinearSolution> {
  const preconditioner = checkedPreconditioner(options.preconditioner);
  const { x: start, target, maxIterations } = beginSquare(b, options);
  let state: BiconjugateState = {
    x: start,
    iteration: 0,
    residualNorm: Infinity,
    trueNorm: Infinity,
    recurrence: null,
  };
  for (;;) {
    state = yield* checkpoint(state);
    const { x } = state;
    if (state.recurrence === null || state.residualNorm <= target || state.iteration >= maxIterations) {
      const { iteration, trueNorm } = state;
      const r = yield* residualAt(b, x);
      const residualNorm = length(r);
      const report: LinearReport = { x, residualNorm, iteration };
      const stop = yield* progress(report);
      if (residualNorm <= target)
        return { x, residualNorm, iterations: iteration, status: 'converged' } as LinearSolution;
      if (stop) return { x, residualNorm, iterations: iteration, status: 'stopped' } as LinearSolution;
      if (iteration >= maxIterations) return yield* conclude(b, x, iteration, 'max-iterations', target);
      if (residualNorm > 0.5 * trueNorm)
        return yield* conclude(b, x, iteration, trueNorm === Infinity ? 'breakdown' : 'stagnated', target);
      state.residualNorm = state.trueNorm = residualNorm;
      state.recurrence = { r, p: r.slice(), shadow: r.slice(), rho: dot(r, r) };
    }
    const { recurrence, trueNorm: startNorm } = state;
    const { r, p, shadow, rho } = recurrence;
    const pHat = preconditioner(p).slice();
    const v = (yield* productWith(pHat)).slice();
    const along = dot(shadow, v);
    // Orthogonal to rounding: the recurrence has lost its way, and a fresh shadow vector helps.
    if (!(Math.abs(along) > Number.EPSILON * startNorm * length(v))) {
      state.recurrence = null;
      continue;
    }
    const alpha = rho / along;
    addScaled(x, alpha, pHat);
    addScaled(r, -alpha, v);
    state.iteration++;
    state.residualNorm = length(r);
    if (state.residualNorm <= target) continue;
    const sHat = preconditioner(r).slice();
    const t = yield* productWith(sHat);
    const tt = dot(t, t);
    const omega = tt > 0 ? dot(t, r) / tt : 0;
    addScaled(x, omega, sHat);
    addScaled(r, -omega, t);
    const residualNorm = length(r);
    state.residualNorm = residualNorm;
    const next = dot(shadow, r);
    const lost = omega === 0 || !(Math.abs(next) > Number.EPSILON * startNorm * residualNorm);
    const beta = (next / rho) * (alpha / omega);
    recurrence.rho = next;
    const { iteration } = state;
    const report: LinearReport = { x, residualNorm, iteration };
    if (yield* progress(report)) return { x, residualNorm, iterations: iteration, status: 'stopped' } as LinearSolution;
    if (lost) state.recurrence = null;
    else for (let i = 0; i < p.length; i++) p[i] = r[i]! + beta * (p[i]! - omega * v[i]!);
  }
}

/** Solves A x = b, A square, by {@link stabilizedBiconjugateGradients}. */
export function bicgstab(a: OperatorLike, b: Vector, options: LinearSolveOptions = {}): LinearSolution {
  return drive(stabilizedBiconjugateGradients(b, options), squareOracle(a, b));
}
