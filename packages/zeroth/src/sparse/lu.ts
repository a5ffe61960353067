import { ZerothError } from '../errors.js';
import { checkFiniteValues, checkPattern, checkSquare } from './checks.js';
import { toCsc, toCsr } from './convert.js';
import { determinantOf, type SparseFactorization, signOf, solverOf } from './factorization.js';
import { leftLookingLu } from './floor/left-looking-lu.js';
import { solveUnitLower, solveUnitLowerTransposed, solveUpper, solveUpperTransposed } from './floor/triangular.js';
import { approximateMinimumDegree, columnMinimumDegree, inversePermutation } from './ordering.js';
import type { CscMatrix, SparseMatrix } from './types.js';

/** Options of {@link lu}. */
export interface LuOptions {
  /**
   * Order of the columns: 'amd' on A + Aᵀ, which is best where the pattern is nearly symmetric and diagonal pivots will
   * do; 'column-amd' on Aᵀ A, which is safe for any pivoting; 'natural'; or an order of one's own, such as that of an
   * earlier factor. Default: 'amd' where at least half of the off-diagonal entries have a partner and the diagonal is
   * stored, else 'column-amd'.
   */
  readonly ordering?: 'amd' | 'column-amd' | 'natural' | ArrayLike<number>;
  /**
   * In (0, 1]: the diagonal entry is the pivot where it is at least this fraction of the largest in its column. 1 is
   * partial pivoting. Default 0.1 with 'amd', else 1.
   */
  readonly pivotThreshold?: number;
}

/** P A Q = L U, P putting row `rowOrder[k]`, Q column `columnOrder[k]`, at k. */
export interface SparseLu extends SparseFactorization {
  readonly rowOrder: Int32Array;
  readonly columnOrder: Int32Array;
  /** L without its diagonal of ones; the rows of a column are in no order */
  readonly lower: CscMatrix;
  /** U, the diagonal last in each column; the rows of a column are in no order otherwise */
  readonly upper: CscMatrix;
}

/**
 * Factors a square matrix with threshold partial pivoting, column by column, in time proportional to the arithmetic.
 *
 * To factor another matrix of the same pattern, give `ordering: factor.columnOrder`.
 *
 * @throws ZerothError `singular-matrix` where no pivot is left, with the column; `not-finite`; `shape-mismatch`
 * @source Gilbert, Peierls: Sparse partial pivoting in time proportional to arithmetic operations (1988)
 */
export function lu(a: SparseMatrix, options: LuOptions = {}): SparseLu {
  checkSquare(a);
  checkFiniteValues(a);
  const source = toCsc(a);
  checkPattern(a.format === 'coo' ? source : a);
  const n = source.rows;
  const ordering = options.ordering ?? (isNearlySymmetric(source) ? 'amd' : 'column-amd');
  const pivotThreshold = options.pivotThreshold ?? (ordering === 'amd' ? 0.1 : 1);
  if (!(pivotThreshold > 0 && pivotThreshold <= 1))
    throw new ZerothError(
      'option-out-of-range',
      `pivotThreshold must be in (0, 1], not ${pivotThreshold}.`,
      pivotThreshold,
    );
  const columnOrder = orderOf(source, ordering);
  const { rowPlaces, lower, upper } = leftLookingLu(n, source, columnOrder, pivotThreshold);
  const rowOrder = inversePermutation(rowPlaces);
  const solve = solverOf(n, (b) => {
    const x = new Float64Array(n);
    for (let k = 0; k < n; k++) x[k] = b[rowOrder[k]!]!;
    solveUnitLower(n, lower, x);
    solveUpper(n, upper, x);
    const out = new Float64Array(n);
    for (let k = 0; k < n; k++) out[columnOrder[k]!] = x[k]!;
    return out;
  });
  const solveTransposed = solverOf(n, (b) => {
    const x = new Float64Array(n);
    for (let k = 0; k < n; k++) x[k] = b[columnOrder[k]!]!;
    solveUpperTransposed(n, upper, x);
    solveUnitLowerTransposed(n, lower, x);
    const out = new Float64Array(n);
    for (let k = 0; k < n; k++) out[rowOrder[k]!] = x[k]!;
    return out;
  });
  const pivots = Float64Array.from({ length: n }, (_, k) => upper.values[upper.pointers[k + 1]! - 1]!);
  return {
    n,
    rowOrder,
    columnOrder,
    lower: { format: 'csc', rows: n, columns: n, ...lower },
    upper: { format: 'csc', rows: n, columns: n, ...upper },
    solve,
    solveTransposed,
    slogdet: () => determinantOf(pivots, signOf(rowOrder) * signOf(columnOrder)),
    entries: lower.values.length + upper.values.length,
  };
}

function orderOf(a: CscMatrix, ordering: NonNullable<LuOptions['ordering']>): Int32Array {
  if (ordering === 'natural') return Int32Array.from({ length: a.columns }, (_, j) => j);
  if (ordering === 'amd') return approximateMinimumDegree(a);
  if (ordering === 'column-amd') return columnMinimumDegree(a);
  if (ordering.length !== a.columns)
    throw new ZerothError(
      'not-a-permutation',
      `An order of ${a.columns} unknowns cannot have length ${ordering.length}.`,
      ordering.length,
    );
  inversePermutation(ordering);
  return Int32Array.from(ordering);
}

function isNearlySymmetric(a: CscMatrix): boolean {
  const n = a.columns;
  const byRow = toCsr(a);
  let diagonal = 0;
  let matched = 0;
  for (let j = 0; j < n; j++) {
    let p = a.pointers[j]!;
    let q = byRow.pointers[j]!;
    while (p < a.pointers[j + 1]! && q < byRow.pointers[j + 1]!) {
      const difference = a.indices[p]! - byRow.indices[q]!;
      if (difference === 0) {
        if (a.indices[p] !== j) matched++;
        else if (a.values[p] !== 0) diagonal++;
      }
      if (difference <= 0) p++;
      if (difference >= 0) q++;
    }
  }
  return diagonal === n && 2 * matched >= a.values.length - n;
}
