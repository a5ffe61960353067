import { checkFinite, checkLength } from '../array/checks.js';
import { dot } from '../array/vector.js';
import { exp, log } from '../random/index.js';
import { applyInverse, applyInverseTransposed, factorOf } from './factor.js';
import type { Kernel } from './kernel.js';
import { flattened, type Vector } from './points.js';

/** A number and its gradient by the hyperparameters. */
export interface LikelihoodAnswer {
  readonly value: number;
  readonly gradient: Vector;
}

/**
 * The logarithm of the marginal likelihood of noisy values of a Gaussian process with mean 0, a function of the
 * hyperparameters: −½ y'K⁻¹y − ½ ln det K − n/2 ln 2π, K being the kernel's matrix plus σ² I.
 *
 * @param points n points of d coordinates
 * @param values y, length n
 * @returns a function of θ, the kernel's hyperparameters followed by ln σ, that gives value and gradient in O(n³)
 * @source Rasmussen, Williams: Gaussian processes for machine learning (2006), section 5.4.1
 */
export function logMarginalLikelihood(
  kernel: Kernel,
  points: readonly Vector[],
  values: Vector,
): (theta: Vector) => LikelihoodAnswer {
  const { flat, d } = flattened(points);
  const n = points.length;
  checkLength('values', values, n);
  checkFinite('values', values);
  const count = kernel.names(d).length;
  const half = new Float64Array(n);
  const alpha = new Float64Array(n);
  const weights = new Float64Array(n * n);
  return (theta) => {
    checkLength('theta', theta, count + 1);
    const parameters = theta.subarray(0, count);
    const { inverse, logDeterminant } = factorOf(kernel, theta, flat, d);
    applyInverse(half, inverse, values);
    applyInverseTransposed(alpha, inverse, half);
    const value = -0.5 * (dot(half, half) + logDeterminant + n * log(2 * Math.PI));
    weightsOf(weights, alpha, inverse);
    const gradient = new Float64Array(count + 1);
    kernel.parameterGradient(gradient.subarray(0, count), parameters, weights, flat, d);
    let trace = 0;
    for (let i = 0; i < n; i++) trace += weights[i * (n + 1)]!;
    // ∂K / ∂ ln σ = 2 σ² I; a jitter in place of the noise does not depend on θ, but for its scale.
    gradient[count] = 2 * exp(2 * theta[count]!) * trace;
    return { value, gradient };
  };
}

/** weights ← ½ (α α' − K⁻¹): the derivative of the likelihood by each entry of K. */
function weightsOf(weights: Vector, alpha: Vector, inverse: Vector): void {
  const n = alpha.length;
  weights.fill(0);
  for (let k = 0; k < n; k++)
    for (let i = 0; i <= k; i++) {
      const factor = inverse[k * n + i]!;
      for (let j = 0; j <= i; j++) weights[i * n + j] = weights[i * n + j]! + factor * inverse[k * n + j]!;
    }
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = 0.5 * (alpha[i]! * alpha[j]! - weights[i * n + j]!);
      weights[i * n + j] = value;
      weights[j * n + i] = value;
    }
}
