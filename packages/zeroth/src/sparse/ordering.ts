import { ZerothError } from '../errors.js';
import { checkPattern, checkSquare } from './checks.js';
import { toCsc, toCsr } from './convert.js';
import { graphOfNormal, graphOfSum } from './floor/graph.js';
import { minimumDegreeOrder } from './floor/minimum-degree.js';
import type { SparseMatrix } from './types.js';

/** How the unknowns of a factorisation are ordered: by name, or by an order of one's own. */
export type Ordering = 'amd' | 'natural' | ArrayLike<number>;

/**
 * An order of rows and columns in which a symmetric factorisation fills in little: approximate minimum degree on the
 * pattern of A + Aᵀ.
 *
 * @returns `order[k]` is the row and column of A that comes as number k
 * @source Amestoy, Davis, Duff: An approximate minimum degree ordering algorithm (1996)
 */
export function approximateMinimumDegree(a: SparseMatrix): Int32Array {
  checkSquare(a);
  const source = toCsr(a);
  checkPattern(source);
  const { rows, pointers, indices } = source;
  return minimumDegreeOrder(rows, graphOfSum(rows, pointers, indices));
}

/**
 * An order of the columns in which an LU factorisation with any pivoting by rows fills in little: approximate minimum
 * degree on the pattern of Aᵀ A, whose Cholesky factor bounds what U can hold. Long rows are left out.
 */
export function columnMinimumDegree(a: SparseMatrix): Int32Array {
  const byRow = toCsr(a);
  checkPattern(byRow);
  const byColumn = toCsc(a);
  const longest = Math.max(16, 10 * Math.sqrt(a.columns));
  return minimumDegreeOrder(a.columns, graphOfNormal(a.columns, byRow, byColumn, longest));
}

/** The inverse of a permutation. */
export function inversePermutation(order: ArrayLike<number>): Int32Array {
  const inverse = new Int32Array(order.length).fill(-1);
  for (let k = 0; k < order.length; k++) {
    const i = order[k]!;
    if (!(Number.isInteger(i) && i >= 0 && i < order.length) || inverse[i] !== -1)
      throw new ZerothError(
        'not-a-permutation',
        `An order of ${order.length} unknowns must hold 0 to ${order.length - 1} once each, but entry ${k} is ${i}.`,
        i,
      );
    inverse[i] = k;
  }
  return inverse;
}
