import { multiply, multiplyTransposed } from '../../array/vector.js';
import { symmetricEigen } from '../../linalg/index.js';
import type { Vector } from '../../query/types.js';

/**
 * −|H|⁻¹ g: the Newton direction where H is positive definite, and with eigenvalues by magnitude where it is not.
 *
 * @param hessian n x n, symmetric, row-major; not changed
 */
export function newtonDirection(hessian: Vector, gradient: Vector): Vector {
  return absoluteInverse(hessian, gradient.length)(gradient).map((v) => -v);
}

/**
 * g ↦ |H|⁻¹ g by one factorisation: H⁻¹ where H is positive definite, and with eigenvalues by magnitude where it is not.
 * Those below ε ‖H‖ count as that much.
 *
 * @param hessian n x n, symmetric, row-major; not changed
 */
export function absoluteInverse(hessian: Vector, n: number): (gradient: Vector) => Vector {
  const factor = hessian.slice();
  if (choleskyInPlace(factor, n)) return (gradient) => solveWith(factor, gradient.slice());
  const { values, vectors } = symmetricEigen(hessian, n);
  const largest = Math.max(Math.abs(values[0]!), Math.abs(values[n - 1]!));
  // Where all eigenvalues are 0 there is no scale: the direction is steepest descent.
  const magnitudes = values.map((v) => (largest > 0 ? Math.max(Math.abs(v), Number.EPSILON * largest) : 1));
  return (gradient) => {
    const coefficients = new Float64Array(n);
    multiply(coefficients, vectors, gradient);
    for (let i = 0; i < n; i++) coefficients[i]! /= magnitudes[i]!;
    const solution = new Float64Array(n);
    multiplyTransposed(solution, vectors, coefficients);
    return solution;
  };
}

/** Cholesky's factorisation, which overwrites the lower triangle. False where A is not positive definite to rounding. */
function choleskyInPlace(a: Vector, n: number): boolean {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!);
  const smallest = n * Number.EPSILON * largest;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      if (i > j) a[i * n + j] = sum / a[j * n + j]!;
      else if (sum > smallest) a[j * n + j] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** b ← (L Lᵀ)⁻¹ b */
function solveWith(lower: Vector, b: Vector): Vector {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i]! -= lower[i * n + k]! * b[k]!;
    b[i]! /= lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i]! -= lower[k * n + i]! * b[k]!;
    b[i]! /= lower[i * n + i]!;
  }
  return b;
}
