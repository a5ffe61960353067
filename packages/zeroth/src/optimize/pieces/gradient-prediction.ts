import { addScaled } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';
import { absoluteInverse } from './newton-direction.js';

/** A point and the gradient there. */
export interface Sighting {
  readonly x: Vector;
  readonly gradient: Vector;
}

/** Relative variance of what kernel and noise are to be told apart by: that of rounding in kernel matrices. */
const jitter = 1e-10;

/**
 * Predicts gradients from those seen: kernel regression, all components with the same Matérn-5/2 kernel and the mean of
 * the gradients seen as its prior. The length of the kernel is `lengthScale` times the largest distance between points seen.
 *
 * @param noise relative variance of the gradients seen, at least 0
 * @source Rasmussen and Williams: Gaussian processes for machine learning (2006), sections 2.2 and 4.2
 */
export function gradientPrediction(
  seen: readonly Sighting[],
  lengthScale: number,
  noise: number,
): (x: Vector) => Vector {
  const m = seen.length;
  const mean = new Float64Array(seen[0]!.x.length);
  for (const { gradient } of seen) addScaled(mean, 1 / m, gradient);
  const distances = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < i; j++) distances[i * m + j] = distances[j * m + i] = distanceOf(seen[i]!.x, seen[j]!.x);
  const length = lengthScale * distances.reduce((most, d) => Math.max(most, d), 0);
  if (!(length > 0)) return () => mean.slice();
  const kernel = distances.map((d, k) => matern(d / length) + (k % (m + 1) === 0 ? noise + jitter : 0));
  const solve = absoluteInverse(kernel, m);
  return (x) => {
    const weights = solve(Float64Array.from(seen, (sighting) => matern(distanceOf(sighting.x, x) / length)));
    const predicted = mean.slice();
    for (const [i, { gradient }] of seen.entries()) addScaled(predicted, weights[i]!, gradient);
    addScaled(predicted, -weights.reduce((sum, w) => sum + w, 0), mean);
    return predicted;
  };
}

function matern(distance: number): number {
  const r = Math.sqrt(5) * distance;
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

function distanceOf(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}
