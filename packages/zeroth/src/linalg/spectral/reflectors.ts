import type { KernelExports } from '../../kernels/instance.js';
import type { Block } from './arena.js';

/** A product Q = H_0 H_1 … of reflections H_k = I − factors[k] v_k v_kᵀ of order n. */
export interface Reflectors {
  /** Row k of this matrix with n columns is v_k: zeros before column k + shift, 1 there. */
  readonly vectors: Block;
  readonly factors: Float64Array;
  readonly count: number;
  readonly n: number;
  readonly shift: number;
}

/** Reflections that are applied at once. */
const BLOCK = 32;

/** Numbers of scratch that {@link timesTransposed} needs for a matrix with so many rows. */
export function reflectionScratch(rows: number): number {
  return 2 * (rows + BLOCK) * BLOCK;
}

/**
 * C ← C Qᵀ in blocks: the product of several reflections is I − Vᵀ T V with T upper triangular.
 *
 * @param c byte address of C, `rows` x n, rows `ld` numbers apart
 * @source Schreiber and Van Loan, A storage-efficient WY representation for products of Householder
 *   transformations (1989)
 */
export function timesTransposed(
  module: KernelExports,
  c: number,
  rows: number,
  ld: number,
  { vectors, factors, count, n, shift }: Reflectors,
  scratch: Block,
): void {
  if (rows === 0) return;
  const toT = scratch.address;
  const toGram = toT + 8 * BLOCK * BLOCK;
  const toLeft = toGram + 8 * BLOCK * BLOCK;
  const toRight = toLeft + 8 * rows * BLOCK;
  const t = scratch.data.subarray(0, BLOCK * BLOCK);
  const gram = scratch.data.subarray(BLOCK * BLOCK, 2 * BLOCK * BLOCK);
  for (let first = Math.floor((count - 1) / BLOCK) * BLOCK; first >= 0; first -= BLOCK) {
    const size = Math.min(BLOCK, count - first);
    const from = first + shift;
    const width = n - from;
    if (width <= 0) continue;
    const v = vectors.address + 8 * (first * n + from);
    module.gemmF64(size, size, width, 1, v, n, 1, v, 1, n, 0, toGram, BLOCK);
    triangleOf(t, gram, factors.subarray(first, first + size));
    const corner = c + 8 * from;
    module.gemmF64(rows, size, width, 1, corner, ld, 1, v, 1, n, 0, toLeft, BLOCK);
    module.gemmF64(rows, size, size, 1, toLeft, BLOCK, 1, toT, 1, BLOCK, 0, toRight, BLOCK);
    module.gemmF64(rows, width, size, -1, toRight, BLOCK, 1, v, n, 1, 1, corner, ld);
  }
}

/** T from the products of the vectors: column i is −factor_i T (V v_i) above the diagonal. */
function triangleOf(t: Float64Array, gram: Float64Array, factors: Float64Array): void {
  t.fill(0);
  for (let i = 0; i < factors.length; i++) {
    const factor = factors[i]!;
    for (let k = 0; k < i; k++) {
      let sum = 0;
      for (let l = k; l < i; l++) sum += t[k * BLOCK + l]! * gram[l * BLOCK + i]!;
      t[k * BLOCK + i] = -factor * sum;
    }
    t[i * BLOCK + i] = factor;
  }
}
