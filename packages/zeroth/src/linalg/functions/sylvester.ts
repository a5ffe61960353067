import { type ArrayLike, asArray, bindOne, matrixTranspose, type NDArray, type Primitive } from '../../array/index.js';
import { showShape } from '../../array/shape.js';
import { ZerothError } from '../../errors.js';
import { gemm } from '../../kernels/gemm.js';
import { checkNoOverflow } from '../matrices.js';
import { matricesPrimitive } from '../spectral/matrix-primitive.js';
import { realSchur } from '../spectral/real-schur.js';
import { triangularSylvester } from './triangular-sylvester.js';

/** X from A X + X B = C. */
export const sylvesterPrimitive: Primitive<Record<never, never>> = matricesPrimitive({
  name: 'sylvester',
  results([a, b, c]) {
    const m = a![0]!;
    const n = b![0]!;
    if (a![1] !== m || b![1] !== n || c![0] !== m || c![1] !== n)
      throw new ZerothError(
        'shape-mismatch',
        `sylvester takes shapes [m, m], [n, n] and [m, n], not ${showShape(a!)}, ${showShape(b!)} and ${showShape(c!)}.`,
      );
    return [[m, n]];
  },
  compute: ([a, b, c], shapes) => [solveSylvester(a!, shapes[0]![0]!, b!, shapes[1]![0]!, c!)],
});

/** A X + X B = C, all row by row. */
export function solveSylvester(a: Float64Array, m: number, b: Float64Array, n: number, c: Float64Array): Float64Array {
  const { t: r, zt: ut } = realSchur(a, m);
  const { t: s, zt: vt } = realSchur(b, n);
  const half = new Float64Array(m * n);
  const y = new Float64Array(m * n);
  gemm(m, n, m, 1, ut, m, false, c, n, false, 0, half, n);
  gemm(m, n, n, 1, half, n, false, vt, n, true, 0, y, n);
  if (!triangularSylvester(r, m, m, s, n, n, y, n))
    throw new ZerothError(
      'singular-matrix',
      'A X + X B = C has no unique solution: an eigenvalue of a is the negative of one of b.',
    );
  gemm(m, n, m, 1, ut, m, true, y, n, false, 0, half, n);
  gemm(m, n, n, 1, half, n, false, vt, n, false, 0, y, n);
  checkNoOverflow('sylvester', y);
  return y;
}

/**
 * X from Sylvester's equation A X + X B = C, by real Schur forms (Bartels and Stewart).
 *
 * @param a shape [m, m]
 * @param b shape [n, n]
 * @param c shape [m, n]
 * @throws ZerothError `shape-mismatch`, `not-finite`, `singular-matrix` where an eigenvalue of a is exactly the negative
 *   of one of b; where it is nearly so, X is as large as that makes it; `overflow`
 */
export function sylvester(a: ArrayLike, b: ArrayLike, c: ArrayLike): NDArray {
  return bindOne(sylvesterPrimitive, [asArray(a), asArray(b), asArray(c)], {});
}

/**
 * X from the continuous Lyapunov equation A X + X Aᵀ = Q.
 *
 * @param a shape [n, n]
 * @param q shape [n, n]
 * @throws ZerothError as {@link sylvester}
 */
export function lyapunov(a: ArrayLike, q: ArrayLike): NDArray {
  const matrix = asArray(a);
  if (matrix.shape.length !== 2)
    throw new ZerothError(
      'shape-mismatch',
      `lyapunov takes a matrix, shape [n, n], not an array of shape ${showShape(matrix.shape)}.`,
    );
  return sylvester(matrix, matrixTranspose(matrix), q);
}
