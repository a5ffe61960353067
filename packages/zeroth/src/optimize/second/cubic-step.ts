import { multiply, multiplyTransposed, norm2 } from '../../array/vector.js';
import type { SymmetricEigen } from '../../linalg/index.js';
import type { Vector } from '../../query/types.js';

/** Bisection alone would need about this many steps; Newton's method takes five or six. */
const maxSteps = 200;

/**
 * The global minimiser d of g·d + ½ d·H d + (M/6) ‖d‖³, given the eigendecomposition of H, in O(n²).
 *
 * d = −(H + σ I)⁻¹ g with σ = M ‖d‖ / 2 ≥ −λ_min, found by Newton's method on 1/‖d(σ)‖ − M/(2σ), which is concave and
 * increasing, within a bracket. Where g has no part along the eigenvectors of λ_min < 0 there may be no such σ (the hard
 * case): then σ = −λ_min, and d gets such an eigenvector of the length that is missing.
 *
 * @param regularization M > 0
 * @source Nesterov, Polyak: Cubic regularization of Newton method and its global performance (2006), section 5
 */
export function cubicStep({ values, vectors }: SymmetricEigen, gradient: Vector, regularization: number): Vector {
  const n = gradient.length;
  const step = new Float64Array(n);
  const parts = new Float64Array(n);
  multiply(parts, vectors, gradient);
  const least = values[0]!;
  const gradientNorm = norm2(gradient);
  const product = regularization * gradientNorm;
  const lower = Math.max(positiveRoot(values[n - 1]!, product), -least, 0);
  const upper = Math.max(positiveRoot(least, product), lower);
  const coefficients = new Float64Array(n);

  /** Writes the coefficients of d(σ), parts of g below `ignored` along the eigenvectors of λ_min left out. */
  const solveAt = (sigma: number, ignored: number): number => {
    for (let i = 0; i < n; i++) {
      const denominator = values[i]! + sigma;
      const negligible = denominator <= Number.EPSILON * Math.abs(sigma) && Math.abs(parts[i]!) <= ignored;
      coefficients[i] = negligible || parts[i] === 0 ? 0 : -parts[i]! / denominator;
    }
    return norm2(coefficients);
  };

  if (least < 0) {
    const length = solveAt(-least, Number.EPSILON * gradientNorm);
    const wanted = (-2 * least) / regularization;
    if (length < wanted) {
      // The part along the first eigenvector is missing; its sign is free.
      coefficients[0]! += Math.sqrt(wanted * wanted - length * length);
      multiplyTransposed(step, vectors, coefficients);
      return step;
    }
  }
  if (gradientNorm === 0) return step;
  solveAt(root(lower, upper), 0);
  multiplyTransposed(step, vectors, coefficients);
  return step;

  function root(low: number, high: number): number {
    let sigma = high;
    for (let k = 0; k < maxSteps && low < high; k++) {
      const length = solveAt(sigma, 0);
      const excess = 1 / length - regularization / (2 * sigma);
      if (excess === 0) break;
      if (excess < 0) low = sigma;
      else high = sigma;
      // ‖d‖ changes at the rate −Σ d_i² / (λ_i + σ) / ‖d‖.
      let curvature = 0;
      for (let i = 0; i < n; i++) if (coefficients[i] !== 0) curvature += coefficients[i]! ** 2 / (values[i]! + sigma);
      const slope = curvature / length ** 3 + regularization / (2 * sigma * sigma);
      let next = sigma - excess / slope;
      if (!(next > low && next < high)) next = low + (high - low) / 2;
      if (Math.abs(next - sigma) <= 2 * Number.EPSILON * sigma) return next;
      sigma = next;
    }
    return sigma;
  }
}

/** The positive root of σ (σ + λ) = p / 2, without cancellation. */
function positiveRoot(eigenvalue: number, p: number): number {
  const root = Math.sqrt(eigenvalue * eigenvalue + 2 * p);
  if (eigenvalue > 0) return p / (root + eigenvalue);
  return (root - eigenvalue) / 2;
}
