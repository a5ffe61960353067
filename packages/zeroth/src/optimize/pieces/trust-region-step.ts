import { multiply, multiplyTransposed, norm2 } from '../../array/vector.js';
import type { SymmetricEigen } from '../../linalg/index.js';
import type { Vector } from '../../query/index.js';

/** Bisection alone would need about this many steps; Newton's method takes three or four. */
const maxSteps = 200;

/**
 * The global minimiser d of g·d + ½ d·H d within ‖d‖ ≤ radius, given the eigendecomposition of H, in O(n²): another
 * radius at the same point costs no new decomposition.
 *
 * d = −(H + σ I)⁻¹ g with σ ≥ max(0, −λ_min), and ‖d‖ = radius unless σ = 0. The secular equation is solved as
 * 1/‖d(σ)‖ = 1/radius, whose left side is concave and increasing, by Newton's method within a bracket. Where g has no part
 * along the eigenvectors of λ_min < 0 there may be no such σ (the hard case): then σ = −λ_min, and d gets such an
 * eigenvector of the length that is missing.
 *
 * @param radius positive
 * @source Moré and Sorensen: Computing a trust region step (1983)
 * @source Conn, Gould and Toint: Trust-region methods (2000), section 7.3
 */
export function trustRegionStep({ values, vectors }: SymmetricEigen, gradient: Vector, radius: number): Vector {
  const n = gradient.length;
  const parts = new Float64Array(n);
  multiply(parts, vectors, gradient);
  // σ is base + τ: near the hard case τ is far smaller than σ, and λ_i + σ would lose it.
  const base = Math.max(0, -values[0]!);
  const gaps = values.map((eigenvalue) => eigenvalue + base);
  const coefficients = limit(gaps, parts, base, radius) ?? onBoundary(gaps, parts, radius);
  const step = new Float64Array(n);
  multiplyTransposed(step, vectors, coefficients);
  return step;
}

/** Coefficients of d at τ = 0, where that is within the radius: the interior solution, or the hard case. */
function limit(gaps: Vector, parts: Vector, base: number, radius: number): Vector | undefined {
  const n = parts.length;
  const negligible = Number.EPSILON * norm2(parts);
  const smallest = Number.EPSILON * Math.max(base, gaps[n - 1]!);
  const coefficients = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const singular = gaps[i]! <= smallest;
    if (singular && Math.abs(parts[i]!) > negligible) return undefined;
    if (!singular) coefficients[i] = -parts[i]! / gaps[i]!;
  }
  const length = norm2(coefficients);
  if (!(length <= radius)) return undefined;
  if (base > 0) {
    const missing = Math.sqrt(radius - length) * Math.sqrt(radius + length);
    coefficients[0] = parts[0]! > 0 ? -missing : missing;
  }
  return coefficients;
}

/** Coefficients of d where some τ > 0 gives it the length of the radius. */
function onBoundary(gaps: Vector, parts: Vector, radius: number): Vector {
  const n = parts.length;
  const coefficients = new Float64Array(n);
  const force = norm2(parts) / radius;
  let low = Math.max(0, force - gaps[n - 1]!, Math.abs(parts[0]!) / radius - gaps[0]!);
  let high = Math.max(low, force - gaps[0]!);
  let tau = low > 0 ? low : high;
  for (let k = 0; k < maxSteps; k++) {
    let curvature = 0;
    for (let i = 0; i < n; i++) {
      const denominator = gaps[i]! + tau;
      coefficients[i] = -parts[i]! / denominator;
      curvature += coefficients[i]! ** 2 / denominator;
    }
    const length = norm2(coefficients);
    const excess = 1 / length - 1 / radius;
    if (Math.abs(length - radius) <= 4 * Number.EPSILON * radius) break;
    if (excess < 0) low = tau;
    else high = tau;
    let next = tau - (excess * length ** 3) / curvature;
    if (!(next >= low && next <= high)) next = low > 0 ? Math.sqrt(low) * Math.sqrt(high) : high / 2;
    if (Math.abs(next - tau) <= Number.EPSILON * tau) break;
    tau = next;
  }
  return coefficients;
}
