import { WHOLE } from './gemm';
import { gemm } from './team';

/*
 * Householder QR. Reflector j is I − tau_j v vᵀ, v_j = 1, v_i = 0 for i < j; v is kept below the diagonal, R on and
 * above it. PANEL reflectors make one block reflector I − V T Vᵀ, T upper triangular (Schreiber and Van Loan, A
 * storage-efficient WY representation for products of Householder transformations, 1989).
 */

export const PANEL: i32 = 32;

/** Bytes of workspace for matrices of m rows that reflectors of a panel are applied to, `columns` wide. */
export function qrWorkBytes(m: i32, columns: i32): i32 {
  return (m * PANEL + 2 * PANEL * PANEL + 2 * PANEL * columns + columns + 16) * 8;
}

/** ‖x‖ for n elements `stride` bytes apart, without overflow or underflow in between. */
export function normOf(n: i32, x: usize, stride: usize): f64 {
  let sum: f64 = 0;
  let p = x;
  for (let i = 0; i < n; i++) {
    const value = load<f64>(p);
    sum += value * value;
    p += stride;
  }
  if (sum > 1e-280 && sum < Infinity) return Math.sqrt(sum);
  let largest: f64 = 0;
  p = x;
  for (let i = 0; i < n; i++) {
    largest = max(largest, abs(load<f64>(p)));
    p += stride;
  }
  if (largest == 0 || !(largest < Infinity)) return largest;
  sum = 0;
  p = x;
  for (let i = 0; i < n; i++) {
    const value = load<f64>(p) / largest;
    sum += value * value;
    p += stride;
  }
  return largest * Math.sqrt(sum);
}

/** The reflector that maps x, n elements `stride` bytes apart, to its first unit vector; x becomes (beta, v). Gives tau. */
export function reflector(n: i32, x: usize, stride: usize): f64 {
  const alpha = load<f64>(x);
  const rest = normOf(n - 1, x + stride, stride);
  if (rest == 0) return 0;
  // By parts, as both may be near the limits.
  const size = max(abs(alpha), rest);
  const u = alpha / size, w = rest / size;
  const length = size * Math.sqrt(u * u + w * w);
  const beta = alpha >= 0 ? -length : length;
  const pivot = alpha - beta;
  let p = x + stride;
  for (let i = 1; i < n; i++) {
    store<f64>(p, load<f64>(p) / pivot);
    p += stride;
  }
  store<f64>(x, beta);
  return pivot / -beta;
}

/**
 * Applies I − tau v vᵀ to `columns` columns of m rows at c. v_0 is 1 and not read; the others are `vStride` bytes
 * apart. `w` holds as many numbers as there are columns.
 */
export function reflect(
  m: i32, columns: i32, v: usize, vStride: usize, tau: f64, c: usize, stride: usize, w: usize,
): void {
  if (tau == 0) return;
  let j = 0;
  for (; j + 8 <= columns; j += 8) {
    let p = c + (<usize>j << 3);
    const top = p;
    let s0 = v128.load(p), s1 = v128.load(p, 16), s2 = v128.load(p, 32), s3 = v128.load(p, 48);
    let q = v;
    for (let i = 1; i < m; i++) {
      p += stride;
      q += vStride;
      const factor = v128.load64_splat(q);
      s0 = f64x2.add(s0, f64x2.mul(factor, v128.load(p)));
      s1 = f64x2.add(s1, f64x2.mul(factor, v128.load(p, 16)));
      s2 = f64x2.add(s2, f64x2.mul(factor, v128.load(p, 32)));
      s3 = f64x2.add(s3, f64x2.mul(factor, v128.load(p, 48)));
    }
    const factor = f64x2.splat(tau);
    s0 = f64x2.mul(factor, s0);
    s1 = f64x2.mul(factor, s1);
    s2 = f64x2.mul(factor, s2);
    s3 = f64x2.mul(factor, s3);
    p = top;
    v128.store(p, f64x2.sub(v128.load(p), s0));
    v128.store(p, f64x2.sub(v128.load(p, 16), s1), 16);
    v128.store(p, f64x2.sub(v128.load(p, 32), s2), 32);
    v128.store(p, f64x2.sub(v128.load(p, 48), s3), 48);
    q = v;
    for (let i = 1; i < m; i++) {
      p += stride;
      q += vStride;
      const each = v128.load64_splat(q);
      v128.store(p, f64x2.sub(v128.load(p), f64x2.mul(each, s0)));
      v128.store(p, f64x2.sub(v128.load(p, 16), f64x2.mul(each, s1)), 16);
      v128.store(p, f64x2.sub(v128.load(p, 32), f64x2.mul(each, s2)), 32);
      v128.store(p, f64x2.sub(v128.load(p, 48), f64x2.mul(each, s3)), 48);
    }
  }
  if (j == columns) return;
  const first = j;
  for (; j < columns; j++) store<f64>(w + (<usize>j << 3), load<f64>(c + (<usize>j << 3)));
  let p = c, q = v;
  for (let i = 1; i < m; i++) {
    p += stride;
    q += vStride;
    const factor = load<f64>(q);
    for (j = first; j < columns; j++) {
      const at = w + (<usize>j << 3);
      store<f64>(at, load<f64>(at) + factor * load<f64>(p + (<usize>j << 3)));
    }
  }
  p = c;
  q = v;
  for (j = first; j < columns; j++) {
    const at = w + (<usize>j << 3);
    const sum = tau * load<f64>(at);
    store<f64>(at, sum);
    store<f64>(c + (<usize>j << 3), load<f64>(c + (<usize>j << 3)) - sum);
  }
  for (let i = 1; i < m; i++) {
    p += stride;
    q += vStride;
    const factor = load<f64>(q);
    for (j = first; j < columns; j++) {
      const at = p + (<usize>j << 3);
      store<f64>(at, load<f64>(at) - factor * load<f64>(w + (<usize>j << 3)));
    }
  }
}

