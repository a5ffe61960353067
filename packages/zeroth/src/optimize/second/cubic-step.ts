import { multiply, multiplyTransposed, norm2 } from '../../array/vector.js';
import type { SymmetricEigen } from '../../linalg/index.js';
import type { Vector } from '../../query/types.js';

/** Bisection alone would need about this many steps; Newton's method takes five or six. */
const maxSteps = 200;

/**
 * The global minimiser d of g·d + ½ d·H d + (M/6) ‖d‖³, given the eigendecomposition of H, in O(n²).
 *
 * d = −(H + σ I)⁻¹ g with σ = M ‖d‖ / 2 ≥ max(0, −λ_min), found by Newton's method on 1/‖d(σ)‖ − M/(2σ), which is
 * concave and increasing, within a bracket. Where g has no part along the eigenvectors of λ_min < 0 there may be no such
 * σ (the hard case): then σ = −λ_min, and d gets such an eigenvector of the length that is missing.
 *
 * @param regularization M > 0
 * @source Nesterov, Polyak: Cubic regularization of Newton method and its global performance (2006), section 5
 */
export function cubicStep({ values, vectors }: SymmetricEigen, gradient: Vector, regularization: number): Vector {
  const n = gradient.length;
  const parts = new Float64Array(n);
  multiply(parts, vectors, gradient);
  // σ is base + τ: near the hard case τ is far smaller than σ, and λ_i + σ would lose it.
  const base = Math.max(0, -values[0]!);
  const gaps = values.map((eigenvalue) => eigenvalue + base);
  const coefficients = hardCase(gaps, parts, base, regularization) ?? regularCase(gaps, parts, base, regularization);
  const step = new Float64Array(n);
  multiplyTransposed(step, vectors, coefficients);
  return step;
}

/** Coefficients of d where σ is exactly −λ_min, if that is so. */
function hardCase(gaps: Vector, parts: Vector, base: number, regularization: number): Vector | undefined {
  if (base === 0) return undefined;
  const negligible = Number.EPSILON * norm2(parts);
  const coefficients = new Float64Array(parts.length);
  for (let i = 0; i < parts.length; i++) {
    const singular = gaps[i]! <= Number.EPSILON * base;
    if (singular && Math.abs(parts[i]!) > negligible) return undefined;
    if (!singular) coefficients[i] = -parts[i]! / gaps[i]!;
  }
  const wanted = (2 * base) / regularization;
  const length = norm2(coefficients);
  if (length >= wanted) return undefined;
  const missing = Math.sqrt(wanted - length) * Math.sqrt(wanted + length);
  coefficients[0] = parts[0]! > 0 ? -missing : missing;
  return coefficients;
}

/** Coefficients of d where some τ > 0 solves ‖d‖ = 2 (base + τ) / M. */
function regularCase(gaps: Vector, parts: Vector, base: number, regularization: number): Vector {
  const n = parts.length;
  const coefficients = new Float64Array(n);
  const force = regularization * norm2(parts);
  if (force === 0) return coefficients;
  // One of the two is 0: (gap + τ)(base + τ) = M ‖g‖ / 2 has the same root in τ either way.
  let high = positiveRoot(gaps[0]! + base, force);
  let low = base > 0 ? positiveRoot(base, regularization * Math.abs(parts[0]!)) : positiveRoot(gaps[n - 1]!, force);
  let tau = high;
  for (let k = 0; k < maxSteps; k++) {
    let curvature = 0;
    for (let i = 0; i < n; i++) {
      const denominator = gaps[i]! + tau;
      coefficients[i] = -parts[i]! / denominator;
      curvature += coefficients[i]! ** 2 / denominator;
    }
    const length = norm2(coefficients);
    const sigma = base + tau;
    const excess = 1 / length - regularization / (2 * sigma);
    if (excess < 0) low = tau;
    else high = tau;
    const slope = curvature / length / length / length + regularization / (2 * sigma) / sigma;
    let next = tau - excess / slope;
    if (!(next >= low && next <= high)) next = low > 0 ? Math.sqrt(low) * Math.sqrt(high) : high / 2;
    if (excess === 0 || Math.abs(next - tau) <= Number.EPSILON * tau) break;
    tau = next;
  }
  return coefficients;
}

/** The positive root of τ (τ + a) = p / 2, a ≥ 0, without cancellation. */
function positiveRoot(a: number, p: number): number {
  return p === 0 ? 0 : p / (Math.sqrt(a * a + 2 * p) + a);
}
