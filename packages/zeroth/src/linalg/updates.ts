import type { ArrayLike } from '../array/conversion.js';
import type { NDArray } from '../array/ndarray.js';
import { bind, bindOne, definePrimitive } from '../array/primitive.js';
import { type Shape, showShape } from '../array/shape.js';
import { fromDoubles } from '../array/storage.js';
import { ZerothError } from '../errors.js';
import { solveTriangularInPlace } from './dense/triangular.js';
import { choleskyDowndateInPlace, choleskyUpdateInPlace, qrUpdateInPlace } from './dense/update.js';
import { checkFiniteEntries, checkSquare, floating, floatingPair, ownDoubles, resultType } from './matrices.js';

function checkVector(what: string, name: string, { shape }: { readonly shape: Shape }, n: number): void {
  if (shape.length !== 1 || shape[0] !== n)
    throw new ZerothError('shape-mismatch', `${what}: ${name} must have shape [${n}], not ${showShape(shape)}.`, shape);
}

/** The Cholesky factor of L Lᵀ ± x xᵀ. */
export const choleskyUpdatePrimitive = definePrimitive<{ readonly downdate: boolean }>({
  name: 'choleskyUpdate',
  shapes([l, x]) {
    const n = checkSquare('choleskyUpdate', l!);
    if (l!.shape.length > 2)
      throw new ZerothError(
        'shape-mismatch',
        `choleskyUpdate takes one matrix, not shape ${showShape(l!.shape)}.`,
        l!.shape,
      );
    checkVector('choleskyUpdate', 'x', x!, n);
    return [{ shape: l!.shape, dtype: resultType(l!, x!) }];
  },
  compute([l, x], { downdate }, [type]) {
    const n = l!.shape[0]!;
    const factor = ownDoubles(l!);
    const vector = ownDoubles(x!);
    checkFiniteEntries('choleskyUpdate', factor, n);
    checkFiniteEntries('choleskyUpdate', vector, 1);
    for (let i = 0; i < n; i++) {
      factor.fill(0, i * n + i + 1, (i + 1) * n);
      if (!(factor[i * n + i]! > 0))
        throw new ZerothError(
          'not-positive-definite',
          `choleskyUpdate needs a Cholesky factor, but entry ${i} of its diagonal is ${factor[i * n + i]}: pass the result of cholesky.`,
          i,
        );
    }
    if (!downdate) choleskyUpdateInPlace(factor, n, vector);
    else {
      solveTriangularInPlace(factor, n, vector, 1, { lower: true });
      if (!choleskyDowndateInPlace(factor, n, vector))
        throw new ZerothError(
          'not-positive-definite',
          'choleskyUpdate cannot take x xᵀ away: what is left is not positive definite.',
        );
    }
    return [fromDoubles(factor, type!.shape, type!.dtype)];
  },
});

/** Options of {@link choleskyUpdate}. */
export interface CholeskyUpdateOptions {
  /** Whether x xᵀ is taken away instead of added. Default false. */
  readonly downdate?: boolean;
}

/**
 * The Cholesky factor of L Lᵀ + x xᵀ (or − x xᵀ) from L, in O(n²).
 *
 * @param l lower triangular with a positive diagonal, shape [n, n]
 * @param x shape [n]
 * @throws `not-positive-definite` where the difference is not; `shape-mismatch`; `not-finite`
 */
export function choleskyUpdate(l: ArrayLike, x: ArrayLike, { downdate = false }: CholeskyUpdateOptions = {}): NDArray {
  return bindOne(choleskyUpdatePrimitive, floatingPair(l, x), { downdate });
}

/** R, then Q, of Q R + u vᵀ. */
export const qrUpdatePrimitive = definePrimitive<undefined>({
  name: 'qrUpdate',
  shapes([q, r, u, v]) {
    const [m, k] = q!.shape;
    const [rows, n] = r!.shape;
    if (q!.shape.length !== 2 || r!.shape.length !== 2 || k !== rows || k! > m! || (k! < n! && k !== m))
      throw new ZerothError(
        'shape-mismatch',
        `qrUpdate needs Q and R as qr gives them, not shapes ${showShape(q!.shape)} and ${showShape(r!.shape)}.`,
        [q!.shape, r!.shape],
      );
    checkVector('qrUpdate', 'u', u!, m!);
    checkVector('qrUpdate', 'v', v!, n!);
    const dtype = resultType(q!, r!, u!, v!);
    return [
      { shape: r!.shape, dtype },
      { shape: q!.shape, dtype },
    ];
  },
  compute([q, r, u, v], _, [rType, qType]) {
    const [m, k] = q!.shape as readonly [number, number];
    const n = r!.shape[1]!;
    const [newQ, newR, left, right] = [ownDoubles(q!), ownDoubles(r!), ownDoubles(u!), ownDoubles(v!)];
    checkFiniteEntries('qrUpdate', newQ, k);
    checkFiniteEntries('qrUpdate', newR, n);
    checkFiniteEntries('qrUpdate', left, 1);
    checkFiniteEntries('qrUpdate', right, 1);
    qrUpdateInPlace(newQ, newR, m, k, n, left, right);
    return [fromDoubles(newR, rType!.shape, rType!.dtype), fromDoubles(newQ, qType!.shape, qType!.dtype)];
  },
});

/**
 * The QR decomposition of Q R + u vᵀ from Q and R, in O(m k).
 *
 * @param q orthonormal columns, shape [m, k]
 * @param r upper triangular, shape [k, n]
 * @param u shape [m]
 * @param v shape [n]
 * @throws `shape-mismatch`; `not-finite`
 */
export function qrUpdate(
  q: ArrayLike,
  r: ArrayLike,
  u: ArrayLike,
  v: ArrayLike,
): { readonly q: NDArray; readonly r: NDArray } {
  const [newR, newQ] = bind(qrUpdatePrimitive, [floating(q), floating(r), floating(u), floating(v)], undefined);
  return { q: newQ!, r: newR! };
}
