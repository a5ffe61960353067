/** A matrix in memory: element (i, j) is `data[offset + i stride + j]`, or, transposed, `data[offset + j stride + i]`. */
export interface Matrix {
  readonly data: Float64Array;
  readonly offset: number;
  readonly stride: number;
  readonly transposed: boolean;
}

/** out ← A B, A being m x k, B k x n and out m x n, row-major and all 0 before. */
export function matrixProduct(m: number, n: number, k: number, a: Matrix, b: Matrix, out: Float64Array): void {
  const aRow = a.transposed ? 1 : a.stride;
  const aColumn = a.transposed ? a.stride : 1;
  // Rows of B are walked in order, so a transposed B is copied once for all rows of A.
  const rows = b.transposed && m > 1 ? transposedCopy(b, k, n) : b;
  if (rows.transposed || n === 1) {
    const bRow = rows.transposed ? 1 : rows.stride;
    const bColumn = rows.transposed ? rows.stride : 1;
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        let p = a.offset + i * aRow;
        let q = rows.offset + j * bColumn;
        for (let l = 0; l < k; l++, p += aColumn, q += bRow) sum += a.data[p]! * rows.data[q]!;
        out[i * n + j] = sum;
      }
    return;
  }
  const { data, offset, stride } = rows;
  for (let i = 0; i < m; i++) {
    const to = i * n;
    for (let l = 0; l < k; l++) {
      const factor = a.data[a.offset + i * aRow + l * aColumn]!;
      const from = offset + l * stride;
      for (let j = 0; j < n; j++) out[to + j]! += factor * data[from + j]!;
    }
  }
}

function transposedCopy(b: Matrix, k: number, n: number): Matrix {
  const data = new Float64Array(k * n);
  for (let j = 0; j < n; j++)
    for (let l = 0, from = b.offset + j * b.stride; l < k; l++) data[l * n + j] = b.data[from + l]!;
  return { data, offset: 0, stride: n, transposed: false };
}
