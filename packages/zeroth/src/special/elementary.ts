/*
 * Compositions of exponentials and logarithms that keep what a plain formula would lose.
 */

/** ln(1 + e^x), without overflow or cancellation. */
export function softplus(x: number): number {
  if (x > 0) return x + Math.log1p(Math.exp(-x));
  return Math.log1p(Math.exp(x));
}

/** The logistic function 1 / (1 + e^(−x)), relatively accurate in its lower tail. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}

/** ln(p / (1 − p)), the inverse of {@link logistic}, relatively accurate near 1/2; NaN outside of [0, 1]. */
export function logit(p: number): number {
  // p − 1/2 is exact here.
  if (p > 0.25 && p < 0.75) return 2 * Math.atanh(2 * p - 1);
  return Math.log(p / (1 - p));
}

/** x ln y, 0 where x is 0 and y is a number. */
export function xlogy(x: number, y: number): number {
  return x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y);
}

/** ln Σ e^(x_i) without overflow: −∞ of no numbers. */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = -Infinity;
  let at = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) return value;
    if (value > largest) {
      largest = value;
      at = i;
    }
  }
  if (!Number.isFinite(largest)) return largest;
  // The largest term is left out of the sum, so that tiny others are not lost beside its 1.
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (i !== at) sum += Math.exp(values[i]! - largest);
  return largest + Math.log1p(sum);
}
