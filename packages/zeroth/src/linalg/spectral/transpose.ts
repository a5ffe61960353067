/** The transpose of an m x n matrix. */
export function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(m * n);
  // Squares of 16 x 16 stay in the cache whichever way they are walked.
  for (let i0 = 0; i0 < m; i0 += 16) {
    const i1 = Math.min(m, i0 + 16);
    for (let j0 = 0; j0 < n; j0 += 16) {
      const j1 = Math.min(n, j0 + 16);
      for (let i = i0; i < i1; i++) for (let j = j0; j < j1; j++) out[j * m + i] = a[i * n + j]!;
    }
  }
  return out;
}
