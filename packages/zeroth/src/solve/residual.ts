import { checkFinite, checkLength } from '../array/checks.js';
import type { Method, Vector } from '../query/index.js';
import {
  type Limits,
  type LinearSolution,
  type LinearSolveOptions,
  type LinearStatus,
  length,
  limitsOf,
} from './linear-solution.js';
import { type Product, productWith } from './product.js';

/** b − A x. At x = 0 nothing is asked. */
export function* residualAt(b: Vector, x: Vector): Method<Product, Vector> {
  const r = b.slice();
  if (x.every((xi) => xi === 0)) return r;
  const product = yield* productWith(x);
  for (let i = 0; i < r.length; i++) r[i]! -= product[i]!;
  return r;
}

/** Checks of a square system, and its limits. */
export function beginSquare(b: Vector, options: LinearSolveOptions): Limits {
  checkFinite('b', b);
  if (options.x0 !== undefined) {
    checkLength('x0', options.x0, b.length);
    checkFinite('x0', options.x0);
  }
  return limitsOf(length(b), b.length, options);
}

/** The result, with the residual that x really has. */
export function* conclude(
  b: Vector,
  x: Vector,
  iterations: number,
  status: LinearStatus,
  target: number,
): Method<Product, LinearSolution> {
  const residualNorm = length(yield* residualAt(b, x));
  const reached = residualNorm <= target;
  const honest = reached ? 'converged' : status === 'converged' ? 'stagnated' : status;
  return { x, residualNorm, iterations, status: honest };
}
