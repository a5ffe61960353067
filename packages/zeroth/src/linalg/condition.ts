import type { ArrayLike } from '../array/conversion.js';
import { ZerothError } from '../errors.js';
import { cond as spectralCond } from './functions/pseudoinverse.js';
import { inv } from './inverse.js';
import { checkSquare, floating } from './matrices.js';
import { norm } from './norm.js';

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
 * @throws `shape-mismatch`; `not-finite`
 */
export function cond(a: ArrayLike, { order = 2 }: CondOptions = {}): number {
  if (order === 2) return spectralCond(a);
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
