import {
  add,
  bindOne,
  concat,
  matmul,
  matrixTranspose,
  multiply,
  type NDArray,
  tril,
  zerosLike,
} from '../../array/index.js';
import { slicePrimitive } from '../../array/primitives/index.js';
import { solveTriangular } from '../../linalg/index.js';
import type { Change } from './rule.js';

/*
 * What the rules of matrix functions share. The last two axes are the matrix, as everywhere.
 */

/** The product of matrices, from left to right. */
export function product(first: NDArray, ...rest: readonly NDArray[]): NDArray {
  return rest.reduce((left, right) => matmul(left, right), first);
}

export { matrixTranspose as transpose };

/** The sum of those changes that are not zero. */
export function total(...changes: readonly Change[]): Change {
  let sum: Change;
  for (const change of changes) if (change !== undefined) sum = sum === undefined ? change : add(sum, change);
  return sum;
}

/** The symmetric matrix whose lower triangle, with the diagonal, is given. */
export function symmetricFromLower(a: NDArray): NDArray {
  return add(tril(a), matrixTranspose(tril(a, { offset: -1 })));
}

/** The transpose of {@link symmetricFromLower}: what a change for the symmetric matrix is for its lower triangle. */
export function lowerOfSymmetric(change: NDArray): NDArray {
  return add(tril(change), tril(matrixTranspose(change), { offset: -1 }));
}

/** The lower triangle with half of the diagonal. */
export function halfLower(a: NDArray): NDArray {
  return multiply(add(tril(a), tril(a, { offset: -1 })), 0.5);
}

/** X T⁻¹ for an upper triangular T. */
export function overUpper(x: NDArray, t: NDArray): NDArray {
  return matrixTranspose(solveTriangular(t, matrixTranspose(x), { transposed: true }));
}

/** X T⁻¹ for a lower triangular T. */
export function overLower(x: NDArray, t: NDArray): NDArray {
  return matrixTranspose(solveTriangular(t, matrixTranspose(x), { lower: true, transposed: true }));
}

/** ((a, e), (0, a)), and from a function of it the corner that holds its derivative at a in direction e. */
export function derivativeByBlocks(f: (x: NDArray) => NDArray, a: NDArray, e: NDArray): NDArray {
  const n = a.shape[a.shape.length - 1]!;
  const block = concat([concat([a, e], { axis: -1 }), concat([zerosLike(a), a], { axis: -1 })], { axis: -2 });
  return corner(f(block), [0, n], [n, 2 * n]);
}

/** Rows and columns of matrices, each from the first number to before the second. */
export function corner(x: NDArray, rows: readonly [number, number], columns: readonly [number, number]): NDArray {
  const lead = x.shape.slice(0, -2);
  return bindOne(slicePrimitive, [x], {
    starts: [...lead.map(() => 0), rows[0], columns[0]],
    lengths: [...lead, rows[1] - rows[0], columns[1] - columns[0]],
    steps: x.shape.map(() => 1),
  });
}
