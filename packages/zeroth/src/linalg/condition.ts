import { checkChoice } from '../array/checks.js';
import type { ArrayLike } from '../array/conversion.js';
import { multiply } from '../array/functions/binary.js';
import { ZerothError } from '../errors.js';
import { oneNormEstimate } from './functions/one-norm-estimate.js';
import { cond as spectralCond } from './functions/pseudoinverse.js';
import { inv } from './inverse.js';
import { checkSquare, floating } from './matrices.js';
import { norm } from './norm.js';
import { factorize, isOperator, type StructuredOperator } from './operators/factorize.js';
import type { LinearOperator } from './operators/types.js';
import { powerOfTwoNear } from './spectral/scale.js';

/** Options of {@link cond}. */
export interface CondOptions {
  /** The norm: 2 by singular values, of any matrix; the others by the inverse, of square ones. Default 2. */
  readonly order?: 1 | 2 | typeof Infinity | 'fro';
}

/**
 * The condition number ‖A‖ ‖A⁻¹‖ of a matrix: relative errors of the input may grow by it in a solution.
 * Infinity for a singular matrix, 0 for an empty one.
 *
 * @param a shape [n, n], or [m, n] for order 2
 * @throws `shape-mismatch`; `not-finite`; `option-out-of-range`
 */
export function cond(a: ArrayLike, { order = 2 }: CondOptions = {}): number {
  checkChoice('order', order, [1, 2, Infinity, 'fro']);
  if (order === 2) return spectralCond(a);
  const source = floating(a);
  if (checkSquare('cond', source) === 0) return 0;
  return infiniteWhereSingular(
    () => norm(source, { order, axis: [0, 1] }).item() * norm(inv(source), { order, axis: [0, 1] }).item(),
  );
}

/** Options of {@link conditionEstimate}. */
export interface ConditionEstimateOptions {
  /** The norm: the largest sum of sizes in a column (1) or in a row (Infinity). Default 1. */
  readonly order?: 1 | typeof Infinity;
}

/**
 * The condition number ‖A‖ ‖A⁻¹‖ in the 1-norm or the ∞-norm, without the inverse: ‖A⁻¹‖ is estimated from below by a
 * few systems with a factored A, O(n²) after the factorisation. Nearly always within a factor of three of {@link cond},
 * mostly equal. Of an operator, ‖A‖ is estimated in the same way. Infinity for a singular matrix, 0 for an empty one.
 *
 * @param a a square matrix, shape [n, n], or an operator that {@link factorize} takes or has made
 * @throws `shape-mismatch`; `not-finite`; `option-out-of-range`
 * @source Higham, FORTRAN codes for estimating the one-norm of a real or complex matrix (1988)
 */
export function conditionEstimate(
  a: StructuredOperator | ArrayLike,
  { order = 1 }: ConditionEstimateOptions = {},
): number {
  checkChoice('order', order, [1, Infinity]);
  const source = isOperator(a) ? a : scaledToOne(a);
  return infiniteWhereSingular(() => {
    const factored = factorize(source);
    const { solve, solveTransposed } = factored;
    const [n] = factored.shape;
    const inverse =
      order === 1 ? oneNormEstimate(n, solve, solveTransposed) : oneNormEstimate(n, solveTransposed, solve);
    if (inverse === Infinity || n === 0) return inverse;
    return inverse * (isOperator(source) ? operatorNorm(source, order) : norm(source, { order, axis: [0, 1] }).item());
  });
}

/** The matrix times a power of two, which changes no condition number but keeps solutions in range. */
function scaledToOne(a: ArrayLike) {
  const source = floating(a);
  checkSquare('conditionEstimate', source);
  const size = source.size === 0 ? 0 : norm(source, { order: Infinity }).item();
  return Number.isFinite(size) && size > 0 ? multiply(source, 1 / powerOfTwoNear(size)) : source;
}

function operatorNorm({ shape, multiply: forward, multiplyTransposed: back }: LinearOperator, order: number): number {
  return order === 1 ? oneNormEstimate(shape[1], forward, back) : oneNormEstimate(shape[0], back, forward);
}

/** What is computed, or Infinity where the matrix turns out to be singular. */
function infiniteWhereSingular(compute: () => number): number {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ZerothError && (error.code === 'singular-matrix' || error.code === 'overflow'))
      return Infinity;
    throw error;
  }
}
