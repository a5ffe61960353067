/**
 * Compressed sparse rows: the entries of row i are `values[p]` in column `indices[p]`, p from `pointers[i]` to
 * `pointers[i + 1]` − 1. Columns ascend within a row and none is there twice; `csr` and the other makers see to that.
 */
export interface CsrMatrix {
  readonly format: 'csr';
  readonly rows: number;
  readonly columns: number;
  /** length rows + 1 */
  readonly pointers: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Compressed sparse columns: as {@link CsrMatrix}, with the entries of column j and their rows. */
export interface CscMatrix {
  readonly format: 'csc';
  readonly rows: number;
  readonly columns: number;
  /** length columns + 1 */
  readonly pointers: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Coordinates: entry k is `values[k]` at (`rowIndices[k]`, `columnIndices[k]`), in any order; duplicates add up. */
export interface CooMatrix {
  readonly format: 'coo';
  readonly rows: number;
  readonly columns: number;
  readonly rowIndices: Int32Array;
  readonly columnIndices: Int32Array;
  readonly values: Float64Array;
}

/** A sparse matrix in any of the three formats: plain data, never changed by a function. */
export type SparseMatrix = CsrMatrix | CscMatrix | CooMatrix;

/** Stored entries, explicit zeros among them. */
export function storedEntries(a: SparseMatrix): number {
  return a.values.length;
}

/** Whether a value is a sparse matrix. */
export function isSparse(value: unknown): value is SparseMatrix {
  if (typeof value !== 'object' || value === null || !('format' in value)) return false;
  return value.format === 'csr' || value.format === 'csc' || value.format === 'coo';
}
