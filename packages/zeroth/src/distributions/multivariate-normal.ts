import { ZerothError } from '../errors.js';
import type { Random } from '../random/index.js';

/** A normal law on vectors. */
export interface MultivariateNormal {
  readonly dimension: number;
  readonly mean: Float64Array;
  /** row-major, n x n */
  readonly covariance: Float64Array;
  density(x: ArrayLike<number>): number;
  logDensity(x: ArrayLike<number>): number;
  /** (x − mean)ᵀ covariance⁻¹ (x − mean). */
  squaredDistance(x: ArrayLike<number>): number;
  /** A variate, from one draw. */
  sample(random: Random): Float64Array;
}

/**
 * The normal law on vectors of length n.
 *
 * @param mean of length n
 * @param covariance symmetric positive definite, as n rows or row-major; its lower triangle is read
 * @throws ZerothError `distribution-shape` where it is not n x n, `distribution-covariance` where it is not positive
 *   definite, `distribution-point` for points that are not of length n
 */
export function multivariateNormal(
  mean: ArrayLike<number>,
  covariance: Float64Array | readonly ArrayLike<number>[],
): MultivariateNormal {
  const n = mean.length;
  const centre = Float64Array.from(mean);
  const matrix = rowMajor(covariance, n);
  const factor = choleskyFactor(matrix, n);
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(factor[i * n + i]!);

  function squaredDistance(x: ArrayLike<number>): number {
    if (x.length !== n)
      throw new ZerothError('distribution-point', `The point must have ${n} numbers, not ${x.length}.`, x.length);
    const z = new Float64Array(n);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let rest = x[i]! - centre[i]!;
      for (let j = 0; j < i; j++) rest -= factor[i * n + j]! * z[j]!;
      z[i] = rest / factor[i * n + i]!;
      sum += z[i]! * z[i]!;
    }
    return sum;
  }
  const logDensity = (x: ArrayLike<number>) => -(squaredDistance(x) + logDeterminant + n * Math.log(2 * Math.PI)) / 2;

  return {
    dimension: n,
    mean: centre,
    covariance: matrix,
    squaredDistance,
    logDensity,
    density: (x) => Math.exp(logDensity(x)),
    sample(random) {
      const z = random.fillNormal(new Float64Array(n));
      const x = centre.slice();
      for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) x[i]! += factor[i * n + j]! * z[j]!;
      return x;
    },
  };
}

function rowMajor(covariance: Float64Array | readonly ArrayLike<number>[], n: number): Float64Array {
  const rows = covariance instanceof Float64Array ? undefined : covariance;
  const fits =
    rows === undefined ? covariance.length === n * n : rows.length === n && rows.every((r) => r.length === n);
  if (!fits)
    throw new ZerothError('distribution-shape', `The covariance must be ${n} x ${n}, as the mean has ${n} numbers.`);
  if (covariance instanceof Float64Array) return covariance.slice();
  const matrix = new Float64Array(n * n);
  rows?.forEach((row, i) => {
    matrix.set(row, i * n);
  });
  return matrix;
}

/** The lower Cholesky factor. The entry of random draws stays free of the kernels of zeroth/linalg, hence this one. */
function choleskyFactor(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) factor[i * n + j] = sum / factor[j * n + j]!;
      else if (sum > 0 && sum < Infinity) factor[i * n + i] = Math.sqrt(sum);
      else
        throw new ZerothError(
          'distribution-covariance',
          `The covariance must be positive definite, and pivot ${i} is ${sum}.`,
          sum,
        );
    }
  }
  return factor;
}
