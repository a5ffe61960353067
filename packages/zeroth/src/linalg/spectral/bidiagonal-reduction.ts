import type { Arena, Block } from './arena.js';
import { reflector } from './reflector.js';
import type { Reflectors } from './reflectors.js';

/** A square matrix A as Q B Pᵀ, B upper bidiagonal. */
export interface Bidiagonal {
  /** Diagonal of B, length n. */
  readonly diagonal: Float64Array;
  /** The n − 1 entries above it, and a 0. */
  readonly above: Float64Array;
  readonly q: Reflectors;
  readonly p: Reflectors;
}

/** Lengths of the blocks that {@link bidiagonalize} takes beside the matrix. */
export function bidiagonalBlocks(n: number): number[] {
  return [n * n, n * n, n, n, n];
}

/**
 * Golub and Kahan's reduction by reflections from the left and the right in turn. The update that one of them makes and
 * the product that the next one needs are one pass over the matrix.
 *
 * @param a n x n, row by row, entries of at most 1 in size; it is overwritten
 * @source Golub and Van Loan, Matrix Computations (4th edition), algorithm 5.4.2
 */
export function bidiagonalize(arena: Arena, a: Block, n: number): Bidiagonal {
  const { module } = arena;
  const left = arena.block(n * n);
  const right = arena.block(n * n);
  const x = arena.block(n);
  const y = arena.block(n);
  const zero = arena.block(n);
  x.data.fill(0);
  zero.data.fill(0);
  const diagonal = new Float64Array(n);
  const above = new Float64Array(n);
  const leftFactors = new Float64Array(n);
  const rightFactors = new Float64Array(Math.max(0, n - 1));
  let previous = zero.data;
  let toPrevious = zero.address;
  for (let k = 0; k < n; k++) {
    const u = left.data.subarray(k * n, (k + 1) * n);
    u.fill(0, 0, k);
    const head = previous[k]!;
    for (let i = k; i < n; i++) u[i] = a.data[i * n + k]! - x.data[i]! * head;
    const fromLeft = reflector(u, k, n);
    diagonal[k] = fromLeft.length;
    leftFactors[k] = fromLeft.factor;
    if (k === n - 1) break;
    const toU = left.address + 8 * k * n;
    const next = 8 * (k + 1);
    const width = n - k - 1;
    module.combineRowsPass(
      width + 1,
      width,
      a.address + 8 * (k * n + k + 1),
      n,
      x.address + 8 * k,
      toPrevious + next,
      toU + 8 * k,
      y.address + next,
    );
    const v = right.data.subarray(k * n, (k + 1) * n);
    v.fill(0, 0, k + 1);
    for (let j = k + 1; j < n; j++) {
      y.data[j]! *= fromLeft.factor;
      v[j] = a.data[k * n + j]! - y.data[j]!;
    }
    const fromRight = reflector(v, k + 1, n);
    above[k] = fromRight.length;
    rightFactors[k] = fromRight.factor;
    const toV = right.address + 8 * k * n;
    module.multiplyRowsPass(
      width,
      width,
      a.address + 8 * ((k + 1) * n + k + 1),
      n,
      toU + next,
      y.address + next,
      toV + next,
      x.address + next,
    );
    for (let i = k + 1; i < n; i++) x.data[i]! *= fromRight.factor;
    previous = v;
    toPrevious = toV;
  }
  return {
    diagonal,
    above,
    q: { vectors: left, factors: leftFactors, count: n, n, shift: 0 },
    p: { vectors: right, factors: rightFactors, count: Math.max(0, n - 1), n, shift: 1 },
  };
}
