import { addScaled, dot, norm2, scale } from '../../array/vector.js';
import { symmetricEigen } from '../../linalg/index.js';
import type { Method, Query, Vector } from '../../query/index.js';

/** Eigenpairs at the ends of a spectrum. */
export interface Extremes {
  readonly values: readonly number[];
  /** A unit vector for each value; they are orthogonal to rounding. */
  readonly vectors: readonly Vector[];
}

/**
 * Ritz pairs of a symmetric matrix at the ends of its spectrum, by Lanczos's iteration with full reorthogonalisation,
 * two passes. The outer ones are found first.
 *
 * @param product the matrix times a vector
 * @param first where the Krylov space begins, not 0
 * @param steps its dimension, at most n; one product a step
 * @param largest, smallest how many of each end; together at most the steps
 */
export function* lanczosExtremes<Y extends Query>(
  product: (v: Vector) => Method<Y, Vector>,
  first: Vector,
  steps: number,
  largest: number,
  smallest: number,
): Method<Y, Extremes> {
  const basis: Vector[] = [first.slice()];
  scale(basis[0]!, 1 / norm2(first));
  const diagonal: number[] = [];
  const beside: number[] = [];
  for (;;) {
    const last = basis[basis.length - 1]!;
    const next = (yield* product(last.slice())).slice();
    const size = norm2(next);
    diagonal.push(dot(next, last));
    for (let pass = 0; pass < 2; pass++) for (const v of basis) addScaled(next, -dot(next, v), v);
    const length = norm2(next);
    // Below rounding the space is invariant: it holds all that the start has a part in.
    if (basis.length === steps || length <= 8 * basis.length * Number.EPSILON * size) break;
    scale(next, 1 / length);
    beside.push(length);
    basis.push(next);
  }
  const m = basis.length;
  const projected = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    projected[i * m + i] = diagonal[i]!;
    if (i > 0) projected[i * m + i - 1] = projected[(i - 1) * m + i] = beside[i - 1]!;
  }
  const { values, vectors } = symmetricEigen(projected, m);
  const low = Math.min(smallest, m);
  const high = Math.max(low, m - largest);
  const chosen = Array.from({ length: m }, (_, i) => i).filter((i) => i < low || i >= high);
  return {
    values: chosen.map((i) => values[i]!),
    vectors: chosen.map((i) => {
      const vector = new Float64Array(first.length);
      for (const [j, v] of basis.entries()) addScaled(vector, vectors[i * m + j]!, v);
      return vector;
    }),
  };
}
