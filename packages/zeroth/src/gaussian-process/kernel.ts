import type { Vector } from './points.js';

/**
 * A covariance function of two points, k(a, b), as operations on whole matrices. Its hyperparameters are a vector θ of
 * logarithms. Points are rows of d numbers.
 */
export interface Kernel {
  /** Names of the hyperparameters for points of d coordinates, in their order in θ. */
  names(d: number): readonly string[];
  /** out[i q + j] ← k(aᵢ, bⱼ) for p points a and q points b. */
  matrix(out: Vector, theta: Vector, a: Vector, b: Vector, d: number): void;
  /** k(x, x), which is the same everywhere. */
  variance(theta: Vector, d: number): number;
  /** out ← the gradient by θ of Σᵢⱼ wᵢⱼ k(aᵢ, aⱼ) for symmetric w. */
  parameterGradient(out: Vector, theta: Vector, weights: Vector, a: Vector, d: number): void;
  /** out ← the gradient by x of Σⱼ wⱼ k(x, aⱼ). */
  pointGradient(out: Vector, theta: Vector, x: Vector, weights: Vector, a: Vector): void;
}
