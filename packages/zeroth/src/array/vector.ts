/*
 * Small operations on float64 vectors that methods share. All write to their first vector, none allocates, and none
 * looks at lengths: the first vector's counts.
 */

/** Σ xᵢ yᵢ, summed in order. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** ‖x‖₂. Squares of components beyond about 1e±154 overflow or underflow. */
export function norm2(x: Float64Array): number {
  return Math.sqrt(dot(x, x));
}

/** maxᵢ |xᵢ|; 0 for an empty vector, NaN if there is one in x. */
export function normInfinity(x: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]!));
  return largest;
}

/** x ← a x */
export function scale(x: Float64Array, a: number): void {
  for (let i = 0; i < x.length; i++) x[i] = a * x[i]!;
}

/** y ← y + a x */
export function addScaled(y: Float64Array, a: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] = y[i]! + a * x[i]!;
}

/** y ← b y + x */
export function scaleAndAdd(y: Float64Array, b: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] = b * y[i]! + x[i]!;
}

/** out ← x − y */
export function subtract(out: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = x[i]! - y[i]!;
}

/** out ← x + t (y − x): x at t = 0, and the point of the line through x and y beyond y for t > 1. */
export function pointOnLine(out: Float64Array, x: Float64Array, y: Float64Array, t: number): void {
  for (let i = 0; i < out.length; i++) out[i] = x[i]! + t * (y[i]! - x[i]!);
}

/** out ← A x, A being n x n and row-major. */
export function multiply(out: Float64Array, a: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += a[i * n + j]! * x[j]!;
    out[i] = sum;
  }
}

/** out ← Aᵀ x, A being n x n and row-major. */
export function multiplyTransposed(out: Float64Array, a: Float64Array, x: Float64Array): void {
  const n = x.length;
  out.fill(0);
  for (let i = 0; i < n; i++) {
    const xi = x[i]!;
    for (let j = 0; j < n; j++) out[j] = out[j]! + a[i * n + j]! * xi;
  }
}
