import { checkFinite, checkInteger, checkLength, checkNotNegative } from '../array/checks.js';
import type { Vector } from '../query/index.js';
import { type Random, random } from '../random/index.js';
import { length } from './linear-solution.js';

/** Options that the Krylov eigensolvers share. */
export interface KrylovOptions {
  /** Order of the matrix. Needed by the methods; the plain functions know it from the operator. */
  readonly order: number;
  /** How many eigenvalues are wanted. Default 6, at most the order. */
  readonly count?: number;
  /** Vectors kept, more than `count`. Default max(2 count + 1, 20), at most the order. */
  readonly subspace?: number;
  /** Largest ‖A v − λ v‖ accepted, relative to |λ| (to the largest |λ| seen, where λ is smaller). Default 1e-10. */
  readonly tolerance?: number;
  /** Default 300. */
  readonly maxRestarts?: number;
  /** Starting vector. Default normal draws of `random`. */
  readonly start?: Vector;
  /** Where the starting vector, and those after an invariant subspace, come from. Default `random(0)`. */
  readonly random?: Random;
}

/** Options with their defaults, checked. */
export function krylovOptions(options: KrylovOptions) {
  const { order, tolerance = 1e-10, maxRestarts = 300, start, random: draws = random(0) } = options;
  checkInteger('order', order, 0);
  const count = options.count ?? Math.min(6, order);
  checkInteger('count', count, 0, order);
  const subspace = options.subspace ?? Math.min(order, Math.max(2 * count + 1, 20));
  checkInteger('subspace', subspace, Math.min(order, count + 1), order);
  checkNotNegative('tolerance', tolerance);
  checkInteger('maxRestarts', maxRestarts, 0);
  if (start !== undefined) {
    checkLength('start', start, order);
    checkFinite('start', start);
  }
  // By number, so that a checkpoint need not keep where a stream is.
  const fresh = (draw: number): Vector => draws.split(draw).fillNormal(new Float64Array(order));
  const first = start !== undefined && length(start) > 0 ? start.slice() : fresh(0);
  return { order, count, subspace, tolerance, maxRestarts, first, fresh };
}
