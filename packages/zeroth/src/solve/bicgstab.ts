import { addScaled, dot } from '../array/vector.js';
import { progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import { type LinearReport, type LinearSolution, type LinearSolveOptions, length } from './linear-solution.js';
import { type OperatorLike, squareOracle } from './operator.js';
import { productWith } from './product.js';
import { beginSquare, conclude, residualAt } from './residual.js';

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
export function* stabilizedBiconjugateGradients(b: Vector, options: LinearSolveOptions = {}) {
  const { preconditioner = (r: Vector) => r } = options;
  const { x, target, maxIterations } = beginSquare(b, options);
  let iteration = 0;
  let trueNorm = Infinity;
  for (;;) {
    const r = yield* residualAt(b, x);
    let residualNorm = length(r);
    const start: LinearReport = { x, residualNorm, iteration };
    const stopAtOnce = yield* progress(start);
    if (residualNorm <= target)
      return { x, residualNorm, iterations: iteration, status: 'converged' } as LinearSolution;
    if (stopAtOnce) return { x, residualNorm, iterations: iteration, status: 'stopped' } as LinearSolution;
    if (iteration >= maxIterations) return yield* conclude(b, x, iteration, 'max-iterations', target);
    if (residualNorm > 0.5 * trueNorm)
      return yield* conclude(b, x, iteration, trueNorm === Infinity ? 'breakdown' : 'stagnated', target);
    trueNorm = residualNorm;
    const shadow = r.slice();
    const p = r.slice();
    let rho = dot(shadow, r);
    const startNorm = residualNorm;
    while (residualNorm > target && iteration < maxIterations) {
      const pHat = preconditioner(p).slice();
      const v = (yield* productWith(pHat)).slice();
      const along = dot(shadow, v);
      // Orthogonal to rounding: the recurrence has lost its way, and a fresh shadow vector helps.
      if (!(Math.abs(along) > Number.EPSILON * startNorm * length(v))) break;
      const alpha = rho / along;
      addScaled(x, alpha, pHat);
      addScaled(r, -alpha, v);
      iteration++;
      residualNorm = length(r);
      if (residualNorm > target) {
        const sHat = preconditioner(r).slice();
        const t = yield* productWith(sHat);
        const tt = dot(t, t);
        const omega = tt > 0 ? dot(t, r) / tt : 0;
        addScaled(x, omega, sHat);
        addScaled(r, -omega, t);
        residualNorm = length(r);
        const next = dot(shadow, r);
        const lost = omega === 0 || !(Math.abs(next) > Number.EPSILON * startNorm * residualNorm);
        const beta = (next / rho) * (alpha / omega);
        rho = next;
        const report: LinearReport = { x, residualNorm, iteration };
        if (yield* progress(report))
          return { x, residualNorm, iterations: iteration, status: 'stopped' } as LinearSolution;
        if (lost) break;
        for (let i = 0; i < p.length; i++) p[i] = r[i]! + beta * (p[i]! - omega * v[i]!);
      }
    }
  }
}

/** Solves A x = b, A square, by {@link stabilizedBiconjugateGradients}. */
export function bicgstab(a: OperatorLike, b: Vector, options: LinearSolveOptions = {}): LinearSolution {
  return drive(stabilizedBiconjugateGradients(b, options), squareOracle(a, b));
}
