import type { Vector } from '../../query/index.js';

/** What is known of a problem. A theorem whose constants are all given, and whose conditions hold, bounds the run. */
export interface Constants {
  /**
   * f*, the least value of f (of F = f + h, where the method adds a term). Gaps are measured from it: a bound below it
   * serves theorems on gradients alone.
   */
  readonly lowerBound?: number;
  /** x*, a minimiser, all numbers in order. */
  readonly minimizer?: ArrayLike<number>;
  /** L, a Lipschitz constant of ∇f. */
  readonly smoothness?: number;
  /** Whether f is convex. */
  readonly convex?: boolean;
  /** μ > 0, a strong convexity of f, which is convex then. */
  readonly convexity?: number;
  /** μ > 0 with ‖∇f(x)‖² ≥ 2 μ (f(x) − f*), which f that is not convex may have too. */
  readonly polyakLojasiewicz?: number;
  /** G, a Lipschitz constant of f; of samples, the root of the mean square of those of the terms. */
  readonly lipschitz?: number;
  /** The largest distance of two points of the set that x stays in. */
  readonly diameter?: number;
  /** Of samples: the largest Lipschitz constant of a term's gradient; the terms are convex then, and their mean has `smoothness`. */
  readonly termSmoothness?: number;
  /** σ*², of samples: the mean over the terms of ‖∇fᵢ(x*)‖². */
  readonly termNoise?: number;
}

/** What a theorem bounds at iterate k. */
export type Quantity =
  /** f(x_k) − f* */
  | 'gap'
  /** the least f(x_j) − f*, j ≤ k */
  | 'least gap'
  /** the mean of f(x_j) − f*, j < k */
  | 'mean gap'
  /** ‖x_k − x*‖² */
  | 'squared distance'
  /** the least ‖∇f(x_j)‖², j < k */
  | 'least squared gradient';

/** Where a run begins, and what is known. */
export interface Known {
  readonly constants: Constants;
  /** f(x0) − f*; NaN where f* is not given. */
  readonly gap: number;
  /** ‖x0 − x*‖²; NaN where x* is not given. */
  readonly squaredDistance: number;
}

/** A bound on the run of a method with its options. */
export interface Theorem {
  /** For which functions. */
  readonly name: string;
  readonly statement: string;
  readonly source: string;
  readonly quantity: Quantity;
  /** Whether it bounds the mean over draws, and not each run. */
  readonly inMean: boolean;
  /** The bound at iterate k ≥ 0; undefined where the constants are not given, or the step is too long for them. */
  bound(known: Known): ((k: number) => number) | undefined;
}

const handbook = 'Garrigos, Gower: Handbook of convergence theorems for (stochastic) gradient methods (2023)';

/** A theorem on each run. */
export function theorem(parts: Omit<Theorem, 'inMean' | 'source'> & { readonly source?: string }): Theorem {
  return { inMean: false, source: handbook, ...parts };
}

/** A theorem on the mean over draws. */
export function meanTheorem(parts: Omit<Theorem, 'inMean' | 'source'>): Theorem {
  return { inMean: true, source: handbook, ...parts };
}

/** Whether f is known to be convex. */
export function isConvex({ convex = false, convexity = 0 }: Constants): boolean {
  return convex || convexity > 0;
}

/** The bound as a function of k, where all that it needs is a number. */
export function whereKnown(
  needed: readonly (number | undefined)[],
  holds: boolean,
  bound: (k: number) => number,
): ((k: number) => number) | undefined {
  return holds && needed.every((value) => value !== undefined && !Number.isNaN(value)) ? bound : undefined;
}

/** ‖x − x*‖² */
export function squaredDistance(x: Vector, minimizer: ArrayLike<number>): number {
  return x.reduce((sum, v, i) => sum + (v - minimizer[i]!) ** 2, 0);
}
