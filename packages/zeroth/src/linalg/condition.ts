import type { ArrayLike } from '../array/conversion.js';
import { ZerothError } from '../errors.js';
import { inv } from './inverse.js';
import { checkSquare, floating } from './matrices.js';
import { norm } from './norm.js';

/** Options of {@link cond}. */
export interface CondOptions {
  /** The norm. Default 1, which LAPACK's estimates use too. */
  readonly order?: 1 | typeof Infinity | 'fro';
}

/**
 * The condition number ‖A‖ ‖A⁻¹‖ of a square matrix: relative errors of the input may grow by it in a solution.
 * Infinity for a singular matrix, 0 for an empty one.
 *
 * @param a shape [n, n]
 * @throws `shape-mismatch`; `not-finite`
 */
export function cond(a: ArrayLike, { order = 1 }: CondOptions = {}): number {
  const source = floating(a);
  if (checkSquare('cond', source) === 0) return 0;
  try {
    return norm(source, { order, axis: [0, 1] }).item() * norm(inv(source), { order, axis: [0, 1] }).item();
  } catch (error) {
    if (error instanceof ZerothError && (error.code === 'singular-matrix' || error.code === 'overflow'))
      return Infinity;
    throw error;
  }
}
