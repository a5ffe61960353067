import { ZerothError } from '../errors.js';
import type { CscMatrix, CsrMatrix, SparseMatrix } from './types.js';

/** Largest number of rows or columns: indices are 32-bit, and pointers need one more. */
const LARGEST = 2 ** 31 - 2;

/** Throws `option-out-of-range` unless rows and columns can be those of a sparse matrix. */
export function checkDimensions(rows: number, columns: number): void {
  for (const [name, value] of [
    ['rows', rows],
    ['columns', columns],
  ] as const)
    if (!Number.isInteger(value) || value < 0 || value > LARGEST)
      throw new ZerothError(
        'option-out-of-range',
        `A sparse matrix has 0 to ${LARGEST} ${name}, not ${value}: give an integer in that range.`,
        value,
      );
}

/** Throws `index-out-of-range` unless all indices are integers from 0 to limit − 1. */
export function checkIndices(name: string, indices: ArrayLike<number>, limit: number): void {
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k]!;
    if (!(Number.isInteger(index) && index >= 0 && index < limit))
      throw new ZerothError(
        'index-out-of-range',
        `Entry ${k} of ${name} is ${index}: it must be an integer from 0 to ${limit - 1}.`,
        index,
      );
  }
}

/** Throws `sparse-structure` unless pointers describe `majors` lists of `entries` entries in all. */
export function checkPointers(pointers: ArrayLike<number>, majors: number, indices: number, values: number): void {
  if (indices !== values)
    throw new ZerothError(
      'sparse-structure',
      `There are ${indices} indices but ${values} values: give one index a value.`,
      indices,
    );
  if (pointers.length !== majors + 1)
    throw new ZerothError(
      'sparse-structure',
      `There must be ${majors + 1} pointers, not ${pointers.length}: one for each list and the end of the last.`,
      pointers.length,
    );
  if (pointers[0] !== 0 || pointers[majors] !== indices)
    throw new ZerothError(
      'sparse-structure',
      `Pointers must begin with 0 and end with the number of entries, ${indices}, not ${pointers[0]} and ${pointers[majors]}.`,
      pointers[majors],
    );
  for (let i = 0; i < majors; i++)
    if (!(Number.isInteger(pointers[i + 1]) && pointers[i + 1]! >= pointers[i]!))
      throw new ZerothError(
        'sparse-structure',
        `Pointer ${i + 1} is ${pointers[i + 1]}, after ${pointers[i]}: pointers are integers and never decrease.`,
        pointers[i + 1],
      );
}

/** Throws `sparse-structure` unless the arrays of a matrix by rows or columns are as long as they must be. */
export function checkStored({ format, rows, columns, pointers, indices, values }: CsrMatrix | CscMatrix): void {
  const majors = format === 'csr' ? rows : columns;
  if (pointers.length !== majors + 1 || pointers[majors]! > values.length || indices.length !== values.length)
    throw new ZerothError(
      'sparse-structure',
      `A ${rows} x ${columns} matrix of format ${format} cannot have ${pointers.length} pointers, the last of them ${pointers[majors]}, ${indices.length} indices and ${values.length} values: make it by ${format}().`,
      [pointers.length, indices.length, values.length],
    );
}

/** Throws `sparse-structure` or `index-out-of-range` unless the pattern is that of a matrix by rows or columns, ascending indices too. */
export function checkPattern({ format, rows, columns, pointers, indices, values }: CsrMatrix | CscMatrix): void {
  const [majors, minors] = format === 'csr' ? [rows, columns] : [columns, rows];
  checkPointers(pointers, majors, indices.length, values.length);
  checkIndices('the indices', indices, minors);
  for (let i = 0; i < majors; i++)
    for (let p = pointers[i]! + 1; p < pointers[i + 1]!; p++)
      if (indices[p]! <= indices[p - 1]!)
        throw new ZerothError(
          'sparse-structure',
          `List ${i} of the matrix has index ${indices[p]} after ${indices[p - 1]}: indices must ascend, so make it by ${format}().`,
          i,
        );
}

/** Throws `shape-mismatch` unless the matrix is square. */
export function checkSquare(a: SparseMatrix): void {
  if (a.rows !== a.columns)
    throw new ZerothError('shape-mismatch', `The matrix must be square, not ${a.rows} x ${a.columns}.`, [
      a.rows,
      a.columns,
    ]);
}

/** Throws `shape-mismatch` unless both matrices have the same shape. */
export function checkSameShape(a: SparseMatrix, b: SparseMatrix): void {
  if (a.rows !== b.rows || a.columns !== b.columns)
    throw new ZerothError(
      'shape-mismatch',
      `Both matrices must have the same shape, not ${a.rows} x ${a.columns} and ${b.rows} x ${b.columns}.`,
      [a.rows, a.columns, b.rows, b.columns],
    );
}

/** Throws `not-finite` where a stored value is NaN or infinite. */
export function checkFiniteValues(a: SparseMatrix): void {
  for (let k = 0; k < a.values.length; k++)
    if (!Number.isFinite(a.values[k]!))
      throw new ZerothError(
        'not-finite',
        `Stored entry ${k} of the matrix is ${a.values[k]}: it must be finite.`,
        a.values[k],
      );
}
