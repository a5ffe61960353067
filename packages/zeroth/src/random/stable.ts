import { arctan, cosPi, log, power, sinPi } from './elementary.js';

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
  const scale = power(1 + tangent * tangent, 1 / (2 * alpha));
  const turned = alpha * angle + shift;
  const value =
    (scale * sinPi(turned) * power(cosPi(angle - turned) / exponential, (1 - alpha) / alpha)) /
    power(cosPi(angle), 1 / alpha);
  return value;
}
