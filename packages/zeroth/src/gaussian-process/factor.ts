import { ZerothError } from '../errors.js';
import { choleskyInPlace } from '../linalg/dense/cholesky.js';
import { exp, log } from '../random/index.js';
import type { Kernel } from './kernel.js';
import type { Vector } from './points.js';

/** K + σ² I = L Lᵀ at n points, and what follows from it. */
export interface Factor {
  /** L, n x n row by row, zeros above the diagonal. */
  readonly lower: Vector;
  /** L⁻¹, likewise. */
  readonly inverse: Vector;
  /** ln det (K + σ² I). */
  readonly logDeterminant: number;
}

/**
 * Where the matrix is not positive definite to rounding, the least of σ² + k(x, x) 10^(−12 … −4) that makes it so is
 * added instead of σ².
 *
 * @param theta the kernel's hyperparameters, then ln σ
 */
export function factorOf(kernel: Kernel, theta: Vector, flat: Vector, d: number): Factor {
  const n = flat.length / d;
  const parameters = theta.subarray(0, theta.length - 1);
  const matrix = new Float64Array(n * n);
  kernel.matrix(matrix, parameters, flat, flat, d);
  const noise = exp(2 * theta[theta.length - 1]!);
  const scale = kernel.variance(parameters, d);
  const lower = new Float64Array(n * n);
  for (const jitter of jitters) {
    lower.set(matrix);
    for (let i = 0; i < n; i++) lower[i * (n + 1)] = lower[i * (n + 1)]! + noise + jitter * scale;
    if (choleskyInPlace(lower, n) !== -1) continue;
    let logDeterminant = 0;
    for (let i = 0; i < n; i++) logDeterminant += 2 * log(lower[i * (n + 1)]!);
    return { lower, inverse: inverseOfLower(lower, n), logDeterminant };
  }
  throw new ZerothError(
    'not-positive-definite',
    'The covariance matrix is not positive definite: give finite hyperparameters, and more noise where points are close.',
  );
}

const jitters = [0, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4];

/** L⁻¹ by rows: n³/6 multiplications. */
function inverseOfLower(lower: Vector, n: number): Vector {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const factor = lower[i * n + k]!;
      for (let j = 0; j <= k; j++) inverse[i * n + j] = inverse[i * n + j]! - factor * inverse[k * n + j]!;
    }
    const pivot = lower[i * (n + 1)]!;
    for (let j = 0; j < i; j++) inverse[i * n + j] = inverse[i * n + j]! / pivot;
    inverse[i * (n + 1)] = 1 / pivot;
  }
  return inverse;
}

/** out ← L⁻¹ b */
export function applyInverse(out: Vector, inverse: Vector, b: Vector): void {
  const n = out.length;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += inverse[i * n + j]! * b[j]!;
    out[i] = sum;
  }
}

/** out ← L⁻ᵀ b */
export function applyInverseTransposed(out: Vector, inverse: Vector, b: Vector): void {
  const n = out.length;
  out.fill(0);
  for (let i = 0; i < n; i++) {
    const factor = b[i]!;
    for (let j = 0; j <= i; j++) out[j] = out[j]! + factor * inverse[i * n + j]!;
  }
}
