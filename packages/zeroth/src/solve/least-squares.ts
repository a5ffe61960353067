import { checkFinite, checkInteger, checkLength, checkNotNegative } from '../array/checks.js';
import { addScaled, scale, scaleAndAdd } from '../array/vector.js';
import type { Method, Vector } from '../query/index.js';
import { length } from './linear-solution.js';
import { type Product, productWith, type TransposedProduct, transposedProductWith } from './product.js';

/** Options of {@link lsqr} and {@link lsmr}. */
export interface LeastSquaresOptions {
  /** Unknowns n. Needed by the methods; the plain functions know it from the operator. */
  readonly columns: number;
  /** Starting point, length n; it is not changed. Default zeros. */
  readonly x0?: Vector;
  /** λ ≥ 0: ‖b − A x‖² + λ² ‖x − x0‖² is minimised. Default 0. */
  readonly damping?: number;
  /** Ends at ‖b − A x‖ ≤ tolerance ‖b‖, or ‖Āᵀ r̄‖ ≤ tolerance ‖Ā‖ ‖r̄‖ with the damping in Ā and r̄. Default 1e-10. */
  readonly tolerance?: number;
  /** Default 10 n, and at least 100. */
  readonly maxIterations?: number;
}

/**
 * How a least-squares solver ended: `converged` (the system holds), `least-squares` (the residual is orthogonal to the
 * range), `max-iterations`, or `stopped` by a rule of the run.
 */
export type LeastSquaresStatus = 'converged' | 'least-squares' | 'max-iterations' | 'stopped';

/** What they give; norms are estimates of the recurrences where a rule stopped the run, else computed from x. */
export interface LeastSquaresSolution {
  readonly x: Vector;
  /** ‖b − A x‖₂ */
  readonly residualNorm: number;
  /** ‖Aᵀ (b − A x) − λ² (x − x0)‖₂, 0 at the solution */
  readonly normalResidualNorm: number;
  readonly iterations: number;
  readonly status: LeastSquaresStatus;
}

/** What they report after each iteration. The vector is the method's own. */
export interface LeastSquaresReport {
  readonly x: Vector;
  /** with the damping's part */
  readonly residualNorm: number;
  readonly normalResidualNorm: number;
  readonly iteration: number;
}

/** Golub and Kahan's bidiagonalisation, after k steps. */
export interface Bidiagonalization {
  readonly u: Vector;
  readonly v: Vector;
  alpha: number;
  beta: number;
}

/** Options with their defaults, checked. */
export function leastSquaresLimits(b: Vector, options: LeastSquaresOptions) {
  const { columns, x0, damping = 0, tolerance = 1e-10, maxIterations = Math.max(100, 10 * columns) } = options;
  checkFinite('b', b);
  checkInteger('columns', columns, 0);
  checkNotNegative('damping', damping);
  checkNotNegative('tolerance', tolerance);
  checkInteger('maxIterations', maxIterations, 0);
  if (x0 !== undefined) {
    checkLength('x0', x0, columns);
    checkFinite('x0', x0);
  }
  return { damping, tolerance, maxIterations, bNorm: length(b) };
}

/** The starting point, and the first step of the bidiagonalisation. */
export function* beginLeastSquares(b: Vector, { columns, x0 }: LeastSquaresOptions) {
  const x = x0?.slice() ?? new Float64Array(columns);
  const u = b.slice();
  if (x0?.some((xi) => xi !== 0)) addScaled(u, -1, yield* productWith(x.slice()));
  const beta = length(u);
  if (beta > 0) scale(u, 1 / beta);
  const v = (yield* transposedProductWith(u.slice())).slice();
  const alpha = length(v);
  if (alpha > 0) scale(v, 1 / alpha);
  const bidiagonal: Bidiagonalization = { u, v, alpha, beta };
  return { x, start: x.slice(), bidiagonal };
}

/** β u ← A v − α u, then α v ← Aᵀ u − β v. */
export function* bidiagonalStep(state: Bidiagonalization): Method<Product | TransposedProduct, void> {
  const { u, v } = state;
  scaleAndAdd(u, -state.alpha, yield* productWith(v.slice()));
  state.beta = length(u);
  if (state.beta > 0) scale(u, 1 / state.beta);
  scaleAndAdd(v, -state.beta, yield* transposedProductWith(u.slice()));
  state.alpha = length(v);
  if (state.alpha > 0) scale(v, 1 / state.alpha);
}

/** The result, with the residuals that x really has. */
export function* concludeLeastSquares(
  b: Vector,
  x: Vector,
  start: Vector,
  damping: number,
  iterations: number,
  status: LeastSquaresStatus,
) {
  const r = b.slice();
  addScaled(r, -1, yield* productWith(x.slice()));
  const g = (yield* transposedProductWith(r.slice())).slice();
  for (let i = 0; i < g.length; i++) g[i]! -= damping * damping * (x[i]! - start[i]!);
  const solution: LeastSquaresSolution = {
    x,
    residualNorm: length(r),
    normalResidualNorm: length(g),
    iterations,
    status,
  };
  return solution;
}
