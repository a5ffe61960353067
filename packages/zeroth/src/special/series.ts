/*
 * Sums that many special functions are made of.
 */

/** Σ c_k T_k(t) by Clenshaw's recurrence, |t| ≤ 1. */
export function chebyshevSum(coefficients: readonly number[], t: number): number {
  let previous = 0;
  let current = 0;
  for (let k = coefficients.length - 1; k > 0; k--) {
    const next = 2 * t * current - previous + coefficients[k]!;
    previous = current;
    current = next;
  }
  return t * current - previous + coefficients[0]!;
}

/** Σ c_k t^k by Horner's rule. */
export function polynomial(coefficients: readonly number[], t: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * t + coefficients[k]!;
  return sum;
}
