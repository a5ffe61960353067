/** What the compiled kernels export for sparse matrices; see kernels/sparse.ts. Indices are int32, values float64. */
export interface SparseExports {
  sparseGather(n: number, pointers: number, indices: number, values: number, x: number, out: number): void;
  sparseScatter(n: number, pointers: number, indices: number, values: number, x: number, out: number): void;
}