/** V (m x k, rows PANEL apart) from what is kept below the diagonal at `a`. */
function copyReflectors(m: i32, k: i32, a: usize, lda: i32, v: usize): void {
  for (let i = 0; i < m; i++) {
    const to = v + (<usize>(i * PANEL) << 3);
    const kept = min(i, k);
    memory.copy(to, a + (<usize>(i * lda) << 3), <usize>kept << 3);
    if (i < k) {
      store<f64>(to + (<usize>i << 3), 1);
      memory.fill(to + (<usize>(i + 1) << 3), 0, <usize>(k - i - 1) << 3);
    }
  }
}

/** T (k x k, rows PANEL apart) of the block reflector; g is as large. */
function makeT(m: i32, k: i32, v: usize, tau: usize, t: usize, g: usize): void {
  gemm<f64>(k, k, m, 1, v, 1, PANEL, v, PANEL, 1, 0, g, PANEL, WHOLE);
  for (let j = 0; j < k; j++) {
    const factor = load<f64>(tau + (<usize>j << 3));
    for (let i = 0; i < k; i++) {
      let value: f64 = 0;
      if (i == j) value = factor;
      else if (i < j) {
        let sum: f64 = 0;
        for (let l = i; l < j; l++)
          sum += load<f64>(t + (<usize>(i * PANEL + l) << 3)) * load<f64>(g + (<usize>(l * PANEL + j) << 3));
        value = -factor * sum;
      }
      store<f64>(t + (<usize>(i * PANEL + j) << 3), value);
    }
  }
}

/** C ← C − V op(T) Vᵀ C, C m x columns with rows ldc apart; w and z hold PANEL x columns each. */
function applyBlock(
  m: i32, k: i32, columns: i32, v: usize, t: usize, transposed: bool, c: usize, ldc: i32, w: usize, z: usize,
): void {
  if (columns == 0) return;
  gemm<f64>(k, columns, m, 1, v, 1, PANEL, c, ldc, 1, 0, w, columns, WHOLE);
  const row = transposed ? 1 : PANEL, column = transposed ? PANEL : 1;
  gemm<f64>(k, columns, k, 1, t, row, column, w, columns, 1, 0, z, columns, WHOLE);
  gemm<f64>(m, columns, k, -1, v, PANEL, 1, z, columns, 1, 1, c, ldc, WHOLE);
}

/** A = Q R for m x n, in place, tau min(m, n) long. */
export function qr(m: i32, n: i32, a: usize, lda: i32, tau: usize, work: usize): void {
  const v = work, t = v + (<usize>(m * PANEL) << 3), g = t + ((PANEL * PANEL) << 3);
  const w = g + ((PANEL * PANEL) << 3), z = w + (<usize>(PANEL * n) << 3);
  const all = min(m, n);
  for (let j = 0; j < all; j += PANEL) {
    const k = min(PANEL, all - j);
    const rows = m - j;
    const corner = a + (<usize>(j * lda + j) << 3);
    // The panel is factored where its rows lie together: rows of A may be a power of two apart.
    for (let i = 0; i < rows; i++)
      memory.copy(v + (<usize>(i * PANEL) << 3), corner + (<usize>(i * lda) << 3), <usize>k << 3);
    for (let c = 0; c < k; c++) {
      const at = v + (<usize>(c * PANEL + c) << 3);
      const factor = reflector(rows - c, at, PANEL << 3);
      store<f64>(tau + (<usize>(j + c) << 3), factor);
      reflect(rows - c, k - c - 1, at, PANEL << 3, factor, at + 8, PANEL << 3, w);
    }
    for (let i = 0; i < rows; i++)
      memory.copy(corner + (<usize>(i * lda) << 3), v + (<usize>(i * PANEL) << 3), <usize>k << 3);
    if (j + k < n) {
      copyReflectors(rows, k, corner, lda, v);
      makeT(rows, k, v, tau + (<usize>j << 3), t, g);
      applyBlock(rows, k, n - j - k, v, t, true, corner + (<usize>k << 3), lda, w, z);
    }
  }
}

/**
 * C ← Q C or Qᵀ C for the `count` reflectors at a. Where `fromDiagonal`, C is known to begin as columns of the unit
 * matrix, and what stays so is left alone.
 */
export function applyQ(
  m: i32, count: i32, columns: i32, a: usize, lda: i32, tau: usize, transposed: bool, fromDiagonal: bool,
  c: usize, ldc: i32, work: usize,
): void {
  const v = work, t = v + (<usize>(m * PANEL) << 3), g = t + ((PANEL * PANEL) << 3);
  const w = g + ((PANEL * PANEL) << 3), z = w + (<usize>(PANEL * columns) << 3);
  const panels = (count + PANEL - 1) / PANEL;
  for (let s = 0; s < panels; s++) {
    const j = (transposed ? s : panels - 1 - s) * PANEL;
    const k = min(PANEL, count - j);
    const skipped = fromDiagonal ? j : 0;
    copyReflectors(m - j, k, a + (<usize>(j * lda + j) << 3), lda, v);
    makeT(m - j, k, v, tau + (<usize>j << 3), t, g);
    applyBlock(m - j, k, columns - skipped, v, t, transposed, c + (<usize>(j * ldc + skipped) << 3), ldc, w, z);
  }
}
