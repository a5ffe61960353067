import { ZerothError } from '../errors.js';
import { checkIndices } from './checks.js';
import { toCsr, transpose } from './convert.js';
import { transposeCompressed } from './floor/compressed.js';
import type { CsrMatrix, SparseMatrix } from './types.js';

/** Which rows or columns: from `start` up to, not including, `end` (defaults: the first, and one past the last). */
export interface IndexRange {
  readonly start?: number;
  readonly end?: number;
}

/** Rows or columns of {@link slice}: a range, or indices in any order, also more than once. */
export type Selection = IndexRange | ArrayLike<number>;

/** Options of {@link slice}. */
export interface SliceOptions {
  /** Default all. */
  readonly rows?: Selection;
  /** Default all. */
  readonly columns?: Selection;
}

/**
 * The part of A in these rows and columns, by rows. The result of indices is in their order, so that slicing by a
 * permutation permutes.
 *
 * @throws ZerothError `index-out-of-range`
 */
export function slice(a: SparseMatrix, { rows = {}, columns = {} }: SliceOptions): CsrMatrix {
  const chosenRows = indicesOf('rows', rows, a.rows);
  const chosenColumns = indicesOf('columns', columns, a.columns);
  const byRow = selectRows(toCsr(a), chosenRows);
  // The columns of A are the rows of its transpose.
  const byColumn = selectRows(
    { ...transposed(byRow), format: 'csr', rows: byRow.columns, columns: byRow.rows },
    chosenColumns,
  );
  return { ...transposed(byColumn), format: 'csr', rows: byRow.rows, columns: byColumn.rows };
}

/** The diagonal, of length min(rows, columns), zeros where nothing is stored. */
export function diagonal(a: SparseMatrix): Float64Array {
  const { rows, columns, pointers, indices, values } = toCsr(a);
  const out = new Float64Array(Math.min(rows, columns));
  for (let i = 0; i < out.length; i++)
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) if (indices[p] === i) out[i] = values[p]!;
  return out;
}

/** The entries that `keep` says so of, by rows. */
export function filter(a: SparseMatrix, keep: (row: number, column: number, value: number) => boolean): CsrMatrix {
  const source = toCsr(a);
  const pointers = new Int32Array(a.rows + 1);
  const kept: number[] = [];
  for (let i = 0; i < a.rows; i++) {
    for (let p = source.pointers[i]!; p < source.pointers[i + 1]!; p++)
      if (keep(i, source.indices[p]!, source.values[p]!)) kept.push(p);
    pointers[i + 1] = kept.length;
  }
  const indices = Int32Array.from(kept, (p) => source.indices[p]!);
  const values = Float64Array.from(kept, (p) => source.values[p]!);
  return { format: 'csr', rows: a.rows, columns: a.columns, pointers, indices, values };
}

/** The lower triangle with its diagonal, by rows. `offset` moves the diagonal to the right (−1: strictly lower). */
export function lowerTriangle(a: SparseMatrix, offset = 0): CsrMatrix {
  return filter(a, (i, j) => j - i <= offset);
}

/** The upper triangle with its diagonal, by rows. `offset` moves the diagonal to the right (1: strictly upper). */
export function upperTriangle(a: SparseMatrix, offset = 0): CsrMatrix {
  return filter(a, (i, j) => j - i >= offset);
}

/** The entry at (i, j), 0 where nothing is stored. */
export function entry(a: SparseMatrix, i: number, j: number): number {
  checkIndices('the row', [i], a.rows);
  checkIndices('the column', [j], a.columns);
  if (a.format === 'csc') return entry(transpose(a), j, i);
  const { pointers, indices, values } = toCsr(a);
  let low = pointers[i]!;
  let high = pointers[i + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (indices[middle]! < j) low = middle + 1;
    else high = middle;
  }
  return low < pointers[i + 1]! && indices[low] === j ? values[low]! : 0;
}

function transposed(a: CsrMatrix) {
  return transposeCompressed(a.rows, a.columns, a);
}

function indicesOf(name: string, selection: Selection, limit: number): ArrayLike<number> {
  if (typeof selection !== 'object')
    throw new ZerothError(
      'index-out-of-range',
      `${name} must be a range such as { start: 0, end: 2 } or a list of indices, not ${String(selection)}.`,
      selection,
    );
  if ('length' in selection) {
    checkIndices(name, selection, limit);
    return selection;
  }
  const { start = 0, end = limit } = selection;
  if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= limit))
    throw new ZerothError(
      'index-out-of-range',
      `The ${name} from ${start} to ${end} are not within 0 to ${limit}: give 0 ≤ start ≤ end ≤ ${limit}.`,
      start,
    );
  return Int32Array.from({ length: end - start }, (_, k) => start + k);
}

function selectRows(a: CsrMatrix, chosen: ArrayLike<number>): CsrMatrix {
  const pointers = new Int32Array(chosen.length + 1);
  for (let k = 0; k < chosen.length; k++) {
    const i = chosen[k]!;
    pointers[k + 1] = pointers[k]! + a.pointers[i + 1]! - a.pointers[i]!;
  }
  const total = pointers[chosen.length]!;
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  for (let k = 0; k < chosen.length; k++) {
    const start = a.pointers[chosen[k]!]!;
    const end = a.pointers[chosen[k]! + 1]!;
    indices.set(a.indices.subarray(start, end), pointers[k]!);
    values.set(a.values.subarray(start, end), pointers[k]!);
  }
  return { format: 'csr', rows: chosen.length, columns: a.columns, pointers, indices, values };
}
