import { identity, multiply } from './matrix.js';

/**
 * The 1-norm of a matrix that is known by its products only, estimated from below: nearly always within a factor of
 * three, mostly exact; always so for matrices without negative entries. Infinity where a product is not finite.
 *
 * @param multiply x ↦ A x, in a fresh vector
 * @param multiplyTransposed x ↦ Aᵀ x, in a fresh vector
 * @source Hager, Condition estimates (1984); Higham, FORTRAN codes for estimating the one-norm of a real or complex
 *   matrix (1988)
 */
export function oneNormEstimate(
  n: number,
  multiply: (x: Float64Array) => Float64Array,
  multiplyTransposed: (x: Float64Array) => Float64Array,
): number {
  if (n === 0) return 0;
  let x = new Float64Array(n).fill(1 / n);
  let estimate = 0;
  let previous = -1;
  for (let iteration = 0; iteration < 5; iteration++) {
    const y = multiply(x);
    const size = sumOfSizes(y);
    if (!Number.isFinite(size)) return Infinity;
    if (iteration > 0 && size <= estimate) break;
    estimate = size;
    const signs = y.map((entry) => (entry < 0 ? -1 : 1));
    const z = multiplyTransposed(signs);
    let best = 0;
    for (let i = 1; i < n; i++) if (Math.abs(z[i]!) > Math.abs(z[best]!)) best = i;
    if (best === previous) break;
    previous = best;
    x = new Float64Array(n);
    x[best] = 1;
  }
  // Signs and sizes that hardly any matrix cancels: a second bound from below, where the search stopped too early.
  const alternating = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1) * (1 + i / Math.max(1, n - 1)));
  const second = (2 * sumOfSizes(multiply(alternating))) / (3 * n);
  return Number.isFinite(second) ? Math.max(estimate, second) : Infinity;
}

/** The 1-norm of a product of matrices of order n, by {@link oneNormEstimate} without forming it; exact for small ones. */
export function productNormEstimate(factors: readonly Float64Array[], n: number): number {
  if (n <= 4)
    return columnSums(
      factors.reduce((product, factor) => multiply(product, factor, n), identity(n)),
      n,
    );
  return oneNormEstimate(
    n,
    (x) => factors.reduceRight((vector, factor) => applied(factor, vector, n), x),
    (x) => factors.reduce((vector, factor) => appliedTransposed(factor, vector, n), x),
  );
}

/** The 1-norm of |A|^power, exactly but for rounding. */
export function absolutePowerNorm(a: Float64Array, n: number, power: number): number {
  let sums = new Float64Array(n).fill(1);
  const sizes = a.map(Math.abs);
  for (let k = 0; k < power; k++) sums = appliedTransposed(sizes, sums, n);
  return sums.reduce((largest, sum) => Math.max(largest, sum), 0);
}

function sumOfSizes(x: Float64Array): number {
  return x.reduce((sum, entry) => sum + Math.abs(entry), 0);
}

function columnSums(a: Float64Array, n: number): number {
  return absolutePowerNorm(a, n, 1);
}

function applied(a: Float64Array, x: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += a[i * n + j]! * x[j]!;
    out[i] = sum;
  }
  return out;
}

function appliedTransposed(a: Float64Array, x: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[j]! += a[i * n + j]! * x[i]!;
  return out;
}
