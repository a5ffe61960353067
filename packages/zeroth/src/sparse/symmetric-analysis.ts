import { ZerothError } from '../errors.js';
import { checkPattern, checkSquare } from './checks.js';
import { toCsr } from './convert.js';
import { accumulate } from './floor/compressed.js';
import { columnCounts, eliminationTree } from './floor/elimination-tree.js';
import { approximateMinimumDegree, inversePermutation, type Ordering } from './ordering.js';
import type { CsrMatrix, SparseMatrix } from './types.js';

/**
 * What a symmetric factorisation needs to know of a pattern: made once by {@link analyzeSymmetric}, used for every
 * matrix of the same pattern.
 */
export interface SymmetricAnalysis {
  readonly n: number;
  /** row and column `order[k]` of A comes as number k */
  readonly order: Int32Array;
  /** entries of the matrix that was analysed */
  readonly sourceEntries: number;
  /** rows of the reordered matrix left of its diagonal: where they begin, and their columns */
  readonly pointers: Int32Array;
  readonly indices: Int32Array;
  /** which entry of the CSR matrix each of them is */
  readonly sources: Int32Array;
  /** which entry of the CSR matrix diagonal entry k is; −1 where none is stored */
  readonly diagonalSources: Int32Array;
  /** parents in the elimination tree, −1 for roots */
  readonly parent: Int32Array;
  /** where the columns of L begin, length n + 1 */
  readonly factorPointers: Int32Array;
}

/**
 * Orders and analyses a symmetric matrix for {@link ldl}. Only its lower triangle is looked at.
 *
 * @param ordering default 'amd'
 * @throws ZerothError `shape-mismatch`, `not-a-permutation`; `out-of-memory` where L would have 2³¹ entries
 */
export function analyzeSymmetric(
  a: SparseMatrix,
  { ordering = 'amd' }: { readonly ordering?: Ordering } = {},
): SymmetricAnalysis {
  checkSquare(a);
  const source = toCsr(a);
  checkPattern(source);
  const n = source.rows;
  const order = orderOf(source, ordering);
  const inverse = inversePermutation(order);
  const { pointers, indices, sources, diagonalSources } = reorderLower(source, inverse);
  const parent = eliminationTree(n, pointers, indices);
  const counts = columnCounts(n, pointers, indices, parent);
  const factorPointers = new Int32Array(n + 1);
  let total = 0;
  for (let j = 0; j < n; j++) {
    total += counts[j]!;
    factorPointers[j + 1] = total;
  }
  if (total >= 2 ** 31)
    throw new ZerothError(
      'out-of-memory',
      `The factor would have ${total} entries, and 2^31 are too many: use an iterative method.`,
      total,
    );
  return {
    n,
    order,
    sourceEntries: source.values.length,
    pointers,
    indices,
    sources,
    diagonalSources,
    parent,
    factorPointers,
  };
}

function orderOf(a: CsrMatrix, ordering: Ordering): Int32Array {
  if (ordering === 'natural') return Int32Array.from({ length: a.rows }, (_, i) => i);
  if (ordering === 'amd') return approximateMinimumDegree(a);
  if (ordering.length !== a.rows)
    throw new ZerothError(
      'not-a-permutation',
      `An order of ${a.rows} unknowns cannot have length ${ordering.length}.`,
      ordering.length,
    );
  return Int32Array.from(ordering);
}

function reorderLower(a: CsrMatrix, inverse: Int32Array) {
  const n = a.rows;
  const pointers = new Int32Array(n + 1);
  const diagonalSources = new Int32Array(n).fill(-1);
  const each = (visit: (row: number, column: number, p: number) => void): void => {
    for (let i = 0; i < n; i++)
      for (let p = a.pointers[i]!, end = a.pointers[i + 1]!; p < end; p++) {
        const j = a.indices[p]!;
        if (j >= i) {
          if (j === i) diagonalSources[inverse[i]!] = p;
          break;
        }
        const row = inverse[i]!;
        const column = inverse[j]!;
        if (row > column) visit(row, column, p);
        else visit(column, row, p);
      }
  };
  each((row) => pointers[row + 1]!++);
  accumulate(pointers);
  const next = pointers.slice(0, n);
  const indices = new Int32Array(pointers[n]!);
  const sources = new Int32Array(pointers[n]!);
  each((row, column, p) => {
    const q = next[row]!++;
    indices[q] = column;
    sources[q] = p;
  });
  return { pointers, indices, sources, diagonalSources };
}
