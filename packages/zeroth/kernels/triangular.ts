import { leafWork, WHOLE } from './gemm';
import { gemm } from './team';

/*
 * Triangular systems, solved in place: halves of the triangle by recursion, so that almost all of the work is in
 * products. Strides are in elements of float64; a transpose is a triangle of the other kind with its strides swapped.
 */

/** Largest triangle that is solved by loops. */
const LEAF: i32 = 32;

/** Where to cut a triangle of n > LEAF rows: multiples of the leaf keep tiles whole. */
export function half(n: i32): i32 {
  return ((n / 2 + LEAF - 1) / LEAF) * LEAF;
}

/** T X = B for a lower triangle T of order n, X overwriting B (n x columns, rows ldb apart). */
export function solveLower(
  n: i32, columns: i32, t: usize, tRow: i32, tColumn: i32, unit: bool, b: usize, ldb: i32,
): void {
  if (columns == 1) {
    solveVector(n, t, tRow, tColumn, unit, b, ldb, true);
    return;
  }
  if (n <= LEAF || columns < 4) {
    solveLeaf(n, columns, t, tRow, tColumn, unit, b, ldb, true);
    return;
  }
  const top = half(n);
  const below = b + (<usize>(top * ldb) << 3);
  solveLower(top, columns, t, tRow, tColumn, unit, b, ldb);
  gemm<f64>(
    n - top, columns, top, -1, t + (<usize>(top * tRow) << 3), tRow, tColumn, b, ldb, 1, 1, below, ldb, WHOLE,
  );
  solveLower(n - top, columns, t + (<usize>(top * (tRow + tColumn)) << 3), tRow, tColumn, unit, below, ldb);
}

/** As {@link solveLower} for an upper triangle. */
export function solveUpper(
  n: i32, columns: i32, t: usize, tRow: i32, tColumn: i32, unit: bool, b: usize, ldb: i32,
): void {
  if (columns == 1) {
    solveVector(n, t, tRow, tColumn, unit, b, ldb, false);
    return;
  }
  if (n <= LEAF || columns < 4) {
    solveLeaf(n, columns, t, tRow, tColumn, unit, b, ldb, false);
    return;
  }
  const top = half(n);
  const below = b + (<usize>(top * ldb) << 3);
  solveUpper(n - top, columns, t + (<usize>(top * (tRow + tColumn)) << 3), tRow, tColumn, unit, below, ldb);
  gemm<f64>(
    top, columns, n - top, -1, t + (<usize>(top * tColumn) << 3), tRow, tColumn, below, ldb, 1, 1, b, ldb, WHOLE,
  );
  solveUpper(top, columns, t, tRow, tColumn, unit, b, ldb);
}

function solveLeaf(
  n: i32, columns: i32, t: usize, tRow: i32, tColumn: i32, unit: bool, b: usize, ldb: i32, lower: bool,
): void {
  const tRowBytes = <usize>tRow << 3, tColumnBytes = <usize>tColumn << 3, stride = <usize>ldb << 3;
  let j = 0;
  for (; j + 8 <= columns; j += 8) {
    const strip = b + (<usize>j << 3);
    for (let r = 0; r < n; r++) {
      const i = lower ? r : n - 1 - r;
      const from = lower ? 0 : i + 1, to = lower ? i : n;
      const at = strip + <usize>i * stride;
      let s0 = v128.load(at), s1 = v128.load(at, 16), s2 = v128.load(at, 32), s3 = v128.load(at, 48);
      let p = t + <usize>i * tRowBytes + <usize>from * tColumnBytes, q = strip + <usize>from * stride;
      for (let k = from; k < to; k++) {
        const factor = v128.load64_splat(p);
        s0 = f64x2.sub(s0, f64x2.mul(factor, v128.load(q)));
        s1 = f64x2.sub(s1, f64x2.mul(factor, v128.load(q, 16)));
        s2 = f64x2.sub(s2, f64x2.mul(factor, v128.load(q, 32)));
        s3 = f64x2.sub(s3, f64x2.mul(factor, v128.load(q, 48)));
        p += tColumnBytes;
        q += stride;
      }
      if (!unit) {
        const pivot = v128.load64_splat(t + <usize>i * (tRowBytes + tColumnBytes));
        s0 = f64x2.div(s0, pivot);
        s1 = f64x2.div(s1, pivot);
        s2 = f64x2.div(s2, pivot);
        s3 = f64x2.div(s3, pivot);
      }
      v128.store(at, s0);
      v128.store(at, s1, 16);
      v128.store(at, s2, 32);
      v128.store(at, s3, 48);
    }
  }
  for (; j < columns; j++) {
    const strip = b + (<usize>j << 3);
    for (let r = 0; r < n; r++) {
      const i = lower ? r : n - 1 - r;
      const from = lower ? 0 : i + 1, to = lower ? i : n;
      let sum = load<f64>(strip + <usize>i * stride);
      let p = t + <usize>i * tRowBytes + <usize>from * tColumnBytes, q = strip + <usize>from * stride;
      for (let k = from; k < to; k++) {
        sum -= load<f64>(p) * load<f64>(q);
        p += tColumnBytes;
        q += stride;
      }
      if (!unit) sum /= load<f64>(t + <usize>i * (tRowBytes + tColumnBytes));
      store<f64>(strip + <usize>i * stride, sum);
    }
  }
}

