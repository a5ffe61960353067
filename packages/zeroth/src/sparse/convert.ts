import { fromData, type NDArray } from '../array/index.js';
import { checkShape } from '../array/shape.js';
import { ZerothError } from '../errors.js';
import { checkStored } from './checks.js';
import { compress, transposeCompressed } from './floor/compressed.js';
import type { CooMatrix, CscMatrix, CsrMatrix, SparseMatrix } from './types.js';

/** The matrix by rows: itself, where it is that already. */
export function toCsr(a: SparseMatrix): CsrMatrix {
  const { rows, columns } = a;
  switch (a.format) {
    case 'csr':
      checkStored(a);
      return a;
    case 'csc':
      checkStored(a);
      return { format: 'csr', rows, columns, ...transposeCompressed(columns, rows, a) };
    case 'coo':
      return { format: 'csr', rows, columns, ...compress(rows, columns, a.rowIndices, a.columnIndices, a.values) };
    default:
      throw noMatrix(a);
  }
}

/** The matrix by columns: itself, where it is that already. */
export function toCsc(a: SparseMatrix): CscMatrix {
  return transposeOfCsr(toCsr(transpose(a)));
}

/** Coordinates, by rows and within a row by columns, no entry twice. */
export function toCoo(a: SparseMatrix): CooMatrix {
  const { rows, columns, pointers, indices, values } = toCsr(a);
  const rowIndices = new Int32Array(values.length);
  for (let i = 0; i < rows; i++) rowIndices.fill(i, pointers[i]!, pointers[i + 1]!);
  return { format: 'coo', rows, columns, rowIndices, columnIndices: indices.slice(), values: values.slice() };
}

/** Aᵀ, in no time: rows become columns, and the arrays are shared. */
export function transpose(a: CsrMatrix): CscMatrix;
export function transpose(a: CscMatrix): CsrMatrix;
export function transpose(a: CooMatrix): CooMatrix;
export function transpose(a: SparseMatrix): SparseMatrix;
export function transpose(a: SparseMatrix): SparseMatrix {
  switch (a.format) {
    case 'csr':
      return transposeOfCsr(a);
    case 'csc':
      return { ...a, format: 'csr', rows: a.columns, columns: a.rows };
    case 'coo':
      return { ...a, rows: a.columns, columns: a.rows, rowIndices: a.columnIndices, columnIndices: a.rowIndices };
    default:
      throw noMatrix(a);
  }
}

/** What to say of something that a program without types took for a matrix. */
function noMatrix(value: unknown): ZerothError {
  return new ZerothError(
    'sparse-structure',
    'A sparse matrix has the format csr, csc or coo: make one by csr(), csc(), coo() or fromDense().',
    value,
  );
}

function transposeOfCsr(a: CsrMatrix): CscMatrix {
  return { ...a, format: 'csc', rows: a.columns, columns: a.rows };
}

/** All entries, zeros too, as an array of shape [rows, columns]. Throws `bad-shape` where these are too many. */
export function toDense(a: SparseMatrix): NDArray {
  const { rows, columns, pointers, indices, values } = toCsr(a);
  checkShape([rows, columns]);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) data[i * columns + indices[p]!] = values[p]!;
  return fromData(data, [rows, columns]);
}
