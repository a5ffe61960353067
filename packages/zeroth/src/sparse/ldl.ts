import { ZerothError } from '../errors.js';
import { checkFiniteValues, checkSquare } from './checks.js';
import { toCsr } from './convert.js';
import { determinantOf, type SparseFactorization, solverOf } from './factorization.js';
import { solveUnitLower, solveUnitLowerTransposed } from './floor/triangular.js';
import type { Ordering } from './ordering.js';
import { analyzeSymmetric, type SymmetricAnalysis } from './symmetric-analysis.js';
import type { CscMatrix, SparseMatrix } from './types.js';

/** Options of {@link ldl}. */
export interface LdlOptions {
  /** Default 'amd'. Not looked at where an analysis is given. */
  readonly ordering?: Ordering;
  /** The analysis of a matrix of the same pattern, from {@link analyzeSymmetric} or an earlier factor. */
  readonly analysis?: SymmetricAnalysis;
  /** Refuse a matrix that is not positive definite. Default false. */
  readonly positiveDefinite?: boolean;
}

/** P A Pᵀ = L D Lᵀ, P putting row `analysis.order[k]` at k. */
export interface SparseLdl extends SparseFactorization {
  readonly analysis: SymmetricAnalysis;
  /** L without its diagonal of ones */
  readonly lower: CscMatrix;
  /** D; as many of its entries are negative as eigenvalues of A are */
  readonly diagonal: Float64Array;
}

/**
 * Factors a symmetric matrix as L D Lᵀ after a symmetric reordering, row by row. Only the lower triangle is read.
 *
 * There is no pivoting: it is backward stable for positive (or negative) definite matrices, and exists in every order
 * for quasidefinite ones; for others that are indefinite, pivots may be small and residuals with them. Use {@link lu}
 * there.
 *
 * @throws ZerothError `singular-matrix` where a pivot is zero or lost to rounding, with its row; `not-positive-definite`
 *   where that was asked for; `pattern-mismatch` where the analysis is of another matrix; `not-finite`; `shape-mismatch`
 * @source Davis: Direct Methods for Sparse Linear Systems (2006), section 4.7, and Algorithm 849: a concise sparse
 *   Cholesky factorization package (2005)
 */
export function ldl(a: SparseMatrix, options: LdlOptions = {}): SparseLdl {
  const { ordering = 'amd', positiveDefinite = false } = options;
  checkSquare(a);
  checkFiniteValues(a);
  const source = toCsr(a);
  const analysis = options.analysis ?? analyzeSymmetric(source, { ordering });
  const { n, order } = analysis;
  if (n !== source.rows || analysis.sourceEntries !== source.values.length)
    throw new ZerothError(
      'pattern-mismatch',
      `The analysis is of a matrix of order ${n} with ${analysis.sourceEntries} entries, not of one of order ${source.rows} with ${source.values.length}.`,
      source.values.length,
    );
  const { indices, values, diagonal } = factor(analysis, source.values, positiveDefinite);
  const lower: CscMatrix = { format: 'csc', rows: n, columns: n, pointers: analysis.factorPointers, indices, values };
  const solve = solverOf(n, (b) => {
    const x = new Float64Array(n);
    for (let k = 0; k < n; k++) x[k] = b[order[k]!]!;
    solveUnitLower(n, lower, x);
    for (let k = 0; k < n; k++) x[k]! /= diagonal[k]!;
    solveUnitLowerTransposed(n, lower, x);
    const out = new Float64Array(n);
    for (let k = 0; k < n; k++) out[order[k]!] = x[k]!;
    return out;
  });
  return {
    n,
    analysis,
    lower,
    diagonal,
    solve,
    solveTransposed: solve,
    slogdet: () => determinantOf(diagonal, 1),
    entries: values.length + n,
  };
}

/**
 * Row i of L solves a triangular system with the rows above. Its pattern is what paths in the elimination tree from
 * the entries of row i of A to i pass; in the order of the paths, each unknown is known before it is used.
 */
function factor(analysis: SymmetricAnalysis, source: Float64Array, positiveDefinite: boolean) {
  const { n, pointers, indices: columns, sources, diagonalSources, parent, factorPointers } = analysis;
  const total = factorPointers[n]!;
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  const diagonal = new Float64Array(n);
  const ends = factorPointers.slice(0, n);
  const row = new Float64Array(n);
  const seen = new Int32Array(n).fill(-1);
  const path = new Int32Array(n);
  const stack = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let top = n;
    seen[i] = i;
    for (let p = pointers[i]!, end = pointers[i + 1]!; p < end; p++) {
      let j = columns[p]!;
      row[j] = source[sources[p]!]!;
      let length = 0;
      for (; seen[j] !== i; j = parent[j]!) {
        seen[j] = i;
        path[length++] = j;
      }
      while (length > 0) stack[--top] = path[--length]!;
    }
    const at = diagonalSources[i]!;
    let pivot = at < 0 ? 0 : source[at]!;
    let magnitude = Math.abs(pivot);
    for (; top < n; top++) {
      const j = stack[top]!;
      const value = row[j]!;
      row[j] = 0;
      const end = ends[j]!;
      for (let p = factorPointers[j]!; p < end; p++) row[indices[p]!]! -= values[p]! * value;
      const entry = value / diagonal[j]!;
      pivot -= entry * value;
      magnitude += Math.abs(entry * value);
      indices[end] = i;
      values[end] = entry;
      ends[j] = end + 1;
    }
    checkPivot(analysis.order[i]!, pivot, magnitude, positiveDefinite);
    diagonal[i] = pivot;
  }
  return { indices, values, diagonal };
}

function checkPivot(row: number, pivot: number, magnitude: number, positiveDefinite: boolean): void {
  // A pivot below the rounding of the terms that it is the sum of may be anything, zero too.
  const lost = !(Math.abs(pivot) > Number.EPSILON * magnitude) || !Number.isFinite(pivot);
  if (positiveDefinite && (lost || pivot < 0))
    throw new ZerothError(
      'not-positive-definite',
      `The matrix is not positive definite: the pivot of row ${row} is ${pivot}. Use ldl without positiveDefinite, or lu.`,
      row,
    );
  if (lost)
    throw new ZerothError(
      'singular-matrix',
      `The pivot of row ${row} is ${pivot}, which rounding may have made of zero: the matrix is singular, or indefinite and in need of lu.`,
      row,
    );
}
