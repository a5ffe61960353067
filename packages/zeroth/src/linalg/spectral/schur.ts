import { type ArrayLike, asArray, bind, type NDArray, type Primitive } from '../../array/index.js';
import { matrixPrimitive } from './matrix-primitive.js';
import { schurFactors } from './real-schur.js';

/** A = Z T Zᵀ. */
export interface Schur {
  /** Shape [n, n]: upper triangular, but for a 2 x 2 block ((a, b), (c, a)) with b c < 0 for a pair a ± i √(−b c). */
  readonly t: NDArray;
  /** Shape [n, n], orthogonal. */
  readonly z: NDArray;
}

/** A = Q H Qᵀ. */
export interface Hessenberg {
  /** Shape [n, n], zero below the first subdiagonal. */
  readonly h: NDArray;
  /** Shape [n, n], orthogonal. */
  readonly q: NDArray;
}

/** Real Schur form. */
export const schurPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'schur',
  square: true,
  results: (_, n) => [
    [n, n],
    [n, n],
  ],
  compute(a, _, n) {
    const { t, z } = schurFactors(a, n, true);
    return [t, z];
  },
});

/** Hessenberg form. */
export const hessenbergPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'hessenberg',
  square: true,
  results: (_, n) => [
    [n, n],
    [n, n],
  ],
  compute(a, _, n) {
    const { t, z } = schurFactors(a, n, false);
    return [t, z];
  },
});

/**
 * Real Schur form, by Hessenberg form and the double-shift QR iteration of Francis. Backward stable.
 *
 * @param a shape [n, n] or a stack of them
 * @throws ZerothError `shape-mismatch`, `not-finite`, `no-convergence`
 */
export function schur(a: ArrayLike): Schur {
  const [t, z] = bind(schurPrimitive, [asArray(a)], {});
  return { t: t!, z: z! };
}

/**
 * Hessenberg form by Householder reflections. Backward stable.
 *
 * @param a shape [n, n] or a stack of them
 * @throws ZerothError `shape-mismatch`, `not-finite`
 */
export function hessenberg(a: ArrayLike): Hessenberg {
  const [h, q] = bind(hessenbergPrimitive, [asArray(a)], {});
  return { h: h!, q: q! };
}
