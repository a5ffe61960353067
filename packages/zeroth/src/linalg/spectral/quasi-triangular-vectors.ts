import { quasiTriangularEigenvalues } from './real-schur.js';

/** Numbers may grow to this before they are scaled down: products of two and sums of many stay finite. */
const BIG = 2 ** 400;
const TINY = 2 ** -960;

/**
 * Eigenvectors of a quasi-triangular matrix in standard form, by back-substitution that is scaled against overflow.
 *
 * @param t n x n, row by row, entries of about 1 at most
 * @param out n x n: row k receives the vector of a real eigenvalue k; rows k and k + 1 the real and imaginary parts of
 *   that of the pair's eigenvalue with positive imaginary part
 * @source Golub and Van Loan, Matrix Computations (4th edition), section 7.6.4
 */
export function quasiTriangularVectors(t: Float64Array, n: number, out: Float64Array): void {
  const { re, im } = quasiTriangularEigenvalues(t, n);
  out.fill(0);
  for (let k = 0; k < n; k++) {
    const x = out.subarray(k * n, (k + 1) * n);
    if (im[k] === 0) {
      x[k] = 1;
      substituteReal(t, n, k, re[k]!, x);
      continue;
    }
    const y = out.subarray((k + 1) * n, (k + 2) * n);
    const above = t[k * n + k + 1]!;
    const below = t[(k + 1) * n + k]!;
    if (Math.abs(above) >= Math.abs(below)) {
      x[k] = 1;
      y[k + 1] = im[k]! / above;
    } else {
      x[k] = -im[k]! / below;
      y[k + 1] = 1;
    }
    substituteComplex(t, n, k, re[k]!, im[k]!, x, y);
    k++;
  }
}

function substituteReal(t: Float64Array, n: number, k: number, value: number, x: Float64Array): void {
  const least = Math.max(Number.EPSILON * Math.abs(value), TINY);
  for (let j = k - 1; j >= 0; j--) {
    const at = j * n + j;
    const isPair = j > 0 && t[at - 1] !== 0;
    let lower = 0;
    for (let l = j + 1; l <= k; l++) lower -= t[j * n + l]! * x[l]!;
    if (!isPair) {
      let pivot = t[at]! - value;
      if (Math.abs(pivot) < least) pivot = least;
      if (Math.abs(lower) > BIG * Math.min(1, Math.abs(pivot))) {
        const factor = 1 / Math.abs(lower);
        shrink(x, j + 1, k, factor);
        lower = lower < 0 ? -1 : 1;
        if (Math.abs(pivot) < 1 / BIG) {
          // The quotient itself would be too large: it is made BIG, and all others smaller by the same factor.
          shrink(x, j + 1, k, BIG * Math.abs(pivot));
          x[j] = pivot < 0 ? -lower * BIG : lower * BIG;
          continue;
        }
      } else if (Math.abs(pivot) < 1 / BIG && Math.abs(lower) > BIG * Math.abs(pivot)) {
        shrink(x, j + 1, k, (BIG * Math.abs(pivot)) / Math.abs(lower));
        x[j] = lower < 0 === pivot < 0 ? BIG : -BIG;
        continue;
      }
      x[j] = lower / pivot;
    } else {
      let upper = 0;
      for (let l = j + 1; l <= k; l++) upper -= t[(j - 1) * n + l]! * x[l]!;
      const size = Math.max(Math.abs(upper), Math.abs(lower));
      if (size > BIG) {
        shrink(x, j + 1, k, 1 / size);
        upper /= size;
        lower /= size;
      }
      const a = t[at - n - 1]! - value;
      const b = t[at - n]!;
      const c = t[at - 1]!;
      const d = t[at]! - value;
      // b c < 0 and a = d: nothing cancels in the determinant.
      const scale = Math.abs(a) + Math.max(Math.abs(b), Math.abs(c));
      const determinant = (a / scale) * d - (b / scale) * c;
      x[j - 1] = ((d / scale) * upper - (b / scale) * lower) / determinant;
      x[j] = ((a / scale) * lower - (c / scale) * upper) / determinant;
      j--;
    }
    limit(x, j, k);
  }
}

