import { checkInteger, checkPositive } from '../../array/checks.js';
import { type SymmetricEigen, symmetricEigen } from '../../linalg/index.js';
import { type Gradients, gradientAt, type Hessian, hessianAt } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { descendBy } from '../pieces/descend-by.js';
import { cubicStep } from './cubic-step.js';

/** Options of {@link lazyNewton}. */
export interface LazyNewtonOptions {
  /** M > 0, the weight of the cubic term: for the theory a multiple of m L₂, L₂ the Lipschitz constant of the Hessian. */
  readonly regularization: number;
  /** m, from 1: one Hessian for so many steps. Default n, which suits Hessians that cost n gradients. */
  readonly every?: number;
}

/**
 * Cubically regularised Newton steps that use one Hessian, and one factorisation of it, m times, with fresh gradients:
 * x ← x + argmin_d ∇f(x)·d + ½ d·H d + (M/6) ‖d‖³, H being the Hessian at the last of every m points.
 *
 * Asks: gradients, and a Hessian every m steps (orders 1 and 2). The gradient norm falls to ε in O(√m ε^(−3/2)) steps for
 * any f with a Lipschitz Hessian, with a saving of √m in Hessians; near a nondegenerate minimiser it converges
 * superlinearly from each Hessian to the next, and m = 1 at order 2.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Doikov, Chayti, Jaggi: Second-order optimization with lazy Hessians (2023), algorithm 1
 */
export function lazyNewton({ regularization, every }: LazyNewtonOptions): Minimizer<Gradients | Hessian> {
  checkPositive('regularization', regularization);
  if (every !== undefined) checkInteger('every', every, 1);
  return {
    name: 'lazyNewton',
    asks: ['gradients', 'hessian'],
    bounds: false,
    start: (problem) =>
      descendBy<Gradients | Hessian>(problem, ({ x }) => {
        const n = x.length;
        const period = every ?? n;
        const hessian = new Float64Array(n * n);
        let factors: SymmetricEigen | undefined;
        let k = 0;
        return function* step(now) {
          if (factors === undefined || k % period === 0) factors = symmetricEigen(yield* hessianAt(now.x, hessian), n);
          k++;
          const move = cubicStep(factors, now.gradient, regularization);
          const x = now.x.map((v, i) => v + move[i]!);
          return { x, ...(yield* gradientAt(x, new Float64Array(n))) };
        };
      }),
  };
}
