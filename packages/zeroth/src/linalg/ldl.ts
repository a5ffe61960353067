import type { ArrayLike } from '../array/conversion.js';
import type { NDArray } from '../array/ndarray.js';
import { bind, definePrimitive } from '../array/primitive.js';
import { sizeOf } from '../array/shape.js';
import { fromDoubles, wrap } from '../array/storage.js';
import { ldlInPlace } from './dense/ldl.js';
import { modifiedCholeskyInPlace } from './dense/modified-cholesky.js';
import {
  checkFiniteEntries,
  checkNoOverflow,
  checkSquare,
  floating,
  leading,
  ownDoubles,
  resultType,
} from './matrices.js';

/** The lower triangle on both sides. */
function mirrored(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
}

/** The permutation (int32), L and D of symmetric matrices, whose lower triangles are read. */
export const ldlPrimitive = definePrimitive<undefined>({
  name: 'ldl',
  shapes([a]) {
    const n = checkSquare('ldl', a!);
    const type = { shape: a!.shape, dtype: resultType(a!) };
    return [{ shape: [...leading(a!.shape), n], dtype: 'int32' }, type, type];
  },
  compute([a], _, [pType, type]) {
    const n = a!.shape[a!.shape.length - 1]!;
    const l = ownDoubles(a!);
    checkFiniteEntries('ldl', l, n);
    const d = new Float64Array(l.length);
    const p = new Int32Array(sizeOf(pType!.shape));
    for (let item = 0, from = 0; from < l.length; item++, from += n * n) {
      const factor = l.subarray(from, from + n * n);
      mirrored(factor, n);
      const sizes = ldlInPlace(factor, n, p.subarray(item * n, (item + 1) * n));
      for (let i = 0; i < n; i++) {
        d[from + i * n + i] = factor[i * n + i]!;
        factor[i * n + i] = 1;
        if (sizes[i] !== 2) continue;
        const beside = factor[(i + 1) * n + i]!;
        d[from + i * n + i + 1] = beside;
        d[from + (i + 1) * n + i] = beside;
        factor[i * n + i + 1] = 0;
        factor[(i + 1) * n + i] = 0;
      }
    }
    checkNoOverflow('ldl', d);
    return [
      wrap(p, pType!.shape, 'int32'),
      fromDoubles(l, type!.shape, type!.dtype),
      fromDoubles(d, type!.shape, type!.dtype),
    ];
  },
});

/** What {@link ldl} gives. */
export interface LDL {
  /** int32, shape [..., n]: L D Lᵀ is A with rows and columns in this order. */
  readonly p: NDArray;
  /** Shape [..., n, n], lower triangular with a diagonal of ones. */
  readonly l: NDArray;
  /** Shape [..., n, n], symmetric, with blocks of 1 x 1 and 2 x 2 on the diagonal: it has A's inertia. */
  readonly d: NDArray;
}

/**
 * L D Lᵀ of symmetric matrices, indefinite or singular ones too, with Bunch and Kaufman's pivoting in its bounded form.
 * Only the lower triangle is used.
 *
 * @param a shape [..., n, n]
 * @throws `shape-mismatch`; `not-finite`; `overflow`
 */
export function ldl(a: ArrayLike): LDL {
  const [p, l, d] = bind(ldlPrimitive, [floating(a)], undefined);
  return { p: p!, l: l!, d: d! };
}

/** What {@link modifiedCholesky} gives. */
export interface ModifiedCholesky {
  /** int32, shape [n]: L Lᵀ is A + E with rows and columns in this order. */
  readonly p: NDArray;
  /** Shape [n, n], lower triangular with a positive diagonal. */
  readonly l: NDArray;
  /** Diagonal of E, shape [n], in the order of A; zero where A is safely positive definite. */
  readonly e: NDArray;
}

/**
 * A Cholesky decomposition of A + E for a symmetric A that may be indefinite, such as a Hessian far from a minimum; E
 * is diagonal and not larger than needed by much (Gill, Murray and Wright). Only the lower triangle is used.
 *
 * @param a shape [n, n]
 * @throws `shape-mismatch`; `not-finite`
 */
export function modifiedCholesky(a: ArrayLike): ModifiedCholesky {
  const [p, l, e] = bind(modifiedCholeskyPrimitive, [floating(a)], undefined);
  return { p: p!, l: l!, e: e! };
}

/** The permutation (int32), L and the diagonal of E of symmetric matrices. */
export const modifiedCholeskyPrimitive = definePrimitive<undefined>({
  name: 'modifiedCholesky',
  shapes([a]) {
    const n = checkSquare('modifiedCholesky', a!);
    const lead = leading(a!.shape);
    const dtype = resultType(a!);
    return [
      { shape: [...lead, n], dtype: 'int32' },
      { shape: a!.shape, dtype },
      { shape: [...lead, n], dtype },
    ];
  },
  compute([a], _, [pType, lType, eType]) {
    const n = a!.shape[a!.shape.length - 1]!;
    const l = ownDoubles(a!);
    checkFiniteEntries('modifiedCholesky', l, n);
    const p = new Int32Array(sizeOf(pType!.shape));
    const e = new Float64Array(p.length);
    for (let item = 0, from = 0; from < l.length; item++, from += n * n) {
      const factor = l.subarray(from, from + n * n);
      mirrored(factor, n);
      const rows = [item * n, (item + 1) * n] as const;
      modifiedCholeskyInPlace(factor, n, p.subarray(...rows), e.subarray(...rows));
    }
    return [
      wrap(p, pType!.shape, 'int32'),
      fromDoubles(l, lType!.shape, lType!.dtype),
      fromDoubles(e, eType!.shape, eType!.dtype),
    ];
  },
});
