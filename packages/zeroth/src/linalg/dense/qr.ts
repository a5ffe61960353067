import { computeFor, computeWith } from '../../kernels/compute.js';

/** Which factors {@link qrFactors} makes. */
export type QRMode = 'reduced' | 'complete' | 'r';

/** Row-major factors of an m x n matrix. */
export interface QRFactors {
  /** m x k, columns orthonormal; none where only R was asked for. */
  readonly q: Float64Array | undefined;
  /** k x n, zeros below the diagonal. */
  readonly r: Float64Array;
  /** k: min(m, n), or m for a complete Q. */
  readonly rank: number;
  /** Column j of Q R is column p[j] of A; none without pivoting. */
  readonly p: Int32Array | undefined;
}

/** Householder reflectors of a QR decomposition: R on and above the diagonal, the vectors below. */
export interface Reflectors {
  readonly factors: Float64Array;
  readonly tau: Float64Array;
  readonly p: Int32Array | undefined;
}

/**
 * Q and R of A = Q R, or of A P = Q R with the largest remaining column first.
 *
 * @param a m x n, row by row; it is not changed
 * @source Golub and Van Loan, Matrix Computations (4th edition), sections 5.1, 5.2 and 5.4
 */
export function qrFactors(a: Float64Array, m: number, n: number, mode: QRMode, pivot: boolean): QRFactors {
  const count = Math.min(m, n);
  const k = mode === 'complete' ? m : count;
  const columns = mode === 'r' ? 0 : k;
  if (m === 0 || n === 0)
    return {
      q: mode === 'r' ? undefined : unit(m, k),
      r: new Float64Array(k * n),
      rank: k,
      p: pivot ? order(n) : undefined,
    };
  const work = computeWith(0).module.qrWorkBytes(m, Math.max(n, columns));
  const sizes = [8 * m * n, 8 * m * columns, 8 * count, 4 * n, Math.max(work, 24 * n)] as const;
  const { memory, module, at } = computeFor(sizes);
  const factors = new Float64Array(memory.buffer, at[0], m * n);
  factors.set(a);
  if (pivot) module.qrPivoted(m, n, at[0], n, at[2], at[3], at[4]);
  else module.qr(m, n, at[0], n, at[2], at[4]);
  const r = new Float64Array(k * n);
  for (let i = 0; i < count; i++) r.set(factors.subarray(i * n + i, (i + 1) * n), i * n + i);
  const p = pivot ? new Int32Array(memory.buffer, at[3], n).slice() : undefined;
  if (mode === 'r') return { q: undefined, r, rank: k, p };
  const q = new Float64Array(memory.buffer, at[1], m * k);
  q.fill(0);
  for (let i = 0; i < k; i++) q[i * k + i] = 1;
  module.applyQ(m, count, k, at[0], n, at[2], false, true, at[1], k, at[4]);
  return { q: q.slice(), r, rank: k, p };
}

/** The decomposition in the form that {@link applyReflectors} uses; `a` is not changed. */
export function qrReflectors(a: Float64Array, m: number, n: number, pivot: boolean): Reflectors {
  const count = Math.min(m, n);
  if (count === 0) return { factors: a.slice(), tau: new Float64Array(0), p: pivot ? order(n) : undefined };
  const work = computeWith(0).module.qrWorkBytes(m, n);
  const { memory, module, at } = computeFor([8 * m * n, 8 * count, 4 * n, Math.max(work, 24 * n)]);
  const factors = new Float64Array(memory.buffer, at[0], m * n);
  factors.set(a);
  if (pivot) module.qrPivoted(m, n, at[0], n, at[1], at[2], at[3]);
  else module.qr(m, n, at[0], n, at[1], at[3]);
  return {
    factors: factors.slice(),
    tau: new Float64Array(memory.buffer, at[1], count).slice(),
    p: pivot ? new Int32Array(memory.buffer, at[2], n).slice() : undefined,
  };
}

/**
 * C ← Q C, or Qᵀ C, in place, Q being m x m.
 *
 * @param n columns of the decomposed matrix
 * @param c m x columns, row by row
 */
export function applyReflectors(
  { factors, tau }: Reflectors,
  m: number,
  n: number,
  c: Float64Array,
  columns: number,
  transposed: boolean,
): void {
  if (tau.length === 0 || columns === 0) return;
  const work = computeWith(0).module.qrWorkBytes(m, columns);
  const { memory, module, at } = computeFor([8 * m * n, 8 * tau.length, 8 * m * columns, work]);
  new Float64Array(memory.buffer, at[0], m * n).set(factors);
  new Float64Array(memory.buffer, at[1], tau.length).set(tau);
  const copy = new Float64Array(memory.buffer, at[2], m * columns);
  copy.set(c);
  module.applyQ(m, tau.length, columns, at[0], n, at[1], transposed, false, at[2], columns, at[3]);
  c.set(copy);
}

function unit(m: number, k: number): Float64Array {
  const q = new Float64Array(m * k);
  for (let i = 0; i < k; i++) q[i * k + i] = 1;
  return q;
}

function order(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}