/** One right side: by rows where those of T lie together, else by columns, so that T is read in order. */
function solveVector(
  n: i32, t: usize, tRow: i32, tColumn: i32, unit: bool, b: usize, ldb: i32, lower: bool,
): void {
  if (tRow != 1 || ldb != 1) {
    if (tColumn != 1 || ldb != 1) {
      solveLeaf(n, 1, t, tRow, tColumn, unit, b, ldb, lower);
      return;
    }
    for (let r = 0; r < n; r++) {
      const i = lower ? r : n - 1 - r;
      const from = lower ? 0 : i + 1, to = lower ? i : n;
      const row = t + (<usize>(i * tRow) << 3);
      let s0 = f64x2.splat(0), s1 = s0;
      let p = row + (<usize>from << 3), q = b + (<usize>from << 3);
      let left = to - from;
      for (; left >= 4; left -= 4) {
        s0 = f64x2.add(s0, f64x2.mul(v128.load(p), v128.load(q)));
        s1 = f64x2.add(s1, f64x2.mul(v128.load(p, 16), v128.load(q, 16)));
        p += 32;
        q += 32;
      }
      s0 = f64x2.add(s0, s1);
      let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
      for (; left > 0; left--) {
        sum += load<f64>(p) * load<f64>(q);
        p += 8;
        q += 8;
      }
      let x = load<f64>(b + (<usize>i << 3)) - sum;
      if (!unit) x /= load<f64>(row + (<usize>i << 3));
      store<f64>(b + (<usize>i << 3), x);
    }
    return;
  }
  for (let r = 0; r < n; r++) {
    const i = lower ? r : n - 1 - r;
    const column = t + (<usize>(i * tColumn) << 3);
    let x = load<f64>(b + (<usize>i << 3));
    if (!unit) {
      x /= load<f64>(column + (<usize>i << 3));
      store<f64>(b + (<usize>i << 3), x);
    }
    const from = lower ? i + 1 : 0, to = lower ? n : i;
    const factor = f64x2.splat(x);
    let p = column + (<usize>from << 3), q = b + (<usize>from << 3);
    let left = to - from;
    for (; left >= 2; left -= 2) {
      v128.store(q, f64x2.sub(v128.load(q), f64x2.mul(factor, v128.load(p))));
      p += 16;
      q += 16;
    }
    if (left > 0) store<f64>(q, load<f64>(q) - x * load<f64>(p));
  }
}

/** X Lᵀ = B for a lower triangle L of order n with rows ldl apart, X overwriting B (rows x n, rows ldb apart). */
export function solveLowerTransposedRight(rows: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  if (n <= LEAF) {
    for (let i = 0; i < rows; i += 8) eightRows(min(8, rows - i), n, l, ldl, b + (<usize>(i * ldb) << 3), ldb);
    return;
  }
  const left = half(n);
  const beside = b + (<usize>left << 3);
  solveLowerTransposedRight(rows, left, l, ldl, b, ldb);
  gemm<f64>(rows, n - left, left, -1, b, ldb, 1, l + (<usize>(left * ldl) << 3), 1, ldl, 1, beside, ldb, WHOLE);
  solveLowerTransposedRight(rows, n - left, l + (<usize>(left * (ldl + 1)) << 3), ldl, beside, ldb);
}

/** Rows of X are solved for side by side, in a transposed copy of 64 bytes a row. */
function eightRows(rows: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  const own = leafWork();
  if (rows < 8) memory.fill(own, 0, <usize>n << 6);
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < n; i++)
      store<f64>(own + (<usize>i << 6) + (<usize>r << 3), load<f64>(b + (<usize>(r * ldb + i) << 3)));
  for (let i = 0; i < n; i++) {
    const at = own + (<usize>i << 6);
    let s0 = v128.load(at), s1 = v128.load(at, 16), s2 = v128.load(at, 32), s3 = v128.load(at, 48);
    let p = l + (<usize>(i * ldl) << 3), q = own;
    for (let k = 0; k < i; k++) {
      const factor = v128.load64_splat(p);
      s0 = f64x2.sub(s0, f64x2.mul(factor, v128.load(q)));
      s1 = f64x2.sub(s1, f64x2.mul(factor, v128.load(q, 16)));
      s2 = f64x2.sub(s2, f64x2.mul(factor, v128.load(q, 32)));
      s3 = f64x2.sub(s3, f64x2.mul(factor, v128.load(q, 48)));
      p += 8;
      q += 64;
    }
    const pivot = v128.load64_splat(p);
    v128.store(at, f64x2.div(s0, pivot));
    v128.store(at, f64x2.div(s1, pivot), 16);
    v128.store(at, f64x2.div(s2, pivot), 32);
    v128.store(at, f64x2.div(s3, pivot), 48);
  }
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < n; i++)
      store<f64>(b + (<usize>(r * ldb + i) << 3), load<f64>(own + (<usize>i << 6) + (<usize>r << 3)));
}
