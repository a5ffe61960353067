/**
 * The Cholesky factor of L Lᵀ + x xᵀ in place, by plane rotations.
 *
 * @param l n x n, row by row, positive diagonal
 * @param x length n; overwritten
 * @source Golub and Van Loan, Matrix Computations (4th edition), section 6.5.4
 */
export function choleskyUpdateInPlace(l: Float64Array, n: number, x: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const pivot = l[k * n + k]!;
    const r = Math.hypot(pivot, x[k]!);
    const c = pivot / r;
    const s = x[k]! / r;
    l[k * n + k] = r;
    for (let i = k + 1; i < n; i++) {
      const entry = l[i * n + k]!;
      l[i * n + k] = c * entry + s * x[i]!;
      x[i] = c * x[i]! - s * entry;
    }
  }
}

/**
 * The Cholesky factor of L Lᵀ − x xᵀ in place, by rotations that are found from the solution of L p = x; stable, as
 * opposed to hyperbolic rotations.
 *
 * @param p the solution of L p = x; overwritten
 * @returns whether the difference is positive definite; if not, nothing is changed
 * @source Stewart: The effects of rounding error on an algorithm for downdating a Cholesky factorization (1979)
 */
export function choleskyDowndateInPlace(l: Float64Array, n: number, p: Float64Array): boolean {
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.hypot(norm, p[i]!);
  // (1 − ‖p‖)(1 + ‖p‖) is accurate where 1 − ‖p‖² is not.
  const rest = (1 - norm) * (1 + norm);
  if (!(rest > 0)) return false;
  let alpha = Math.sqrt(rest);
  const cosines = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    const length = Math.hypot(alpha, p[i]!);
    cosines[i] = alpha / length;
    p[i]! /= length;
    alpha = length;
  }
  for (let row = 0; row < n; row++) {
    let carried = 0;
    for (let i = row; i >= 0; i--) {
      const entry = l[row * n + i]!;
      l[row * n + i] = cosines[i]! * entry - p[i]! * carried;
      carried = cosines[i]! * carried + p[i]! * entry;
    }
  }
  return true;
}

/**
 * Q and R of Q R + u vᵀ in place, by plane rotations.
 *
 * @param q m x k, row by row, orthonormal columns
 * @param r k x n, row by row, upper triangular
 * @param u length m; overwritten
 * @param v length n
 * @source Golub and Van Loan, Matrix Computations (4th edition), section 6.5.1; Daniel, Gragg, Kaufman, Stewart:
 *   Reorthogonalization and stable algorithms for updating the Gram-Schmidt QR factorization (1976)
 */
export function qrUpdateInPlace(
  q: Float64Array,
  r: Float64Array,
  m: number,
  k: number,
  n: number,
  u: Float64Array,
  v: Float64Array,
): void {
  // What of u is outside of the columns of Q makes one more column, and one more row of R, for the time being.
  const inside = new Float64Array(k + 1);
  for (let pass = 0; pass < (k < m ? 2 : 1); pass++) {
    const part = new Float64Array(k);
    for (let i = 0; i < m; i++) for (let j = 0; j < k; j++) part[j]! += q[i * k + j]! * u[i]!;
    for (let j = 0; j < k; j++) inside[j]! += part[j]!;
    if (k < m)
      for (let i = 0; i < m; i++) {
        let sum = 0;
        for (let j = 0; j < k; j++) sum += q[i * k + j]! * part[j]!;
        u[i]! -= sum;
      }
  }
  let length = 0;
  if (k < m) for (let i = 0; i < m; i++) length = Math.hypot(length, u[i]!);
  inside[k] = length;
  const extra = new Float64Array(m);
  if (length > 0) for (let i = 0; i < m; i++) extra[i] = u[i]! / length;
  const last = new Float64Array(n);
  const rowOf = (i: number) => (i < k ? r.subarray(i * n, (i + 1) * n) : last);
  const rotate = (i: number, c: number, s: number): void => {
    const upper = rowOf(i);
    const lower = rowOf(i + 1);
    for (let j = 0; j < n; j++) {
      const x = upper[j]!;
      const y = lower[j]!;
      upper[j] = c * x + s * y;
      lower[j] = c * y - s * x;
    }
    for (let row = 0; row < m; row++) {
      const x = q[row * k + i]!;
      const y = i + 1 < k ? q[row * k + i + 1]! : extra[row]!;
      q[row * k + i] = c * x + s * y;
      if (i + 1 < k) q[row * k + i + 1] = c * y - s * x;
      else extra[row] = c * y - s * x;
    }
  };
  // inside becomes a multiple of the first unit vector, R an upper Hessenberg matrix.
  for (let i = (k < m ? k : k - 1) - 1; i >= 0; i--) {
    const size = Math.hypot(inside[i]!, inside[i + 1]!);
    if (size === 0) continue;
    const c = inside[i]! / size;
    const s = inside[i + 1]! / size;
    inside[i] = size;
    rotate(i, c, s);
  }
  if (k > 0) for (let j = 0; j < n; j++) r[j]! += inside[0]! * v[j]!;
  for (let i = 0; i < Math.min(k < m ? k : k - 1, n); i++) {
    const x = rowOf(i)[i]!;
    const y = rowOf(i + 1)[i]!;
    const size = Math.hypot(x, y);
    if (y !== 0) rotate(i, x / size, y / size);
    rowOf(i + 1)[i] = 0;
  }
}
