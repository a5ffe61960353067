/** A symmetric matrix A as basisᵀ T basis, T tridiagonal and symmetric, basis orthogonal. */
export interface Tridiagonal {
  /** Diagonal of T, length n. */
  readonly diagonal: Float64Array;
  /** The n − 1 entries beside it, and a 0. */
  readonly offDiagonal: Float64Array;
  /** n x n, row by row. */
  readonly basis: Float64Array;
}

/**
 * Householder's reduction of a symmetric matrix to tridiagonal form.
 *
 * @param a n x n, row by row, entries of at most 1 in size; only the lower triangle is read; it is overwritten
 * @source Golub and Van Loan, Matrix Computations (4th edition), algorithms 5.1.1 and 8.3.1
 */
export function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const factors = new Float64Array(n);
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k]!;
    if (k === n - 1) break;
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k]!;
    const reflected = reflector(v, k + 1);
    offDiagonal[k] = reflected.length;
    factors[k] = reflected.factor;
    // The upper triangle is not read: it keeps the reflectors.
    for (let i = k + 1; i < n; i++) a[k * n + i] = v[i]!;
    if (reflected.factor !== 0) reflectBothSides(a, n, k + 1, v, reflected.factor, w);
  }
  return { diagonal, offDiagonal, basis: accumulate(a, n, factors) };
}

/**
 * Turns v[from …] into the vector of the reflection I − factor v vᵀ that maps what v held to length · e_from.
 * v[from] becomes 1.
 */
function reflector(v: Float64Array, from: number): { length: number; factor: number } {
  const head = v[from]!;
  let tail = 0;
  for (let i = from + 1; i < v.length; i++) tail += v[i]! * v[i]!;
  v[from] = 1;
  if (tail === 0) {
    v.fill(0, from + 1);
    return { length: head, factor: 0 };
  }
  // The sign that adds, not cancels.
  const length = -(head < 0 ? -1 : 1) * Math.sqrt(head * head + tail);
  for (let i = from + 1; i < v.length; i++) v[i]! /= head - length;
  return { length, factor: (length - head) / length };
}

/** A ← H A H for H = I − factor v vᵀ on rows and columns from `from`, as the update A − v wᵀ − w vᵀ of rank two. */
function reflectBothSides(
  a: Float64Array,
  n: number,
  from: number,
  v: Float64Array,
  factor: number,
  w: Float64Array,
): void {
  symmetricTimes(a, n, from, v, w);
  let product = 0;
  for (let i = from; i < n; i++) product += v[i]! * w[i]!;
  const half = 0.5 * factor * product;
  for (let i = from; i < n; i++) w[i] = factor * (w[i]! - half * v[i]!);
  for (let i = from; i < n; i++) {
    const vi = v[i]!;
    const wi = w[i]!;
    const row = i * n;
    for (let j = from; j <= i; j++) a[row + j]! -= vi * w[j]! + wi * v[j]!;
  }
}

/**
 * w ← A v for the symmetric block from `from`, reading each entry of the lower triangle once. Two rows at a time: one
 * alone would wait for its own sum at each entry.
 */
function symmetricTimes(a: Float64Array, n: number, from: number, v: Float64Array, w: Float64Array): void {
  let i = from;
  if ((n - from) % 2 === 1) {
    w[i] = a[i * n + i]! * v[i]!;
    i++;
  }
  for (; i < n; i += 2) {
    const row = i * n;
    const below = row + n;
    const vi = v[i]!;
    const vBelow = v[i + 1]!;
    let sum = 0;
    let sumBelow = 0;
    for (let j = from; j < i; j++) {
      const entry = a[row + j]!;
      const entryBelow = a[below + j]!;
      const vj = v[j]!;
      sum += entry * vj;
      sumBelow += entryBelow * vj;
      w[j]! += entry * vi + entryBelow * vBelow;
    }
    const corner = a[below + i]!;
    w[i] = sum + a[row + i]! * vi + corner * vBelow;
    w[i + 1] = sumBelow + corner * vi + a[below + i + 1]! * vBelow;
  }
}

/** The product of the reflections, last one first, each applied to the rows that are no longer those of the identity. */
function accumulate(a: Float64Array, n: number, factors: Float64Array): Float64Array {
  const basis = new Float64Array(n * n);
  for (let i = 0; i < n; i++) basis[i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    const factor = factors[k]!;
    if (factor === 0) continue;
    const reflector = a.subarray(k * n, (k + 1) * n);
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      const product = factor * dot(basis, row, reflector, k + 1, n);
      for (let j = k + 1; j < n; j++) basis[row + j]! -= product * reflector[j]!;
    }
  }
  return basis;
}

/** Sum of x[row + j] y[j] for j in [from, to), in four sums that do not wait for one another. */
function dot(x: Float64Array, row: number, y: Float64Array, from: number, to: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let j = from;
  for (; j + 3 < to; j += 4) {
    s0 += x[row + j]! * y[j]!;
    s1 += x[row + j + 1]! * y[j + 1]!;
    s2 += x[row + j + 2]! * y[j + 2]!;
    s3 += x[row + j + 3]! * y[j + 3]!;
  }
  for (; j < to; j++) s0 += x[row + j]! * y[j]!;
  return s0 + s1 + (s2 + s3);
}