/** Solves for x + i y, the vector of the eigenvalue re + i im of the pair k, k + 1. */
function substituteComplex(
  t: Float64Array,
  n: number,
  k: number,
  re: number,
  im: number,
  x: Float64Array,
  y: Float64Array,
): void {
  const last = k + 1;
  const least = Math.max(Number.EPSILON * (Math.abs(re) + Math.abs(im)), TINY);
  for (let j = k - 1; j >= 0; j--) {
    const at = j * n + j;
    let lowerRe = 0;
    let lowerIm = 0;
    for (let l = j + 1, p = j * n + l; l <= last; l++, p++) {
      lowerRe -= t[p]! * x[l]!;
      lowerIm -= t[p]! * y[l]!;
    }
    if (j === 0 || t[at - 1] === 0) {
      let a = t[at]! - re;
      if (Math.abs(a) + Math.abs(im) < least) a = least;
      const size = Math.max(Math.abs(a), Math.abs(im));
      if (size < 1) {
        const largest = Math.max(Math.abs(lowerRe), Math.abs(lowerIm));
        if (largest > BIG * size) {
          const factor = (BIG * size) / largest;
          shrink(x, j + 1, last, factor);
          shrink(y, j + 1, last, factor);
          lowerRe *= factor;
          lowerIm *= factor;
        }
      }
      const p = a / size;
      const q = -im / size;
      const square = p * p + q * q;
      x[j] = (p * (lowerRe / size) + q * (lowerIm / size)) / square;
      y[j] = (p * (lowerIm / size) - q * (lowerRe / size)) / square;
    } else {
      let upperRe = 0;
      let upperIm = 0;
      for (let l = j + 1, p = (j - 1) * n + l; l <= last; l++, p++) {
        upperRe -= t[p]! * x[l]!;
        upperIm -= t[p]! * y[l]!;
      }
      solvePair(t, at, n, re, im, least, x, y, j, last, upperRe, upperIm, lowerRe, lowerIm);
      j--;
    }
    const largest = Math.max(Math.abs(x[j]!), Math.abs(y[j]!), Math.abs(x[j + 1]!), Math.abs(y[j + 1]!));
    if (largest > BIG) {
      shrink(x, j, last, 1 / largest);
      shrink(y, j, last, 1 / largest);
    }
  }
}

/**
 * Rows j − 1 and j: (a − i w, b; c, a − i w) (x, y) = (upper, lower). As b c < 0, the eigenvalues of the block are ± i μ
 * beside its diagonal and the determinant is (a² + μ² − w²) − 2 i a w.
 */
function solvePair(
  t: Float64Array,
  at: number,
  n: number,
  re: number,
  im: number,
  least: number,
  x: Float64Array,
  y: Float64Array,
  j: number,
  last: number,
  upperRe: number,
  upperIm: number,
  lowerRe: number,
  lowerIm: number,
): void {
  const a = t[at]! - re;
  const b = t[at - n]!;
  const c = t[at - 1]!;
  const mu = Math.sqrt(Math.abs(b)) * Math.sqrt(Math.abs(c));
  // (a − i (w − μ)) (a − i (w + μ)): each factor is known to full accuracy.
  let near = a;
  const gap = im - mu;
  if (Math.abs(a) + Math.abs(gap) < least) near = least;
  let rightSize = Math.max(Math.abs(upperRe), Math.abs(upperIm), Math.abs(lowerRe), Math.abs(lowerIm));
  const nearSize = Math.max(Math.abs(near), Math.abs(gap));
  const farSize = Math.max(Math.abs(a), Math.abs(im + mu));
  const growth = Math.max(Math.abs(a), im, Math.abs(b), Math.abs(c)) / farSize;
  if (growth * rightSize > BIG * Math.min(1, nearSize)) {
    const factor = (BIG * Math.min(1, nearSize)) / (growth * rightSize);
    shrink(x, j + 1, last, factor);
    shrink(y, j + 1, last, factor);
    upperRe *= factor;
    upperIm *= factor;
    lowerRe *= factor;
    lowerIm *= factor;
    rightSize *= factor;
  }
  // Adjugate times right side, divided by the farther factor first.
  const firstRe = a * upperRe + im * upperIm - b * lowerRe;
  const firstIm = a * upperIm - im * upperRe - b * lowerIm;
  const secondRe = a * lowerRe + im * lowerIm - c * upperRe;
  const secondIm = a * lowerIm - im * lowerRe - c * upperIm;
  const [p, q] = dividedBy(firstRe, firstIm, a, -(im + mu), farSize);
  const [r, s] = dividedBy(secondRe, secondIm, a, -(im + mu), farSize);
  const [u, v] = dividedBy(p, q, near, -gap, nearSize);
  const [w, z] = dividedBy(r, s, near, -gap, nearSize);
  x[j - 1] = u;
  y[j - 1] = v;
  x[j] = w;
  y[j] = z;
}

/** (re + i im) / (a + i b), `size` being the larger of |a| and |b|. */
function dividedBy(re: number, im: number, a: number, b: number, size: number): readonly [number, number] {
  const p = a / size;
  const q = b / size;
  const square = p * p + q * q;
  return [(p * (re / size) + q * (im / size)) / square, (p * (im / size) - q * (re / size)) / square];
}

function shrink(x: Float64Array, from: number, to: number, factor: number): void {
  for (let i = from; i <= to; i++) x[i]! *= factor;
}

function limit(x: Float64Array, j: number, k: number): void {
  const size = Math.max(Math.abs(x[j]!), Math.abs(x[j + 1]!));
  if (size > BIG) shrink(x, j, k, 1 / size);
}
