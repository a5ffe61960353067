import { standardBlock } from '../linalg/spectral/standard-block.js';

/** Answers how early an eigenvalue is wanted: the largest answer comes first. Pairs are asked for with im > 0. */
export type EigenvalueRank = (re: number, im: number) => number;

/** Rows and columns of the diagonal block that begins at k: 2 for a complex pair. */
export function blockSize(t: Float64Array, n: number, k: number): 1 | 2 {
  return k + 1 < n && t[(k + 1) * n + k] !== 0 ? 2 : 1;
}

/**
 * Reorders a real Schur form A = Z T Zᵀ in place so that the eigenvalues of largest rank come first, by orthogonal swaps
 * of neighbouring blocks. Two blocks too close for a swap that is backward stable stay as they are: they are one
 * eigenvalue to rounding.
 *
 * @param t n x n, quasi-triangular in standard form
 * @param zt n x n, Zᵀ: row k is Schur vector k
 * @source Bai, Demmel: On swapping diagonal blocks in real Schur form (1993)
 */
export function orderSchur(t: Float64Array, zt: Float64Array, n: number, rank: EigenvalueRank): void {
  for (let to = 0; to < n; to += blockSize(t, n, to)) {
    let best = to;
    let bestRank = -Infinity;
    const starts: number[] = [];
    for (let k = to; k < n; k += blockSize(t, n, k)) {
      starts.push(k);
      const at = k * n + k;
      const im = blockSize(t, n, k) === 1 ? 0 : Math.sqrt(Math.abs(t[at + 1]!)) * Math.sqrt(Math.abs(t[at + n]!));
      const value = rank(t[at]!, im);
      if (value <= bestRank) continue;
      best = starts.length - 1;
      bestRank = value;
    }
    // A swap may split a pair into two real eigenvalues: only the sizes above the block that moves can be relied on.
    for (let i = best, moving = starts[best]!; i > 0; i--) {
      const above = starts[i - 1]!;
      if (!swapBlocks(t, zt, n, above, moving - above, blockSize(t, n, moving))) break;
      moving = above;
    }
  }
}

/** Swaps the blocks of sizes p and q that begin at k; answers whether it was possible. */
function swapBlocks(t: Float64Array, zt: Float64Array, n: number, k: number, p: number, q: number): boolean {
  const s = p + q;
  const local = new Float64Array(s * s);
  let size = 0;
  for (let i = 0; i < s; i++)
    for (let j = 0; j < s; j++) {
      local[i * s + j] = t[(k + i) * n + k + j]!;
      size = Math.max(size, Math.abs(local[i * s + j]!));
    }
  // T₁₁ X − X T₂₂ = T₁₂ makes the columns of (−X, I) span the invariant subspace of T₂₂.
  const x = solveSylvester(local, p, q, size);
  const columns = new Float64Array(s * q);
  for (let j = 0; j < q; j++) {
    for (let i = 0; i < p; i++) columns[i * q + j] = -x[i * q + j]!;
    columns[(p + j) * q + j] = 1;
  }
  const turn = orthogonalFactor(columns, s, q);
  turnRows(local, s, 0, s, turn);
  turnColumns(local, s, 0, s, turn);
  for (let i = q; i < s; i++)
    for (let j = 0; j < q; j++) if (Math.abs(local[i * s + j]!) > 10 * Number.EPSILON * size) return false;
  const first = p === 1 ? t[k * n + k]! : undefined;
  const second = q === 1 ? t[(k + p) * n + k + p]! : undefined;
  turnRows(t, n, k, s, turn);
  turnColumns(t, n, k, s, turn);
  turnRows(zt, n, k, s, turn);
  for (let i = q; i < s; i++) for (let j = 0; j < q; j++) t[(k + i) * n + k + j] = 0;
  if (second === undefined) standardize(t, zt, n, k);
  else t[k * n + k] = second;
  if (first === undefined) standardize(t, zt, n, k + q);
  else t[(k + q) * n + k + q] = first;
  return true;
}

