import type { Arena, Block } from './arena.js';
import { reflector } from './reflector.js';
import type { Reflectors } from './reflectors.js';

/** Lengths of the blocks that {@link reduceToHessenberg} takes beside the matrix. */
export function hessenbergBlocks(n: number): number[] {
  return [n * n, n, n, n, n, n];
}

/**
 * A ← Qᵀ A Q with zeros below the first subdiagonal, in place. The update of rank two that a reflection makes and both
 * products that the next one needs are one pass over the matrix.
 *
 * @param a n x n, row by row, entries of at most 1 in size
 * @returns Q
 * @source Golub and Van Loan, Matrix Computations (4th edition), algorithm 7.4.2
 */
export function reduceToHessenberg(arena: Arena, a: Block, n: number): Reflectors {
  const { module } = arena;
  const count = Math.max(0, n - 2);
  const vectors = arena.block(n * n);
  const fromLeft = arena.block(n);
  const fromRight = arena.block(n);
  const product = arena.block(n);
  const combined = arena.block(n);
  const zero = arena.block(n);
  for (const { data } of [fromLeft, fromRight, zero]) data.fill(0);
  const factors = new Float64Array(count);
  // Still to be done is A ← A − v qᵀ − r vᵀ for the last reflection's v, q in fromLeft, r in fromRight.
  let v = zero.data;
  let toV = zero.address;
  for (let k = 0; k < n; k++) {
    const q = fromLeft.data[k]!;
    const s = v[k]!;
    for (let i = 0; i < n; i++) a.data[i * n + k]! -= v[i]! * q + fromRight.data[i]! * s;
    if (k >= count) continue;
    const next = vectors.data.subarray(k * n, (k + 1) * n);
    next.fill(0, 0, k + 1);
    for (let i = k + 1; i < n; i++) {
      next[i] = a.data[i * n + k]!;
      a.data[i * n + k] = 0;
    }
    const { length, factor } = reflector(next, k + 1, n);
    a.data[(k + 1) * n + k] = length;
    factors[k] = factor;
    const toNext = vectors.address + 8 * k * n;
    const offset = 8 * (k + 1);
    module.bothSidesPass(
      n,
      n - k - 1,
      a.address + offset,
      n,
      toV,
      fromLeft.address + offset,
      fromRight.address,
      toV + offset,
      toNext + offset,
      product.address,
      toNext,
      combined.address + offset,
    );
    let inner = 0;
    for (let i = k + 1; i < n; i++) inner += next[i]! * product.data[i]!;
    for (let j = k + 1; j < n; j++) fromLeft.data[j] = factor * combined.data[j]! - factor * factor * inner * next[j]!;
    for (let i = 0; i < n; i++) fromRight.data[i] = factor * product.data[i]!;
    v = next;
    toV = toNext;
  }
  return { vectors, factors, count, n, shift: 1 };
}
