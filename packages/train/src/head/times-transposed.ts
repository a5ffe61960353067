/**
 * The product A Bᵀ of two matrices whose rows have the same length: every row of A with every row of B. Rows are taken
 * two of A by four of B at a time, so that each number read takes part in several products.
 *
 * @param a p x m, row by row
 * @param b q x m, row by row
 * @returns p x q, row by row
 */
export function timesTransposed(a: Float64Array, b: Float64Array, m: number): Float64Array {
  const p = a.length / m;
  const q = b.length / m;
  const product = new Float64Array(p * q);
  for (let i = 0; i < p; i += 2) rowPair(a, i, b, m, product, q);
  return product;
}

/**
 * The lower triangle, diagonal included, of A Aᵀ; what is above it is not all filled.
 *
 * @param a p x m, row by row
 * @returns p x p, row by row
 */
export function gram(a: Float64Array, m: number): Float64Array {
  const p = a.length / m;
  const product = new Float64Array(p * p);
  for (let i = 0; i < p; i += 2) rowPair(a, i, a, m, product, Math.min(p, i + 2));
  return product;
}

/** Products of rows i and i + 1 of A, if there are, with the first `end` rows of B. */
function rowPair(a: Float64Array, i: number, b: Float64Array, m: number, product: Float64Array, end: number): void {
  const q = b.length / m;
  const both = (i + 2) * m <= a.length;
  let j = 0;
  if (both) for (; j + 3 < end; j += 4) twoByFour(a, i * m, b, j * m, m, product, i * q + j, q);
  for (; j < end; j++) {
    product[i * q + j] = dot(a, i * m, b, j * m, m);
    if (both) product[(i + 1) * q + j] = dot(a, (i + 1) * m, b, j * m, m);
  }
}

function dot(a: Float64Array, i: number, b: Float64Array, j: number, m: number): number {
  let sum = 0;
  for (let k = 0; k < m; k++) sum += a[i + k]! * b[j + k]!;
  return sum;
}

function twoByFour(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  m: number,
  product: Float64Array,
  at: number,
  stride: number,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let [t0, t1, t2, t3] = [0, 0, 0, 0];
  for (let k = 0; k < m; k++) {
    const x = a[i + k]!;
    const y = a[i + m + k]!;
    const b0 = b[j + k]!;
    const b1 = b[j + m + k]!;
    const b2 = b[j + 2 * m + k]!;
    const b3 = b[j + 3 * m + k]!;
    s0 += x * b0;
    s1 += x * b1;
    s2 += x * b2;
    s3 += x * b3;
    t0 += y * b0;
    t1 += y * b1;
    t2 += y * b2;
    t3 += y * b3;
  }
  product[at] = s0;
  product[at + 1] = s1;
  product[at + 2] = s2;
  product[at + 3] = s3;
  product[at + stride] = t0;
  product[at + stride + 1] = t1;
  product[at + stride + 2] = t2;
  product[at + stride + 3] = t3;
}
