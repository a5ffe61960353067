import { checkNotNegative } from '../array/checks.js';
import { ZerothError } from '../errors.js';
import { diagonal, lowerTriangle, type SparseMatrix, toCsr } from '../sparse/index.js';
import { checkSquareMatrix, type Preconditioner } from './preconditioners.js';

/** Shifts are doubled from the first; after this many the matrix is not like a positive definite one at all. */
const MOST_SHIFTS = 60;
const FIRST_SHIFT = 1e-3;

/**
 * Incomplete LU without fill, ILU(0): L and U have the pattern of A, and (L U)ᵢⱼ = aᵢⱼ there.
 *
 * @throws ZerothError `singular-matrix` where a pivot is zero or not stored
 * @source Saad: Iterative Methods for Sparse Linear Systems (2nd edition, 2003), algorithm 10.4
 */
export function incompleteLu(a: SparseMatrix): Preconditioner {
  checkSquareMatrix(a);
  const { rows: n, pointers, indices, values: source } = toCsr(a);
  const values = source.slice();
  const diagonalAt = new Int32Array(n).fill(-1);
  const place = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) place[indices[p]!] = p;
    diagonalAt[i] = place[i]!;
    for (let p = pointers[i]!; p < pointers[i + 1]! && indices[p]! < i; p++) {
      const k = indices[p]!;
      const at = diagonalAt[k]!;
      const factor = values[p]! / values[at]!;
      values[p] = factor;
      for (let q = at + 1; q < pointers[k + 1]!; q++) {
        const to = place[indices[q]!]!;
        if (to >= 0) values[to]! -= factor * values[q]!;
      }
    }
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) place[indices[p]!] = -1;
    const pivot = diagonalAt[i]! < 0 ? 0 : values[diagonalAt[i]!]!;
    if (pivot === 0 || !Number.isFinite(pivot))
      throw new ZerothError(
        'singular-matrix',
        `Pivot ${i} of the incomplete factorisation is ${pivot}: reorder the matrix so that its diagonal is large, or use another preconditioner.`,
        i,
      );
  }
  return (r) => {
    const z = r.slice();
    for (let i = 0; i < n; i++) {
      let sum = z[i]!;
      for (let p = pointers[i]!; p < diagonalAt[i]!; p++) sum -= values[p]! * z[indices[p]!]!;
      z[i] = sum;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = z[i]!;
      for (let p = diagonalAt[i]! + 1; p < pointers[i + 1]!; p++) sum -= values[p]! * z[indices[p]!]!;
      z[i] = sum / values[diagonalAt[i]!]!;
    }
    return z;
  };
}

/**
 * Incomplete Cholesky without fill, IC(0): L has the pattern of A's lower triangle. Where a pivot is not positive,
 * A + α diag(A) is factored instead, α being doubled until that succeeds. Only the lower triangle is read.
 *
 * @param shift α to begin with, default 0; on a breakdown it goes on from the larger of that and 0.001
 * @throws ZerothError `not-positive-definite` where a diagonal entry is not positive or no shift helps
 * @source Manteuffel: An incomplete factorization technique for positive definite linear systems (1980)
 */
export function incompleteCholesky(a: SparseMatrix, { shift = 0 }: { readonly shift?: number } = {}): Preconditioner {
  checkSquareMatrix(a);
  checkNotNegative('shift', shift);
  const lower = lowerTriangle(a);
  const bad = diagonal(lower).findIndex((d) => !(d > 0 && d < Infinity));
  if (bad >= 0)
    throw new ZerothError(
      'not-positive-definite',
      `Diagonal entry ${bad} is not positive: incomplete Cholesky is for positive definite matrices. Use incompleteLu.`,
      bad,
    );
  const { rows: n, pointers, indices } = lower;
  let values: Float64Array | undefined;
  let alpha = shift;
  for (let attempt = 0; values === undefined; attempt++) {
    if (attempt > MOST_SHIFTS)
      throw new ZerothError(
        'not-positive-definite',
        `Incomplete Cholesky breaks down even with a shift of ${alpha}: the matrix is far from positive definite. Use incompleteLu.`,
        alpha,
      );
    values = tryFactor(n, pointers, indices, lower.values, alpha);
    alpha = Math.max(2 * alpha, FIRST_SHIFT);
  }
  const factor = values;
  return (r) => {
    const z = r.slice();
    for (let i = 0; i < n; i++) {
      const last = pointers[i + 1]! - 1;
      let sum = z[i]!;
      for (let p = pointers[i]!; p < last; p++) sum -= factor[p]! * z[indices[p]!]!;
      z[i] = sum / factor[last]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      const last = pointers[i + 1]! - 1;
      const zi = z[i]! / factor[last]!;
      z[i] = zi;
      for (let p = pointers[i]!; p < last; p++) z[indices[p]!]! -= factor[p]! * zi;
    }
    return z;
  };
}

/** Row by row; the diagonal is the last entry of each. Undefined on a breakdown. */
function tryFactor(
  n: number,
  pointers: Int32Array,
  indices: Int32Array,
  source: Float64Array,
  alpha: number,
): Float64Array | undefined {
  const values = source.slice();
  for (let i = 0; i < n; i++) {
    const start = pointers[i]!;
    const last = pointers[i + 1]! - 1;
    let pivot = values[last]! * (1 + alpha);
    for (let p = start; p < last; p++) {
      const j = indices[p]!;
      const jLast = pointers[j + 1]! - 1;
      let sum = values[p]!;
      // Both rows ascend: a merge finds what they share.
      for (let q = start, s = pointers[j]!; q < p && s < jLast; ) {
        const difference = indices[q]! - indices[s]!;
        if (difference === 0) sum -= values[q]! * values[s]!;
        if (difference <= 0) q++;
        if (difference >= 0) s++;
      }
      const entry = sum / values[jLast]!;
      values[p] = entry;
      pivot -= entry * entry;
    }
    if (!(pivot > 0 && pivot < Infinity)) return undefined;
    values[last] = Math.sqrt(pivot);
  }
  return values;
}
