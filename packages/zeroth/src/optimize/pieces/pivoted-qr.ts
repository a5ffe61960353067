import type { Vector } from '../../query/index.js';

/** J P = Q R of the columns of a Jacobian that are free, with Q'r. */
export interface PivotedFactors {
  /** Columns of J in the order of R's. */
  readonly columns: readonly number[];
  /** Begins with k x k numbers, upper triangular, column after column. */
  readonly r: Vector;
  /** Begins with the first k components of Q'(residuals). */
  readonly projected: Vector;
  /** Columns that do not depend on the others to rounding. */
  readonly rank: number;
}

/**
 * Householder reflections with column pivoting, so that the diagonal of R falls and shows the rank. Rows of zeros stand
 * below where there are fewer residuals than columns.
 *
 * @param jacobian m x n, row-major
 * @param held columns that are left out
 * @param workspace of m and n: the factors stand in it until it is used again. Default: one of their own
 * @source Golub, Van Loan: Matrix Computations, 4th ed. (2013), algorithm 5.4.1
 * @source Cox, Higham: Stability of Householder QR factorization for weighted least squares problems (1998)
 */
export function pivotedFactors(
  jacobian: Vector,
  residuals: Vector,
  n: number,
  held: ArrayLike<number>,
  { matrix: a, r, projected }: PivotedWorkspace = pivotedWorkspace(residuals.length, n),
): PivotedFactors {
  const m = residuals.length;
  const columns: number[] = [];
  for (let j = 0; j < n; j++) if (!held[j]) columns.push(j);
  const k = columns.length;
  const rows = Math.max(m, k);
  // Column after column, because reflections run down columns; the residuals are the last.
  if (rows > m) a.fill(0);
  const order = byLargest(jacobian, m, n);
  for (let i = 0; i < m; i++) {
    const row = order === undefined ? i : order[i]!;
    a[k * rows + i] = residuals[row]!;
    for (let c = 0; c < k; c++) a[c * rows + i] = jacobian[row * n + columns[c]!]!;
  }
  for (let c = 0; c < k; c++) {
    let pivot = c;
    let longest = -1;
    // Norms are taken afresh: updated ones lose their digits just where the rank is decided.
    for (let d = c; d < k; d++) {
      const norm = normBelow(a, d * rows, c, rows);
      if (norm > longest) [pivot, longest] = [d, norm];
    }
    if (pivot !== c) {
      for (let i = 0; i < rows; i++) {
        const kept = a[c * rows + i]!;
        a[c * rows + i] = a[pivot * rows + i]!;
        a[pivot * rows + i] = kept;
      }
      [columns[c], columns[pivot]] = [columns[pivot]!, columns[c]!];
    }
    reflect(a, rows, k, c, longest);
  }
  for (let c = 0; c < k; c++) {
    projected[c] = a[k * rows + c]!;
    for (let e = 0; e <= c; e++) r[c * k + e] = a[c * rows + e]!;
  }
  let rank = 0;
  const least = Math.max(m, k) * 2 ** -52 * Math.abs(r[0] ?? 0);
  while (rank < k && Math.abs(r[rank * k + rank]!) > least) rank++;
  return { columns, r, projected, rank };
}

/** What {@link pivotedFactors} works in, and its factors stand in, so that many Jacobians take the memory of one. */
export interface PivotedWorkspace {
  readonly matrix: Vector;
  readonly r: Vector;
  readonly projected: Vector;
}

export function pivotedWorkspace(m: number, n: number): PivotedWorkspace {
  return {
    matrix: new Float64Array(Math.max(m, n) * (n + 1)),
    r: new Float64Array(n * n),
    projected: new Float64Array(n),
  };
}

/** The same factors where a column counts as dependent only if nothing at all of it is left. */
export function withFullRank(factors: PivotedFactors): PivotedFactors {
  const k = factors.columns.length;
  let { rank } = factors;
  while (rank < k && factors.r[rank * k + rank] !== 0) rank++;
  return { ...factors, rank };
}

