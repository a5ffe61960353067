import { gemm } from '../../kernels/gemm.js';
import { qrFactors } from '../dense/qr.js';
import { createArena } from './arena.js';
import { bidiagonalQr } from './bidiagonal-qr.js';
import { bidiagonalBlocks, bidiagonalize } from './bidiagonal-reduction.js';
import { reflectionScratch, timesTransposed } from './reflectors.js';
import { largestOf, powerOfTwoNear } from './scale.js';
import { transposed } from './transpose.js';

/** A = U diag(s) Vᵀ, row by row; s descending and not negative, its length k = min(m, n). */
export interface SingularFactors {
  /** m x k, or m x m where the full one is asked for. */
  readonly u: Float64Array;
  readonly s: Float64Array;
  /** k x n, or n x n. */
  readonly vt: Float64Array;
}

/**
 * Singular value decomposition: matrices that are not square go through QR, square ones to bidiagonal form and the QR
 * iteration of Demmel and Kahan.
 *
 * @param a m x n, row by row, finite; it is not changed
 * @param full whether U and V are to be square
 * @source Golub and Van Loan, Matrix Computations (4th edition), section 8.6
 */
export function singularDecomposition(a: Float64Array, m: number, n: number, full: boolean): SingularFactors {
  if (m < n) {
    const { u, s, vt } = singularDecomposition(transposed(a, m, n), n, m, full);
    const columns = full ? n : m;
    return { u: transposed(vt, m, m), s, vt: transposed(u, n, columns) };
  }
  const scale = powerOfTwoNear(largestOf(a));
  const scaled = a.map((entry) => entry / scale);
  if (m === n) return squareFactors(scaled, n, scale);
  const columns = full ? m : n;
  const { q, r } = qrFactors(scaled, m, n, full ? 'complete' : 'reduced', false);
  const { u, s, vt } = squareFactors(r.subarray(0, n * n), n, scale);
  if (n === 0) return { u: q ?? new Float64Array(0), s, vt };
  const product = q!.slice();
  gemm(m, n, n, 1, q!, columns, false, u, n, false, 0, product, columns);
  return { u: product, s, vt };
}

/** Singular values, descending: see {@link singularDecomposition}. */
export function singularValues(a: Float64Array, m: number, n: number): Float64Array {
  if (m < n) return singularValues(transposed(a, m, n), n, m);
  const scale = powerOfTwoNear(largestOf(a));
  const scaled = a.map((entry) => entry / scale);
  const square = m === n ? scaled : qrFactors(scaled, m, n, 'r', false).r;
  const arena = createArena([n * n, ...bidiagonalBlocks(n)]);
  const work = arena.block(n * n);
  work.data.set(square.subarray(0, n * n));
  const { diagonal, above } = bidiagonalize(arena, work, n);
  const unused = new Float64Array(2 * n);
  bidiagonalQr(diagonal, above, { left: unused, right: unused, rotate() {} });
  for (let i = 0; i < n; i++) diagonal[i] = Math.abs(diagonal[i]!) * scale;
  return diagonal.sort().reverse();
}

function squareFactors(a: Float64Array, n: number, scale: number): SingularFactors {
  const scratch = reflectionScratch(n);
  const arena = createArena([n * n, ...bidiagonalBlocks(n), n * n, n * n, 2 * n, 2 * n, scratch]);
  const work = arena.block(n * n);
  work.data.set(a);
  const { diagonal, above, q, p } = bidiagonalize(arena, work, n);
  // Row i of each of these becomes singular vector i.
  const left = arena.block(n * n);
  const right = arena.block(n * n);
  left.data.fill(0);
  right.data.fill(0);
  for (let i = 0; i < n; i++) left.data[i * n + i] = right.data[i * n + i] = 1;
  const leftTurns = arena.block(2 * n);
  const rightTurns = arena.block(2 * n);
  bidiagonalQr(diagonal, above, {
    left: leftTurns.data,
    right: rightTurns.data,
    rotate(start, count, upwards) {
      const at = 8 * start * n;
      const ld = upwards ? -n : n;
      arena.module.rotateRowsPass(count, n, left.address + at, ld, leftTurns.address);
      arena.module.rotateRowsPass(count, n, right.address + at, ld, rightTurns.address);
    },
  });
  const space = arena.block(scratch);
  timesTransposed(arena.module, left.address, n, n, q, space);
  timesTransposed(arena.module, right.address, n, n, p, space);
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => Math.abs(diagonal[j]!) - Math.abs(diagonal[i]!) || i - j,
  );
  const s = new Float64Array(n);
  const ut = new Float64Array(n * n);
  const vt = new Float64Array(n * n);
  order.forEach((from, to) => {
    s[to] = Math.abs(diagonal[from]!) * scale;
    ut.set(left.data.subarray(from * n, (from + 1) * n), to * n);
    vt.set(right.data.subarray(from * n, (from + 1) * n), to * n);
    if (diagonal[from]! < 0) for (let j = to * n; j < (to + 1) * n; j++) vt[j] = -vt[j]!;
  });
  return { u: transposed(ut, n, n), s, vt };
}
