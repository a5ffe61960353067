import { computeWith } from './compute.js';

/** Below this many multiplications, copying to the kernels' memory costs more than it saves. */
export const SMALL_PRODUCT = 4096;

/**
 * C ← alpha op(A) op(B) + beta C in place, op being the identity or the transpose; matrices are row-major with rows
 * `ld` elements apart, and begin at the first element of their arrays (pass subarrays for others). op(A) is m x k,
 * op(B) is k x n, C is m x n. With beta 0, C need not hold numbers. All three have the same precision, which sums are
 * made in too. Nothing is checked but by typed arrays themselves: this is the floor that matmul stands on.
 *
 * @param lda elements from one row of A, as stored, to the next
 * @param transA whether A is stored k x m
 * @param transB whether B is stored n x k
 */
export function gemm<T extends Float64Array | Float32Array>(
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: T,
  lda: number,
  transA: boolean,
  b: T,
  ldb: number,
  transB: boolean,
  beta: number,
  c: T,
  ldc: number,
): void {
  if (m === 0 || n === 0) return;
  const [aRow, aColumn] = transA ? [1, lda] : [lda, 1];
  const [bRow, bColumn] = transB ? [1, ldb] : [ldb, 1];
  if (m * n * k <= SMALL_PRODUCT) {
    smallGemm(m, n, k, alpha, a, aRow, aColumn, b, bRow, bColumn, beta, c, ldc);
    return;
  }
  const single = a instanceof Float32Array;
  const bytes = single ? 4 : 8;
  const aLength = span(transA ? k : m, transA ? m : k, lda);
  const bLength = span(transB ? n : k, transB ? k : n, ldb);
  const cLength = span(m, n, ldc);
  const { memory, module, base } = computeWith(bytes * (aLength + bLength + cLength) + 128);
  const toB = aligned(base + bytes * aLength);
  const toC = aligned(toB + bytes * bLength);
  const view = (start: number, length: number) =>
    single ? new Float32Array(memory.buffer, start, length) : new Float64Array(memory.buffer, start, length);
  view(base, aLength).set(a.subarray(0, aLength));
  view(toB, bLength).set(b.subarray(0, bLength));
  const result = view(toC, cLength);
  if (beta !== 0 || ldc !== n) result.set(c.subarray(0, cLength));
  const run = single ? module.gemmF32 : module.gemmF64;
  run(m, n, k, alpha, base, aRow, aColumn, toB, bRow, bColumn, beta, toC, ldc);
  c.set(result);
}

/** Elements from the first to the last of a matrix. */
function span(rows: number, columns: number, ld: number): number {
  return rows === 0 || columns === 0 ? 0 : (rows - 1) * ld + columns;
}

function aligned(address: number): number {
  return Math.ceil(address / 64) * 64;
}

function smallGemm(
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Float64Array | Float32Array,
  aRow: number,
  aColumn: number,
  b: Float64Array | Float32Array,
  bRow: number,
  bColumn: number,
  beta: number,
  c: Float64Array | Float32Array,
  ldc: number,
): void {
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0, at = i * aRow, bt = j * bColumn; p < k; p++, at += aColumn, bt += bRow) sum += a[at]! * b[bt]!;
      const old = beta === 0 ? 0 : beta * c[i * ldc + j]!;
      c[i * ldc + j] = alpha === 0 ? old : alpha * sum + old;
    }
}
