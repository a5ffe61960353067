import type { ArrayLike } from '../array/conversion.js';
import type { NDArray } from '../array/ndarray.js';
import { bind, definePrimitive } from '../array/primitive.js';
import { sizeOf } from '../array/shape.js';
import { fromDoubles, wrap } from '../array/storage.js';
import { luInPlace, permutationOf } from './dense/lu.js';
import { checkFiniteEntries, checkMatrix, floating, leading, ownDoubles, resultType } from './matrices.js';

/** The permutation, L and U of matrices. */
export const luPrimitive = definePrimitive<undefined>({
  name: 'lu',
  shapes([a]) {
    checkMatrix('lu', a!);
    const [m, n] = a!.shape.slice(-2);
    const lead = leading(a!.shape);
    const k = Math.min(m!, n!);
    const dtype = resultType(a!);
    return [
      { shape: [...lead, m!], dtype: 'int32' },
      { shape: [...lead, m!, k], dtype },
      { shape: [...lead, k, n!], dtype },
    ];
  },
  compute([a], _, [pType, lType, uType]) {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    const k = Math.min(m, n);
    const all = ownDoubles(a!);
    checkFiniteEntries('lu', all, n);
    const p = new Int32Array(sizeOf(pType!.shape));
    const l = new Float64Array(sizeOf(lType!.shape));
    const u = new Float64Array(sizeOf(uType!.shape));
    const pivots = new Int32Array(k);
    for (let item = 0, count = sizeOf(leading(a!.shape)); item < count; item++) {
      const factors = all.subarray(item * m * n, (item + 1) * m * n);
      luInPlace(factors, m, n, pivots);
      p.set(permutationOf(pivots, m), item * m);
      const toL = item * m * k;
      const toU = item * k * n;
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < Math.min(i, k); j++) l[toL + i * k + j] = factors[i * n + j]!;
        if (i >= k) continue;
        l[toL + i * k + i] = 1;
        for (let j = i; j < n; j++) u[toU + i * n + j] = factors[i * n + j]!;
      }
    }
    return [
      wrap(p, pType!.shape, 'int32'),
      fromDoubles(l, lType!.shape, lType!.dtype),
      fromDoubles(u, uType!.shape, uType!.dtype),
    ];
  },
});

/** What {@link lu} gives, for a matrix of m rows and n columns; k is the smaller of the two. */
export interface LU {
  /** int32, shape [..., m]: row i of L U is row p[i] of A, so `take(a, p, { axis: 0 })` is L U. */
  readonly p: NDArray;
  /** Shape [..., m, k], lower triangular with a diagonal of ones; no entry is larger than 1. */
  readonly l: NDArray;
  /** Shape [..., k, n], upper triangular. */
  readonly u: NDArray;
}

/**
 * LU decomposition with partial pivoting; a singular matrix has one too.
 *
 * @param a shape [..., m, n]
 * @throws `shape-mismatch`; `not-finite`
 */
export function lu(a: ArrayLike): LU {
  const [p, l, u] = bind(luPrimitive, [floating(a)], undefined);
  return { p: p!, l: l!, u: u! };
}
