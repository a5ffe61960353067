/** Below this share of its column's largest entry, a diagonal entry is no safe pivot: (1 + √17) / 8. */
const PIVOT_SHARE = (1 + Math.sqrt(17)) / 8;

/**
 * P A Pᵀ = L D Lᵀ in place for a symmetric matrix, D having blocks of 1 and 2, after Bunch and Kaufman, with
 * the search of Ashcraft, Grimes and Lewis, which bounds L. It (with a
 * diagonal of ones) replaces the entries below the diagonal, D those on it and, for blocks of 2, beside it. Both
 * triangles are read and written.
 *
 * @param a n x n, row by row
 * @param order gets the permutation: row i of P A is row order[i] of A
 * @returns the size of the block that begins at each index: 1, 2, or 0 for the second of two
 * @source Ashcraft, Grimes, Lewis: Accurate symmetric indefinite linear equation solvers (1998), section 2.4
 */
export function ldlInPlace(a: Float64Array, n: number, order: Int32Array): Uint8Array {
  const sizes = new Uint8Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let k = 0; k < n; ) {
    const size = choosePivot(a, n, k, order);
    sizes[k] = size;
    if (size === 1) eliminateOne(a, n, k);
    else eliminateTwo(a, n, k);
    k += size;
  }
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) a[i * n + j] = sizes[i] === 2 && j === i + 1 ? a[j * n + i]! : 0;
  return sizes;
}

/** Size and row of the largest entry of column k off the diagonal, from row k down. */
function largestBeside(a: Float64Array, n: number, column: number, from: number): readonly [number, number] {
  let largest = 0;
  let at = column;
  for (let i = from; i < n; i++) {
    const size = Math.abs(a[i * n + column]!);
    if (i !== column && size > largest) {
      largest = size;
      at = i;
    }
  }
  return [largest, at];
}

/** Brings the next pivot to its place and says how large a block it is. */
function choosePivot(a: Float64Array, n: number, k: number, order: Int32Array): 1 | 2 {
  let first = k;
  let [largest, second] = largestBeside(a, n, k, k + 1);
  if (Math.abs(a[k * n + k]!) >= PIVOT_SHARE * largest) return 1;
  for (;;) {
    const [other, next] = largestBeside(a, n, second, k);
    if (Math.abs(a[second * n + second]!) >= PIVOT_SHARE * other) {
      exchange(a, n, k, k, second, order);
      return 1;
    }
    // The entry is the largest of its row and of its column.
    if (!(other > largest)) break;
    first = second;
    second = next;
    largest = other;
  }
  exchange(a, n, k, k, first, order);
  exchange(a, n, k, k + 1, second === k ? first : second, order);
  return 2;
}

/** Exchanges rows and columns i and j of what is left from row `from` on, and the rows of L. */
function exchange(a: Float64Array, n: number, from: number, i: number, j: number, order: Int32Array): void {
  if (i === j) return;
  for (let c = 0; c < n; c++) {
    const held = a[i * n + c]!;
    a[i * n + c] = a[j * n + c]!;
    a[j * n + c] = held;
  }
  // Columns of L that are done are permuted by the exchange of rows alone.
  for (let r = from; r < n; r++) {
    const held = a[r * n + i]!;
    a[r * n + i] = a[r * n + j]!;
    a[r * n + j] = held;
  }
  const held = order[i]!;
  order[i] = order[j]!;
  order[j] = held;
}

function eliminateOne(a: Float64Array, n: number, k: number): void {
  const pivot = a[k * n + k]!;
  if (pivot === 0) return;
  for (let i = k + 1; i < n; i++) {
    const factor = a[i * n + k]! / pivot;
    if (factor === 0) continue;
    for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
    a[i * n + k] = factor;
  }
}

function eliminateTwo(a: Float64Array, n: number, k: number): void {
  const first = k * n;
  const second = first + n;
  // The off-diagonal entry is the largest of the block: divided by it, the determinant is about −1.
  const beside = a[second + k]!;
  const d11 = a[second + k + 1]! / beside;
  const d22 = a[first + k]! / beside;
  const scale = 1 / (d11 * d22 - 1);
  for (let i = k + 2; i < n; i++) {
    const u = a[i * n + k]! / beside;
    const v = a[i * n + k + 1]! / beside;
    const l1 = scale * (d11 * u - v);
    const l2 = scale * (d22 * v - u);
    if (l1 !== 0 || l2 !== 0) for (let j = k + 2; j < n; j++) a[i * n + j]! -= l1 * a[first + j]! + l2 * a[second + j]!;
    a[i * n + k] = l1;
    a[i * n + k + 1] = l2;
  }
}
