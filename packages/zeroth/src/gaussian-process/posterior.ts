import { checkFinite, checkLength } from '../array/checks.js';
import { dot } from '../array/vector.js';
import { ZerothError } from '../errors.js';
import { choleskyInPlace } from '../linalg/dense/cholesky.js';
import type { Random } from '../random/index.js';
import { applyInverse, applyInverseTransposed, factorOf } from './factor.js';
import type { Kernel } from './kernel.js';
import { flattened, type Vector } from './points.js';

/** What a {@link GaussianProcess} is conditioned on. */
export interface GaussianProcessData {
  readonly kernel: Kernel;
  /** θ: the kernel's hyperparameters, then ln σ of the noise of the values. All are logarithms. */
  readonly theta: Vector;
  /** n ≥ 1 points of d coordinates. */
  readonly points: readonly Vector[];
  /** n values. */
  readonly values: Vector;
  /** The mean before any value is known, a constant. Default 0. */
  readonly mean?: number;
}

/** What is known of the function at a point. */
export interface Prediction {
  readonly mean: number;
  /** Variance of the function itself, without the noise of a value; never negative. */
  readonly variance: number;
}

/** A prediction and how it changes with the point. */
export interface PredictionGradient extends Prediction {
  readonly meanGradient: Vector;
  readonly varianceGradient: Vector;
}

/** The law of a function, given some of its values. */
export interface GaussianProcess {
  /** At a point of d coordinates, in O(n² + n d). */
  predict(x: Vector): Prediction;
  /** The prediction at a point with its gradients, at about twice the cost. */
  predictWithGradient(x: Vector): PredictionGradient;
  /** A draw of the function at q points together, without noise, in O(q n² + q³). */
  sample(points: readonly Vector[], draws: Random): Vector;
}

/**
 * Conditions a Gaussian process on values, in O(n³) and n² numbers of memory: mean m + k'K⁻¹(y − m), variance
 * k(x, x) − k'K⁻¹k.
 *
 * @throws ZerothError `shape-mismatch` where lengths do not agree, `not-finite`, `no-points`, `not-positive-definite`
 * @source Rasmussen, Williams: Gaussian processes for machine learning (2006), algorithm 2.1
 */
export function gaussianProcess({ kernel, theta, points, values, mean = 0 }: GaussianProcessData): GaussianProcess {
  const { flat, d } = flattened(points);
  const n = points.length;
  checkLength('values', values, n);
  checkFinite('values', values);
  checkFinite('theta', theta);
  const count = kernel.names(d).length;
  checkLength('theta', theta, count + 1);
  const parameters = theta.slice(0, count);
  const { inverse } = factorOf(kernel, theta, flat, d);
  const prior = kernel.variance(parameters, d);
  const half = new Float64Array(n);
  const alpha = new Float64Array(n);
  applyInverse(
    half,
    inverse,
    values.map((y) => y - mean),
  );
  applyInverseTransposed(alpha, inverse, half);
  const covariances = new Float64Array(n);
  const whitened = new Float64Array(n);
  const weights = new Float64Array(n);

  const predict = (x: Vector): Prediction => {
    checkLength('x', x, d);
    kernel.matrix(covariances, parameters, x, flat, d);
    applyInverse(whitened, inverse, covariances);
    return { mean: mean + dot(covariances, alpha), variance: Math.max(0, prior - dot(whitened, whitened)) };
  };
  return {
    predict,
    predictWithGradient(x) {
      const prediction = predict(x);
      const meanGradient = new Float64Array(d);
      const varianceGradient = new Float64Array(d);
      kernel.pointGradient(meanGradient, parameters, x, alpha, flat);
      applyInverseTransposed(weights, inverse, whitened);
      for (let i = 0; i < n; i++) weights[i] = -2 * weights[i]!;
      kernel.pointGradient(varianceGradient, parameters, x, weights, flat);
      return { ...prediction, meanGradient, varianceGradient };
    },
    sample(at, draws) {
      const q = at.length;
      const { flat: flatAt, d: dAt } = flattened(at);
      checkLength('each point', { length: dAt }, d);
      const covariance = new Float64Array(q * q);
      kernel.matrix(covariance, parameters, flatAt, flatAt, d);
      const means = new Float64Array(q);
      const rows = at.map((x, i) => {
        means[i] = predict(x).mean;
        return whitened.slice();
      });
      for (let i = 0; i < q; i++)
        for (let j = 0; j < q; j++) covariance[i * q + j] = covariance[i * q + j]! - dot(rows[i]!, rows[j]!);
      const lower = rootOf(covariance, q, prior);
      const normals = draws.fillNormal(new Float64Array(q));
      return means.map((m, i) => m + dot(lower.subarray(i * q, i * q + i + 1), normals));
    },
  };
}

/** L of a covariance that may be singular: the least multiple of the prior that makes it definite is added. */
function rootOf(covariance: Vector, q: number, prior: number): Vector {
  for (let jitter = 1e-15; jitter <= 1e-3; jitter *= 10) {
    const lower = covariance.slice();
    for (let i = 0; i < q; i++) lower[i * (q + 1)] = lower[i * (q + 1)]! + jitter * prior;
    if (choleskyInPlace(lower, q) === -1) return lower;
  }
  throw new ZerothError('not-positive-definite', 'The covariance of the points is not positive definite.');
}
