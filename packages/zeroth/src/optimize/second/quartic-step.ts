import { multiply, multiplyTransposed, norm2 } from '../../array/vector.js';
import type { SymmetricEigen } from '../../linalg/index.js';
import type { Vector } from '../../query/index.js';

/** Halvings that bring any bracket of positive float64 numbers to neighbours. */
const maxSteps = 2100;

/**
 * The minimiser d of c·d + ½ d·H d + (weight / 4) ‖d‖⁴, H positive semidefinite and given by its eigendecomposition, in O(n²).
 *
 * d = −(H + s I)⁻¹ c with s = weight ‖d‖²: the root of s − weight ‖d(s)‖², which increases, within a bracket, by regula
 * falsi's safe half: bisection of the logarithm.
 *
 * @param weight positive
 * @source Nesterov: Implementable tensor methods in unconstrained convex optimization (2021), section 5
 */
export function quarticStep({ values, vectors }: SymmetricEigen, linear: Vector, weight: number): Vector {
  const n = linear.length;
  const parts = new Float64Array(n);
  multiply(parts, vectors, linear);
  const coefficients = new Float64Array(n);
  const force = norm2(parts);
  const step = new Float64Array(n);
  if (force === 0) return step;
  const excess = (s: number) => {
    for (let i = 0; i < n; i++) coefficients[i] = -parts[i]! / (Math.max(0, values[i]!) + s);
    return s - weight * norm2(coefficients) ** 2;
  };
  // Without H the root is (weight ‖c‖²)^(1/3), and H makes it smaller: by ‖H‖ at most.
  let high = Math.cbrt(weight * force * force);
  let low = weight * (force / (Math.max(0, values[n - 1]!) + high)) ** 2;
  for (let k = 0; k < maxSteps && high > low * (1 + 2 * Number.EPSILON); k++) {
    const middle = Math.sqrt(low) * Math.sqrt(high);
    if (!(middle > low && middle < high)) break;
    if (excess(middle) > 0) high = middle;
    else low = middle;
  }
  excess(high);
  multiplyTransposed(step, vectors, coefficients);
  return step;
}
