import { checkChoice } from '../array/checks.js';
import { ZerothError } from '../errors.js';
import { oneNormEstimate } from '../linalg/functions/one-norm-estimate.js';
import { checkSquare } from './checks.js';
import type { SparseFactorization } from './factorization.js';
import { normInfinity, normOne } from './norms.js';
import { factorize } from './solve.js';
import type { SparseMatrix } from './types.js';

/** Options of {@link conditionEstimate}. */
export interface ConditionEstimateOptions {
  /** The norm: the largest sum of sizes in a column (1) or in a row (Infinity). Default 1. */
  readonly order?: 1 | typeof Infinity;
  /** A's factors, where they are there already. Default: made by {@link factorize}. */
  readonly factorization?: SparseFactorization;
}

/**
 * The condition number ‖A‖ ‖A⁻¹‖ of a square matrix in the 1-norm or the ∞-norm, ‖A⁻¹‖ being estimated from below by a
 * few systems: nearly always within a factor of three, and mostly exact. Infinity for a singular matrix, 0 for an empty
 * one.
 *
 * @throws ZerothError `shape-mismatch`, `not-finite`, `option-out-of-range`
 * @source Higham, FORTRAN codes for estimating the one-norm of a real or complex matrix (1988)
 */
export function conditionEstimate(
  a: SparseMatrix,
  { order = 1, factorization }: ConditionEstimateOptions = {},
): number {
  checkChoice('order', order, [1, Infinity]);
  checkSquare(a);
  try {
    const { n, solve, solveTransposed } = factorization ?? factorize(a);
    const forward = (b: Float64Array) => solve(b);
    const back = (b: Float64Array) => solveTransposed(b);
    const inverse = order === 1 ? oneNormEstimate(n, forward, back) : oneNormEstimate(n, back, forward);
    if (inverse === Infinity || n === 0) return inverse;
    return inverse * (order === 1 ? normOne(a) : normInfinity(a));
  } catch (error) {
    if (error instanceof ZerothError && error.code === 'singular-matrix') return Infinity;
    throw error;
  }
}
