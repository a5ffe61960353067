/** How a matrix was made ready for its eigenvalues: D⁻¹ Pᵀ A P D. */
export interface Balance {
  /** Row and column i of the result are order[i] of the matrix. */
  readonly order: Int32Array;
  /** Powers of two, the diagonal of D. */
  readonly scales: Float64Array;
}

const RADIX = 2;
/** A scaling that gains less is not worth its rounding-free but useless work. */
const GAIN = 0.95;
const LIMIT = 2 ** 970;

/**
 * Permutes a matrix so that eigenvalues which stand alone come to the ends of the diagonal, and scales the rest by
 * powers of two so that rows and columns are about equally long: in place. No rounding errors are made.
 *
 * @param a n x n, row by row
 * @source Parlett and Reinsch, Balancing a matrix for calculation of eigenvalues and eigenvectors (1969); with the
 *   2-norm as James, Langou and Lowery, On matrix balancing and eigenvector computation (2014)
 */
export function balance(a: Float64Array, n: number): Balance {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const scales = new Float64Array(n).fill(1);
  const exchange = (i: number, j: number) => {
    if (i === j) return;
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k]!;
      a[i * n + k] = a[j * n + k]!;
      a[j * n + k] = x;
    }
    for (let k = 0, p = 0; k < n; k++, p += n) {
      const x = a[p + i]!;
      a[p + i] = a[p + j]!;
      a[p + j] = x;
    }
  };
  let first = 0;
  let end = n;
  for (let row = lonely(a, n, first, end, true); row >= 0; row = lonely(a, n, first, end, true)) exchange(row, --end);
  for (let column = lonely(a, n, first, end, false); column >= 0; column = lonely(a, n, first, end, false))
    exchange(column, first++);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = first; i < end; i++) {
      const factor = scaleOf(a, n, first, end, i);
      if (factor === 1 || scales[i]! * factor > LIMIT || scales[i]! * factor < 1 / LIMIT) continue;
      changed = true;
      scales[i]! *= factor;
      for (let k = 0; k < n; k++) a[i * n + k]! /= factor;
      for (let k = 0, p = i; k < n; k++, p += n) a[p]! *= factor;
    }
  }
  return { order, scales };
}

/** A row (or column) without entries beside the diagonal within first … end − 1; −1 if there is none. */
function lonely(a: Float64Array, n: number, first: number, end: number, isRow: boolean): number {
  for (let i = end - 1; i >= first; i--) {
    let alone = true;
    for (let k = first; k < end && alone; k++)
      if (k !== i && (isRow ? a[i * n + k] : a[k * n + i]) !== 0) alone = false;
    if (alone) return i;
  }
  return -1;
}

/** The power of two to scale column i by, and row i by its inverse; 1 where that would not shorten them. */
function scaleOf(a: Float64Array, n: number, first: number, end: number, i: number): number {
  let row = 0;
  let column = 0;
  let largest = 0;
  for (let k = first; k < end; k++) largest = Math.max(largest, Math.abs(a[i * n + k]!), Math.abs(a[k * n + i]!));
  if (largest === 0) return 1;
  for (let k = first; k < end; k++) {
    row += (a[i * n + k]! / largest) ** 2;
    column += (a[k * n + i]! / largest) ** 2;
  }
  row = Math.sqrt(row);
  column = Math.sqrt(column);
  if (row === 0 || column === 0) return 1;
  const before = row + column;
  let factor = 1;
  let c = column;
  let r = row;
  for (; c < r / RADIX && factor < LIMIT; c *= RADIX, r /= RADIX) factor *= RADIX;
  for (; c > r * RADIX && factor > 1 / LIMIT; c /= RADIX, r *= RADIX) factor /= RADIX;
  return c + r < GAIN * before ? factor : 1;
}
