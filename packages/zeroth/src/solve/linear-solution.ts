import { checkInteger, checkNotNegative } from '../array/checks.js';
import type { Vector } from '../query/index.js';
import type { Preconditioner } from './preconditioners.js';

/** Options that all solvers of linear systems share. */
export interface LinearSolveOptions {
  /** Starting point, length n; it is not changed. Default zeros. */
  readonly x0?: Vector;
  /** Largest ‖b − A x‖ accepted, relative to ‖b‖. Default 1e-8. */
  readonly tolerance?: number;
  /** Largest ‖b − A x‖ accepted whatever b is. Default 0: the larger of both counts. */
  readonly absoluteTolerance?: number;
  /** Default 10 n, and at least 100. */
  readonly maxIterations?: number;
  /** r ↦ M⁻¹ r with M like A. Default none. */
  readonly preconditioner?: Preconditioner;
}

/**
 * How a solver ended: `converged`; `max-iterations`; `stopped` by a rule of the run; `stagnated`, where rounding keeps
 * the true residual above the tolerance; or a breakdown, in which the method's recurrence has no next step:
 * `indefinite` (a direction or a preconditioner of no positive curvature), `breakdown` (division by zero).
 */
export type LinearStatus = 'converged' | 'max-iterations' | 'stopped' | 'stagnated' | 'indefinite' | 'breakdown';

/** What solvers of linear systems give. */
export interface LinearSolution {
  readonly x: Vector;
  /** ‖b − A x‖₂, computed from x at the end; the recurrence's estimate where a rule stopped the run */
  readonly residualNorm: number;
  readonly iterations: number;
  readonly status: LinearStatus;
}

/** What a solver reports after each iteration. The vector is the method's own. */
export interface LinearReport {
  readonly x: Vector;
  readonly residualNorm: number;
  readonly iteration: number;
}

/** Options with their defaults, checked. */
export interface Limits {
  readonly x: Vector;
  readonly target: number;
  readonly maxIterations: number;
}

/** Checks what all solvers share, for an operator from R^columns. */
export function limitsOf(
  bNorm: number,
  columns: number,
  { x0, tolerance = 1e-8, absoluteTolerance = 0, maxIterations = Math.max(100, 10 * columns) }: LinearSolveOptions,
): Limits {
  checkNotNegative('tolerance', tolerance);
  checkNotNegative('absoluteTolerance', absoluteTolerance);
  checkInteger('maxIterations', maxIterations, 0);
  const x = x0 === undefined ? new Float64Array(columns) : x0.slice();
  return { x, target: Math.max(tolerance * bNorm, absoluteTolerance), maxIterations };
}

/** ‖x‖₂ without overflow or harmful underflow. */
export function length(x: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  if (sum > 1e-280 && sum < Infinity) return Math.sqrt(sum);
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]!));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}