/** p for which ‖J p + residuals‖ is least: −J⁻¹ r where J is square; components of columns that depend on others are 0. */
export function leastSquaresStep({ columns, r, projected, rank }: PivotedFactors, n: number): Vector {
  const k = columns.length;
  const p = new Float64Array(n);
  const q = new Float64Array(k);
  for (let c = rank - 1; c >= 0; c--) {
    let sum = -projected[c]!;
    for (let e = c + 1; e < rank; e++) sum -= r[e * k + c]! * q[e]!;
    q[c] = sum / r[c * k + c]!;
    p[columns[c]!] = q[c]!;
  }
  return p;
}

/**
 * Rows by falling size, where they differ much: reflections then keep the digits of rows that are far smaller than
 * others.
 */
function byLargest(jacobian: Vector, m: number, n: number): Uint32Array | undefined {
  let most = 0;
  let least = Infinity;
  for (let i = 0; i < m; i++) {
    const size = sizeOfRow(jacobian, n, i);
    if (size > most) most = size;
    if (size > 0 && size < least) least = size;
  }
  if (!(most > 2 ** 20 * least)) return undefined;
  const sizes = Float64Array.from({ length: m }, (_, i) => sizeOfRow(jacobian, n, i));
  return Uint32Array.from(sizes.keys()).sort((i, j) => sizes[j]! - sizes[i]!);
}

function sizeOfRow(jacobian: Vector, n: number, row: number): number {
  let size = 0;
  for (let at = row * n; at < (row + 1) * n; at++) {
    const entry = Math.abs(jacobian[at]!);
    if (entry > size) size = entry;
  }
  return size;
}

/** The product of two columns from row `from` on, in four sums, of which none waits for another. */
function dotBelow(a: Vector, first: number, second: number, from: number, rows: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = from;
  for (; i + 3 < rows; i += 4) {
    s0 += a[first + i]! * a[second + i]!;
    s1 += a[first + i + 1]! * a[second + i + 1]!;
    s2 += a[first + i + 2]! * a[second + i + 2]!;
    s3 += a[first + i + 3]! * a[second + i + 3]!;
  }
  for (; i < rows; i++) s0 += a[first + i]! * a[second + i]!;
  return s0 + s1 + (s2 + s3);
}

/** Sums of squares between these have neither overflowed nor lost digits below the least normal number. */
const [leastSquare, mostSquare] = [2 ** -900, 2 ** 900];

/** The norm of a column from row `from` on, without overflow. */
function normBelow(a: Vector, start: number, from: number, rows: number): number {
  const square = dotBelow(a, start, start, from, rows);
  if (square > leastSquare && square < mostSquare) return Math.sqrt(square);
  let largest = 0;
  for (let i = from; i < rows; i++) largest = Math.max(largest, Math.abs(a[start + i]!));
  if (largest === 0) return 0;
  let sum = 0;
  for (let i = from; i < rows; i++) sum += (a[start + i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** Zeroes column c below its diagonal in a, and reflects those after it; its norm there is known. */
function reflect(a: Vector, rows: number, columns: number, c: number, norm: number): void {
  if (norm === 0) return;
  const start = c * rows;
  const alpha = a[start + c]! > 0 ? -norm : norm;
  const head = a[start + c]! - alpha;
  const tau = -head / alpha;
  for (let i = c + 1; i < rows; i++) a[start + i] = a[start + i]! / head;
  for (let d = c + 1; d <= columns; d++) apply(a, start, tau, c, rows, d * rows);
  a[start + c] = alpha;
}

/** A reflection, whose vector stands below the diagonal of column c, on the rows from c on of the column that begins at `at`. */
function apply(a: Vector, start: number, tau: number, c: number, rows: number, at: number): void {
  const product = tau * (a[at + c]! + dotBelow(a, start, at, c + 1, rows));
  a[at + c] = a[at + c]! - product;
  for (let i = c + 1; i < rows; i++) a[at + i] = a[at + i]! - product * a[start + i]!;
}
