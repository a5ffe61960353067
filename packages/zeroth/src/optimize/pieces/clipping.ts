import { checkNotNegative, checkPositive } from '../../array/checks.js';
import { norm2, scale } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';

/** gradient ← gradient min(1, limit / ‖gradient‖₂). Returns the norm that it had. Throws `option-out-of-range`. */
export function clipByNorm(gradient: Vector, limit: number): number {
  checkPositive('limit', limit);
  const norm = norm2(gradient);
  if (norm > limit) scale(gradient, limit / norm);
  return norm;
}

/** Each component is brought into [−limit, limit]. Throws `option-out-of-range`. */
export function clipByValue(gradient: Vector, limit: number): void {
  checkNotNegative('limit', limit);
  for (let i = 0; i < gradient.length; i++) gradient[i] = Math.min(limit, Math.max(-limit, gradient[i]!));
}

/**
 * Each unit's part of the gradient is shrunk to `ratio` times the norm of its weights, which counts as at least `least`.
 *
 * @param size entries of a unit, one after the other: the columns of a row-major weight matrix
 * @source Brock, De, Smith and Simonyan: High-performance large-scale image recognition without normalization (2021)
 */
export function clipAdaptively(gradient: Vector, weights: Vector, size: number, ratio: number, least = 1e-3): void {
  checkPositive('ratio', ratio);
  for (let start = 0; start < gradient.length; start += size) {
    const part = gradient.subarray(start, start + size);
    clipByNorm(part, ratio * Math.max(least, norm2(weights.subarray(start, start + size))));
  }
}
