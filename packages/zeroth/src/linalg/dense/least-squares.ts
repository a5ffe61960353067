import { applyReflectors, qrReflectors } from './qr.js';
import { solveTriangularInPlace } from './triangular.js';

/** What {@link leastSquares} finds. */
export interface LeastSquaresSolution {
  /** n x columns, row by row. */
  readonly x: Float64Array;
  readonly rank: number;
  /** ‖A x − b‖² for each column. */
  readonly residuals: Float64Array;
}

/**
 * The x of least norm among those that make ‖A x − b‖ least, by a complete orthogonal decomposition: QR with pivoting,
 * then QR of the rows of R that count.
 *
 * @param a m x n, row by row; not changed
 * @param b m x columns; overwritten
 * @param tolerance diagonal entries of R at most this times the first count as 0
 * @source Golub and Van Loan, Matrix Computations (4th edition), section 5.5
 */
export function leastSquares(
  a: Float64Array,
  m: number,
  n: number,
  b: Float64Array,
  columns: number,
  tolerance: number,
): LeastSquaresSolution {
  const decomposition = qrReflectors(a, m, n, true);
  const { factors, p } = decomposition;
  const first = m > 0 && n > 0 ? Math.abs(factors[0]!) : 0;
  let rank = 0;
  while (rank < Math.min(m, n) && Math.abs(factors[rank * n + rank]!) > tolerance * first) rank++;
  applyReflectors(decomposition, m, n, b, columns, true);
  const residuals = new Float64Array(columns);
  for (let c = 0; c < columns; c++) {
    let largest = 0;
    for (let i = rank; i < m; i++) largest = Math.max(largest, Math.abs(b[i * columns + c]!));
    let sum = 0;
    if (largest > 0) for (let i = rank; i < m; i++) sum += (b[i * columns + c]! / largest) ** 2;
    residuals[c] = largest * (largest * sum);
  }
  const y = new Float64Array(n * columns);
  y.set(b.subarray(0, rank * columns));
  if (rank === n) {
    const r = new Float64Array(n * n);
    for (let i = 0; i < n; i++) r.set(factors.subarray(i * n + i, (i + 1) * n), i * n + i);
    solveTriangularInPlace(r, n, y, columns, { lower: false });
  } else if (rank > 0) {
    // The rows of R that count, transposed, are Z S: their least solution is Z S⁻ᵀ c.
    const rows = new Float64Array(n * rank);
    for (let i = 0; i < rank; i++) for (let j = i; j < n; j++) rows[j * rank + i] = factors[i * n + j]!;
    const second = qrReflectors(rows, n, rank, false);
    const s = second.factors.slice(0, rank * rank);
    const top = y.slice(0, rank * columns);
    solveTriangularInPlace(s, rank, top, columns, { lower: false, transposed: true });
    y.set(top);
    applyReflectors(second, n, rank, y, columns, false);
  }
  const x = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) x.set(y.subarray(i * columns, (i + 1) * columns), (p?.[i] ?? i) * columns);
  return { x, rank, residuals };
}
