import { type ArrayLike as ArrayInput, asArray, toFloat64Array } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { checkDimensions, checkIndices, checkPointers } from './checks.js';
import { toCsr, transpose } from './convert.js';
import { type Compressed, isSorted, sumDuplicates, transposeCompressed } from './floor/compressed.js';
import type { CooMatrix, CscMatrix, CsrMatrix } from './types.js';

/** Integers, in any array. */
export type Integers = ArrayLike<number>;

/**
 * A matrix by rows from its three arrays, which are copied. Rows may be unsorted and may hold a column twice: they are
 * sorted, and duplicates added up.
 *
 * @param pointers length rows + 1: row i has entries pointers[i] to pointers[i + 1] − 1
 * @param indices column of each entry
 * @throws ZerothError `option-out-of-range`, `sparse-structure`, `index-out-of-range` for arrays that do not fit
 */
export function csr(
  rows: number,
  columns: number,
  pointers: Integers,
  indices: Integers,
  values: ArrayLike<number>,
): CsrMatrix {
  checkDimensions(rows, columns);
  checkPointers(pointers, rows, indices.length, values.length);
  checkIndices('the column indices', indices, columns);
  const given: Compressed = {
    pointers: Int32Array.from(pointers),
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
  };
  return { format: 'csr', rows, columns, ...canonical(rows, columns, given) };
}

/** As {@link csr}, by columns: `pointers` has length columns + 1, `indices` are rows. */
export function csc(
  rows: number,
  columns: number,
  pointers: Integers,
  indices: Integers,
  values: ArrayLike<number>,
): CscMatrix {
  return transpose(csr(columns, rows, pointers, indices, values));
}

/**
 * A matrix by coordinates from its three arrays, which are copied and kept in their order.
 *
 * @throws ZerothError `option-out-of-range`, `sparse-structure`, `index-out-of-range` for arrays that do not fit
 */
export function coo(
  rows: number,
  columns: number,
  rowIndices: Integers,
  columnIndices: Integers,
  values: ArrayLike<number>,
): CooMatrix {
  checkDimensions(rows, columns);
  if (rowIndices.length !== values.length || columnIndices.length !== values.length)
    throw new ZerothError(
      'sparse-structure',
      `There are ${rowIndices.length} row indices, ${columnIndices.length} column indices and ${values.length} values: give as many of each.`,
      values.length,
    );
  checkIndices('the row indices', rowIndices, rows);
  checkIndices('the column indices', columnIndices, columns);
  return {
    format: 'coo',
    rows,
    columns,
    rowIndices: Int32Array.from(rowIndices),
    columnIndices: Int32Array.from(columnIndices),
    values: Float64Array.from(values),
  };
}

/**
 * A matrix from (row, column, value) triplets in any order; triplets at the same place add up, as finite elements do.
 *
 * @throws ZerothError `option-out-of-range`, `index-out-of-range`
 */
export function fromTriplets(
  rows: number,
  columns: number,
  triplets: Iterable<readonly [row: number, column: number, value: number]>,
): CsrMatrix {
  const rowIndices: number[] = [];
  const columnIndices: number[] = [];
  const values: number[] = [];
  for (const [i, j, value] of triplets) {
    rowIndices.push(i);
    columnIndices.push(j);
    values.push(value);
  }
  return toCsr(coo(rows, columns, rowIndices, columnIndices, values));
}

/**
 * The entries of a dense matrix that are not zero.
 *
 * @param a shape [rows, columns]
 */
export function fromDense(a: ArrayInput): CsrMatrix {
  const { shape } = asArray(a);
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined)
    throw new ZerothError(
      'shape-mismatch',
      `A matrix has two axes, but the shape is [${shape.join(', ')}]: give an array of shape [rows, columns].`,
      shape,
    );
  const data = toFloat64Array(a);
  const pointers = new Int32Array(rows + 1);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) if (data[i * columns + j] !== 0) total++;
    pointers[i + 1] = total;
  }
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  let p = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const value = data[i * columns + j]!;
      if (value === 0) continue;
      indices[p] = j;
      values[p++] = value;
    }
  return { format: 'csr', rows, columns, pointers, indices, values };
}

/** The n x n identity. */
export function identity(n: number): CsrMatrix {
  checkDimensions(n, n);
  return fromDiagonals(n, n, [[0, new Float64Array(n).fill(1)]]);
}

/**
 * A matrix of diagonals: `[offset, values]` places `values[k]` on the k-th place of the diagonal that begins at column
 * `offset` of row 0 (at row −offset of column 0 where it is negative). A number fills its diagonal.
 *
 * @throws ZerothError `shape-mismatch` where a diagonal has another length
 */
export function fromDiagonals(
  rows: number,
  columns: number,
  diagonals: readonly (readonly [offset: number, values: ArrayLike<number> | number])[],
): CsrMatrix {
  checkDimensions(rows, columns);
  const parts = diagonals.map(([offset, values]) => {
    const row = Math.max(0, -offset);
    const column = Math.max(0, offset);
    const length = Math.max(0, Math.min(rows - row, columns - column));
    const filled = typeof values === 'number' ? new Float64Array(length).fill(values) : values;
    if (filled.length !== length || !Number.isInteger(offset))
      throw new ZerothError(
        'shape-mismatch',
        `Diagonal ${offset} of a ${rows} x ${columns} matrix has ${length} entries, not ${filled.length}.`,
        filled.length,
      );
    return { row, column, filled };
  });
  const total = parts.reduce((sum, { filled }) => sum + filled.length, 0);
  const rowIndices = new Int32Array(total);
  const columnIndices = new Int32Array(total);
  const values = new Float64Array(total);
  let k = 0;
  for (const { row, column, filled } of parts)
    for (let i = 0; i < filled.length; i++, k++) {
      rowIndices[k] = row + i;
      columnIndices[k] = column + i;
      values[k] = filled[i]!;
    }
  return toCsr({ format: 'coo', rows, columns, rowIndices, columnIndices, values });
}

function canonical(majors: number, minors: number, given: Compressed): Compressed {
  if (isSorted(majors, given)) return given;
  const byMinors = transposeCompressed(majors, minors, given);
  return sumDuplicates(majors, transposeCompressed(minors, majors, byMinors));
}
