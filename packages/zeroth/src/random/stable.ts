import { arctan, cosPi, exp, log, sinPi } from './elementary.js';

/** Half the spacing of the angles. */
const SMALLEST_COSINE = 2 ** -53;

/**
 * A stable variate from an angle uniform in (−1/2, 1/2), in units of π, and a standard exponential:
 * unit scale, location 0, characteristic function exp(−|t|^α (1 − i β sign(t) tan(πα/2))), and
 * exp(−|t| (1 + i β (2/π) sign(t) ln |t|)) when α = 1.
 *
 * @source Chambers, Mallows, Stuck: A method for simulating stable random variables (1976); constants
 *   as corrected by Weron (1996)
 */
export function stableFrom(alpha: number, beta: number, angle: number, exponential: number): number {
  if (alpha === 1) {
    if (beta === 0) return sinPi(angle) / cosPi(angle);
    const tilted = Math.PI / 2 + beta * Math.PI * angle;
    const cosine = cosPi(angle);
    const logarithm = log((Math.PI / 2) * exponential * cosine) - log(tilted);
    return (2 / Math.PI) * ((tilted * sinPi(angle)) / cosine - beta * logarithm);
  }
  // α = 2 has no skewness: tan π is 0.
  const tangent = alpha === 2 ? 0 : (beta * sinPi(alpha / 2)) / cosPi(alpha / 2);
  const shift = arctan(tangent) / Math.PI;
  const turned = alpha * angle + shift;
  // For |β| = 1 this cosine goes to 0 with that of the angle, and rounding may take it below.
  const cosine = Math.max(cosPi(angle - turned), SMALLEST_COSINE);
  // One exponential of the sum: for small α its terms would overflow and underflow on their own.
  const exponent = log(1 + tangent * tangent) / 2 + (1 - alpha) * (log(cosine) - log(exponential)) - log(cosPi(angle));
  return sinPi(turned) * exp(exponent / alpha);
}