/** X, p x q, by elimination with complete pivoting; pivots lost to rounding are replaced, as a perturbation would. */
function solveSylvester(local: Float64Array, p: number, q: number, size: number): Float64Array {
  const s = p + q;
  const order = p * q;
  const m = new Float64Array(order * order);
  const right = new Float64Array(order);
  for (let i = 0; i < p; i++)
    for (let j = 0; j < q; j++) {
      const row = i * q + j;
      right[row] = local[i * s + p + j]!;
      for (let a = 0; a < p; a++) m[row * order + a * q + j]! += local[i * s + a]!;
      for (let b = 0; b < q; b++) m[row * order + i * q + b]! -= local[(p + b) * s + p + j]!;
    }
  const least = Math.max(Number.EPSILON * size, 2 ** -960);
  const columnOf = Int32Array.from({ length: order }, (_, i) => i);
  for (let k = 0; k < order; k++) {
    let row = k;
    let column = k;
    for (let i = k; i < order; i++)
      for (let j = k; j < order; j++)
        if (Math.abs(m[i * order + j]!) > Math.abs(m[row * order + column]!)) {
          row = i;
          column = j;
        }
    for (let j = 0; j < order; j++) exchange(m, k * order + j, row * order + j);
    exchange(right, k, row);
    for (let i = 0; i < order; i++) exchange(m, i * order + k, i * order + column);
    exchange(columnOf, k, column);
    if (Math.abs(m[k * order + k]!) < least) m[k * order + k] = least;
    for (let i = k + 1; i < order; i++) {
      const factor = m[i * order + k]! / m[k * order + k]!;
      for (let j = k; j < order; j++) m[i * order + j]! -= factor * m[k * order + j]!;
      right[i]! -= factor * right[k]!;
    }
  }
  const x = new Float64Array(order);
  for (let k = order - 1; k >= 0; k--) {
    let sum = right[k]!;
    for (let j = k + 1; j < order; j++) sum -= m[k * order + j]! * x[columnOf[j]!]!;
    x[columnOf[k]!] = sum / m[k * order + k]!;
  }
  return x;
}

/** Q, s x s, whose first q columns span those given (s x q, overwritten), by Householder reflections. */
function orthogonalFactor(columns: Float64Array, s: number, q: number): Float64Array {
  const turn = new Float64Array(s * s);
  for (let i = 0; i < s; i++) turn[i * s + i] = 1;
  const v = new Float64Array(s);
  for (let j = 0; j < q; j++) {
    v.fill(0);
    let largest = 0;
    for (let i = j; i < s; i++) largest = Math.max(largest, Math.abs(columns[i * q + j]!));
    if (largest === 0) continue;
    let squares = 0;
    for (let i = j; i < s; i++) {
      v[i] = columns[i * q + j]! / largest;
      squares += v[i]! * v[i]!;
    }
    const norm = Math.sqrt(squares);
    const factor = 1 / (squares + Math.abs(v[j]!) * norm);
    v[j]! += v[j]! < 0 ? -norm : norm;
    for (let l = j; l < q; l++) {
      let sum = 0;
      for (let i = j; i < s; i++) sum += v[i]! * columns[i * q + l]!;
      for (let i = j; i < s; i++) columns[i * q + l]! -= factor * sum * v[i]!;
    }
    for (let i = 0; i < s; i++) {
      let sum = 0;
      for (let l = j; l < s; l++) sum += turn[i * s + l]! * v[l]!;
      for (let l = j; l < s; l++) turn[i * s + l]! -= factor * sum * v[l]!;
    }
  }
  return turn;
}

/** Brings the 2 x 2 block at k to standard form. */
function standardize(t: Float64Array, zt: Float64Array, n: number, k: number): void {
  const at = k * n + k;
  const { a, b, c, d, cosine, sine } = standardBlock(t[at]!, t[at + 1]!, t[at + n]!, t[at + n + 1]!);
  const turn = Float64Array.of(cosine, -sine, sine, cosine);
  turnRows(t, n, k, 2, turn);
  turnColumns(t, n, k, 2, turn);
  turnRows(zt, n, k, 2, turn);
  t[at] = a;
  t[at + 1] = b;
  t[at + n] = c;
  t[at + n + 1] = d;
}

/** Rows k to k + s − 1 of A, which has n columns, times Qᵀ from the left. */
function turnRows(a: Float64Array, n: number, k: number, s: number, turn: Float64Array): void {
  const old = new Float64Array(s);
  for (let j = 0; j < n; j++) {
    for (let l = 0; l < s; l++) old[l] = a[(k + l) * n + j]!;
    for (let i = 0; i < s; i++) {
      let sum = 0;
      for (let l = 0; l < s; l++) sum += turn[l * s + i]! * old[l]!;
      a[(k + i) * n + j] = sum;
    }
  }
}

/** Columns k to k + s − 1 of A, n x n, times Q from the right. */
function turnColumns(a: Float64Array, n: number, k: number, s: number, turn: Float64Array): void {
  const old = new Float64Array(s);
  for (let j = 0; j < n; j++) {
    for (let l = 0; l < s; l++) old[l] = a[j * n + k + l]!;
    for (let i = 0; i < s; i++) {
      let sum = 0;
      for (let l = 0; l < s; l++) sum += turn[l * s + i]! * old[l]!;
      a[j * n + k + i] = sum;
    }
  }
}

function exchange(list: Float64Array | Int32Array, i: number, j: number): void {
  const kept = list[i]!;
  list[i] = list[j]!;
  list[j] = kept;
}
