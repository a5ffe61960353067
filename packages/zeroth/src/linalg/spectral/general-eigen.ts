import { gemm } from '../../kernels/gemm.js';
import { balance } from './balance.js';
import { quasiTriangularVectors } from './quasi-triangular-vectors.js';
import { quasiTriangularEigenvalues, realSchur, schurDiagonal } from './real-schur.js';
import { largestOf, powerOfTwoNear } from './scale.js';
import { transposed } from './transpose.js';

/** Eigenvalues and right eigenvectors: real and imaginary parts; column k of the n x n parts is vector k. */
export interface GeneralEigen {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly vectorsRe: Float64Array;
  readonly vectorsIm: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a real matrix: balancing, Hessenberg form, Francis' iteration, back-substitution.
 * Vectors have length 1 and a real largest component.
 *
 * @param a n x n, row by row, finite; it is overwritten
 */
export function generalEigen(a: Float64Array, n: number): GeneralEigen {
  const { scale, order, scales } = prepare(a, n);
  const { t, zt } = realSchur(a, n);
  const { re, im } = quasiTriangularEigenvalues(t, n);
  const inner = new Float64Array(n * n);
  quasiTriangularVectors(t, n, inner);
  const rows = new Float64Array(n * n);
  gemm(n, n, n, 1, inner, n, false, zt, n, false, 0, rows, n);
  const outRe = new Float64Array(n * n);
  const outIm = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const isPair = im[k] !== 0;
    unbalance(rows.subarray(k * n, (k + 1) * n), order, scales, outRe.subarray(k * n, (k + 1) * n));
    if (isPair) unbalance(rows.subarray((k + 1) * n, (k + 2) * n), order, scales, outIm.subarray(k * n, (k + 1) * n));
    normalize(outRe.subarray(k * n, (k + 1) * n), outIm.subarray(k * n, (k + 1) * n), isPair);
    if (!isPair) continue;
    for (let i = 0; i < n; i++) {
      outRe[(k + 1) * n + i] = outRe[k * n + i]!;
      outIm[(k + 1) * n + i] = -outIm[k * n + i]!;
    }
    k++;
  }
  for (let k = 0; k < n; k++) {
    re[k]! *= scale;
    im[k]! *= scale;
  }
  return { re, im, vectorsRe: transposed(outRe, n, n), vectorsIm: transposed(outIm, n, n) };
}

/** Eigenvalues only; a is overwritten. */
export function generalEigenvalues(a: Float64Array, n: number): { re: Float64Array; im: Float64Array } {
  const { scale } = prepare(a, n);
  const { re, im } = quasiTriangularEigenvalues(schurDiagonal(a, n), n);
  return { re: re.map((value) => value * scale), im: im.map((value) => value * scale) };
}

/** Scales by a power of two, to entries of 1 at most, and balances. */
function prepare(a: Float64Array, n: number) {
  let scale = powerOfTwoNear(largestOf(a));
  for (let i = 0; i < a.length; i++) a[i]! /= scale;
  const { order, scales } = balance(a, n);
  // Balancing may leave other sizes than it found.
  const rest = powerOfTwoNear(largestOf(a));
  for (let i = 0; i < a.length; i++) a[i]! /= rest;
  scale *= rest;
  return { scale, order, scales };
}

function unbalance(x: Float64Array, order: Int32Array, scales: Float64Array, out: Float64Array): void {
  for (let i = 0; i < x.length; i++) out[order[i]!] = x[i]! * scales[i]!;
}

function normalize(re: Float64Array, im: Float64Array, isPair: boolean): void {
  const n = re.length;
  const size = Math.max(largestOf(re), largestOf(im));
  let squares = 0;
  let largest = 0;
  let at = 0;
  for (let i = 0; i < n; i++) {
    re[i]! /= size;
    im[i]! /= size;
    const square = re[i]! * re[i]! + im[i]! * im[i]!;
    squares += square;
    if (square > largest) {
      largest = square;
      at = i;
    }
  }
  const length = Math.sqrt(squares);
  if (!isPair) {
    for (let i = 0; i < n; i++) re[i]! /= length;
    return;
  }
  const root = Math.sqrt(largest);
  const cosine = re[at]! / root;
  const sine = im[at]! / root;
  for (let i = 0; i < n; i++) {
    const x = re[i]! / length;
    const y = im[i]! / length;
    re[i] = x * cosine + y * sine;
    im[i] = y * cosine - x * sine;
  }
  im[at] = 0;
}
