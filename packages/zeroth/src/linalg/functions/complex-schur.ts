import { realSchur } from '../spectral/real-schur.js';
import { multiply } from './matrix.js';

/** A complex matrix, row by row, as its parts. */
export interface ComplexMatrix {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A = Z T Zᴴ with T upper triangular and Z unitary. */
export interface ComplexSchur {
  readonly t: ComplexMatrix;
  /** Zᵀ: row k is Schur vector k. */
  readonly zt: ComplexMatrix;
}

/**
 * The complex Schur form of a real matrix, from its real one: each 2 x 2 block is made triangular by a unitary rotation to
 * the eigenvector of its eigenvalue in the upper half plane, which then comes first.
 *
 * @source Golub and Van Loan, Matrix Computations (4th edition), section 7.4
 */
export function complexSchur(a: Float64Array, n: number): ComplexSchur {
  const { t, zt } = realSchur(a, n);
  const form = {
    t: { re: t, im: new Float64Array(n * n) },
    zt: { re: zt, im: new Float64Array(n * n) },
  };
  for (let k = 0; k + 1 < n; k++) {
    const at = k * n + k;
    const lower = t[at + n]!;
    if (lower === 0) continue;
    const value = t[at]!;
    const upper = t[at + 1]!;
    // The eigenvector of ((a, b), (c, a)) for a + iμ is (sign(b) √|b|, i √|c|): its second part is imaginary.
    const total = Math.abs(upper) + Math.abs(lower);
    const first = Math.sign(upper) * Math.sqrt(Math.abs(upper) / total);
    const second = Math.sqrt(Math.abs(lower) / total);
    const mu = Math.sqrt(Math.abs(upper)) * Math.sqrt(Math.abs(lower));
    // Columns of T, rows of T, columns of Z.
    turn(form.t, k, k + 1, n, Math.min(n, k + 2), first, second);
    turn(form.t, k * n, (k + 1) * n, 1, n, first, -second);
    turn(form.zt, k * n, (k + 1) * n, 1, n, first, second);
    t[at] = t[at + n + 1] = value;
    form.t.im[at] = mu;
    form.t.im[at + n + 1] = -mu;
    t[at + n] = form.t.im[at + n] = 0;
    k++;
  }
  return form;
}

/** (u, v) ← (f u + i s v, i s u + f v) for vectors u and v of `count` numbers that begin there. */
function turn(
  { re, im }: ComplexMatrix,
  u: number,
  v: number,
  step: number,
  count: number,
  f: number,
  s: number,
): void {
  for (let i = 0; i < count; i++, u += step, v += step) {
    const [a, b, c, d] = [re[u]!, im[u]!, re[v]!, im[v]!];
    re[u] = f * a - s * d;
    im[u] = f * b + s * c;
    re[v] = f * c - s * b;
    im[v] = f * d + s * a;
  }
}

/** A B, of parts; `conjugate` and `transpose` say which of A and B to take so. */
export function complexProduct(
  a: ComplexMatrix,
  b: ComplexMatrix,
  n: number,
  { transposeFirst = false, conjugateSecond = false } = {},
): ComplexMatrix {
  const sign = conjugateSecond ? -1 : 1;
  const re = multiply(a.re, b.re, n, transposeFirst);
  const im = multiply(a.im, b.re, n, transposeFirst);
  const imIm = multiply(a.im, b.im, n, transposeFirst);
  const reIm = multiply(a.re, b.im, n, transposeFirst);
  for (let i = 0; i < re.length; i++) {
    re[i]! -= sign * imIm[i]!;
    im[i]! += sign * reIm[i]!;
  }
  return { re, im };
}

/** Z T Zᴴ, from Zᵀ. */
export function complexTurnedBack(t: ComplexMatrix, zt: ComplexMatrix, n: number): ComplexMatrix {
  return complexProduct(complexProduct(zt, t, n, { transposeFirst: true }), zt, n, { conjugateSecond: true });
}
