import { type ArrayLike, add, multiply, type NDArray, subtract, sum } from '../array/index.js';
import { grad } from './gradients.js';

/** What a solution satisfies, whichever method found it: residual(x, …θ) = 0, of the structure of x. */
export interface OptimalityConditions<X, A extends unknown[]> {
  readonly residual: (x: X, ...parameters: A) => X;
  /** Whether ∂residual/∂x is symmetric, as that of a gradient is. */
  readonly symmetric: boolean;
}

/** The conditions of a root: f(x, …θ) = 0. */
export function rootOf<X, A extends unknown[]>(f: (x: X, ...parameters: A) => X): OptimalityConditions<X, A> {
  return { residual: f, symmetric: false };
}

/** The conditions of a fixed point: x = t(x, …θ). */
export function fixedPointOf<A extends unknown[]>(
  t: (x: NDArray, ...parameters: A) => ArrayLike,
): OptimalityConditions<NDArray, A> {
  return { residual: (x, ...parameters) => subtract(t(x, ...parameters), x), symmetric: false };
}

/** The conditions of a minimiser without constraints: ∇_x f(x, …θ) = 0. Its Hessian must be invertible there. */
export function minimizerOf<A extends unknown[]>(
  f: (x: NDArray, ...parameters: A) => ArrayLike,
): OptimalityConditions<NDArray, A> {
  return { residual: (x, ...parameters) => gradientOf((y) => f(y, ...parameters), x), symmetric: true };
}

/** A minimiser under equality constraints: the point, and a multiplier for each constraint. */
export interface KktPoint {
  readonly x: NDArray;
  readonly multipliers: NDArray;
}

/**
 * The conditions of Karush, Kuhn and Tucker of a minimiser under equality constraints h(x, …θ) = 0: the gradient of
 * f + Σ multipliers · h vanishes, and so does h. Inequalities that hold with equality at the solution count as
 * equalities; the others do not count.
 */
export function kktOf<A extends unknown[]>(
  f: (x: NDArray, ...parameters: A) => ArrayLike,
  h: (x: NDArray, ...parameters: A) => NDArray,
): OptimalityConditions<KktPoint, A> {
  return {
    symmetric: true,
    residual: ({ x, multipliers }, ...parameters) => ({
      x: gradientOf((y) => add(f(y, ...parameters), sum(multiply(multipliers, h(y, ...parameters)))), x),
      multipliers: h(x, ...parameters),
    }),
  };
}

/** Options of {@link proximalFixedPointOf}. */
export interface ProximalOptions {
  /** Step s of the fixed point. The derivative does not depend on it. Default 1. */
  readonly step?: number;
}

/**
 * The conditions of a minimiser of f(x, …θ) + g(x, …θ) with smooth f and a g that has a proximal operator:
 * x = prox(x − s ∇f(x, …θ), s, …θ). With the projection on a convex set as `prox` they are those of a minimiser of f in it.
 *
 * @param prox argmin over z of g(z, …θ) + |z − y|² / 2s, as a function of (y, s, …θ)
 * @source Blondel et al.: Efficient and modular implicit differentiation (2022)
 */
export function proximalFixedPointOf<A extends unknown[]>(
  f: (x: NDArray, ...parameters: A) => ArrayLike,
  prox: (y: NDArray, step: number, ...parameters: A) => ArrayLike,
  { step = 1 }: ProximalOptions = {},
): OptimalityConditions<NDArray, A> {
  return fixedPointOf((x, ...parameters: A) => {
    const gradient = gradientOf((y) => f(y, ...parameters), x);
    return prox(subtract(x, multiply(step, gradient)), step, ...parameters);
  });
}

function gradientOf(f: (x: NDArray) => ArrayLike, x: NDArray): NDArray {
  return grad(f)(x);
}
