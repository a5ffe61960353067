import { multiply, multiplyTransposed } from '../../array/vector.js';
import { symmetricEigen } from '../../linalg/index.js';
import type { Vector } from '../../query/types.js';

/**
 * −|H|⁻¹ g: the Newton direction where H is positive definite, and with eigenvalues by magnitude where it is not. Those
 * below ε ‖H‖ count as that much.
 *
 * @param hessian n x n, symmetric, row-major; not changed
 */
export function newtonDirection(hessian: Vector, gradient: Vector): Vector {
  const n = gradient.length;
  const direction = gradient.map((g) => -g);
  if (solveByCholesky(hessian.slice(), direction)) return direction;
  const { values, vectors } = symmetricEigen(hessian, n);
  const largest = Math.max(Math.abs(values[0]!), Math.abs(values[n - 1]!));
  const coefficients = new Float64Array(n);
  multiply(coefficients, vectors, gradient);
  for (let i = 0; i < n; i++) {
    // Where all eigenvalues are 0 there is no scale: the direction is steepest descent.
    const eigenvalue = largest > 0 ? Math.max(Math.abs(values[i]!), Number.EPSILON * largest) : 1;
    coefficients[i] = -coefficients[i]! / eigenvalue;
  }
  multiplyTransposed(direction, vectors, coefficients);
  return direction;
}

/**
 * b ← A⁻¹ b by Cholesky's factorisation, which overwrites the lower triangle of A. False where A is not positive
 * definite to rounding; b is then as it was.
 */
function solveByCholesky(a: Vector, b: Vector): boolean {
  const n = b.length;
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
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i]! -= a[i * n + k]! * b[k]!;
    b[i]! /= a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i]! -= a[k * n + i]! * b[k]!;
    b[i]! /= a[i * n + i]!;
  }
  return true;
}
