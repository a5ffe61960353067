import { ZerothError } from '../errors.js';
import { tridiagonalize } from './tridiagonalize.js';

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** Ascending, length n. */
  readonly values: Float64Array;
  /** n x n, row by row: row i is the unit eigenvector of `values[i]`. Rows are orthogonal to rounding. */
  readonly vectors: Float64Array;
}

/** Steps of the QR iteration allowed for each eigenvalue; two are the rule. */
const maxStepsPerValue = 60;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix, by Householder's reduction to tridiagonal form and the
 * implicit QR iteration with Wilkinson's shift. Backward stable: they are exact for a matrix that differs from `a` by a
 * small multiple of n ε ‖a‖. O(n³) time; the same bits on every platform.
 *
 * @param a n x n, row by row; only its lower triangle (diagonal included) is read, and it is not changed
 * @param n order, 0 or more
 * @throws ZerothError `shape-mismatch` unless `a` has n² entries, `not-finite` where one is not finite
 * @source Golub and Van Loan, Matrix Computations (4th edition), sections 8.3.1 to 8.3.5
 */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  if (!Number.isInteger(n) || n < 0 || a.length !== n * n) {
    throw new ZerothError(
      'shape-mismatch',
      `A matrix of order ${n} must have ${n} x ${n} entries, not ${a.length}.`,
      n,
    );
  }
  const scale = powerOfTwoNear(largestEntry(a, n));
  const scaled = a.slice();
  for (let i = 0; i < scaled.length; i++) scaled[i]! /= scale;
  const { diagonal, offDiagonal, basis } = tridiagonalize(scaled, n);
  diagonalize(diagonal, offDiagonal, basis);
  return ascending(diagonal, basis, scale);
}

function largestEntry(a: Float64Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = Math.abs(a[i * n + j]!);
      if (!Number.isFinite(entry)) {
        throw new ZerothError('not-finite', `Entry (${i}, ${j}) of the matrix is ${a[i * n + j]}: it must be finite.`);
      }
      if (entry > largest) largest = entry;
    }
  }
  return largest;
}

// With entries of at most 1 no square overflows, and one that underflows is far below rounding. Dividing by a power
// of two is exact.
function powerOfTwoNear(x: number): number {
  return x === 0 ? 1 : 2 ** Math.max(-1022, Math.ceil(Math.log2(x)));
}

/**
 * Turns a tridiagonal matrix into its eigenvalues in place, and applies the rotations to the rows of the basis.
 * An off-diagonal entry is taken for zero where that changes the matrix by less than its rounding.
 */
function diagonalize(d: Float64Array, e: Float64Array, basis: Float64Array): void {
  const n = d.length;
  const rotations = new Float64Array(2 * n);
  let stepsLeft = maxStepsPerValue * n;
  for (let last = n - 1; last > 0; ) {
    if (isNegligible(d, e, last - 1)) {
      e[--last] = 0;
      continue;
    }
    let first = last - 1;
    while (first > 0 && !isNegligible(d, e, first - 1)) first--;
    if (stepsLeft-- === 0) throw new ZerothError('no-convergence', 'The QR iteration did not converge.', n);
    qrStep(d, e, first, last, rotations);
    rotateRows(basis, n, first, last, rotations);
  }
}

function isNegligible(d: Float64Array, e: Float64Array, i: number): boolean {
  return Math.abs(e[i]!) <= 0.5 * Number.EPSILON * (Math.abs(d[i]!) + Math.abs(d[i + 1]!)) + Number.MIN_VALUE;
}

/**
 * One implicit QR step on rows first to last: the first rotation is that of the shifted matrix, the others chase the
 * entry that it leaves outside the three diagonals down and out.
 */
function qrStep(d: Float64Array, e: Float64Array, first: number, last: number, rotations: Float64Array): void {
  let x = d[first]! - wilkinsonShift(d[last - 1]!, e[last - 1]!, d[last]!);
  let bulge = e[first]!;
  for (let k = first; k < last; k++) {
    const length = hypotenuse(x, bulge);
    const cosine = length === 0 ? 1 : x / length;
    const sine = length === 0 ? 0 : bulge / length;
    rotations[2 * k] = cosine;
    rotations[2 * k + 1] = sine;
    if (k > first) e[k - 1] = length;
    const slope = sine * (d[k + 1]! - d[k]!) + 2 * cosine * e[k]!;
    d[k]! += sine * slope;
    d[k + 1]! -= sine * slope;
    e[k] = cosine * slope - e[k]!;
    if (k + 1 < last) {
      x = e[k]!;
      bulge = sine * e[k + 1]!;
      e[k + 1]! *= cosine;
    }
  }
}

/** The eigenvalue of ((a, b), (b, c)) that is nearer to c. b must not be 0. */
function wilkinsonShift(a: number, b: number, c: number): number {
  const half = (a - c) / 2;
  return c - (b * b) / (half + (half < 0 ? -1 : 1) * hypotenuse(half, b));
}

// Math.hypot may differ from platform to platform in its last bit.
function hypotenuse(x: number, y: number): number {
  const [large, small] = Math.abs(x) > Math.abs(y) ? [Math.abs(x), Math.abs(y)] : [Math.abs(y), Math.abs(x)];
  if (large === 0) return 0;
  const ratio = small / large;
  return large * Math.sqrt(1 + ratio * ratio);
}

/**
 * Applies rotation k to rows k and k + 1, k from first to last − 1. Two rotations at a time, so that the row they share
 * is read and written once.
 */
function rotateRows(z: Float64Array, n: number, first: number, last: number, rotations: Float64Array): void {
  let k = first;
  for (; k + 1 < last; k += 2) {
    const cosine = rotations[2 * k]!;
    const sine = rotations[2 * k + 1]!;
    const nextCosine = rotations[2 * k + 2]!;
    const nextSine = rotations[2 * k + 3]!;
    const start = k * n;
    for (let i = start; i < start + n; i++) {
      const upper = z[i]!;
      const middle = z[i + n]!;
      const lower = z[i + 2 * n]!;
      const turned = cosine * middle - sine * upper;
      z[i] = cosine * upper + sine * middle;
      z[i + n] = nextCosine * turned + nextSine * lower;
      z[i + 2 * n] = nextCosine * lower - nextSine * turned;
    }
  }
  if (k < last) {
    const cosine = rotations[2 * k]!;
    const sine = rotations[2 * k + 1]!;
    const start = k * n;
    for (let i = start; i < start + n; i++) {
      const upper = z[i]!;
      const lower = z[i + n]!;
      z[i] = cosine * upper + sine * lower;
      z[i + n] = cosine * lower - sine * upper;
    }
  }
}

function ascending(diagonal: Float64Array, basis: Float64Array, scale: number): SymmetricEigen {
  const n = diagonal.length;
  const order = Array.from(diagonal.keys()).sort((i, j) => diagonal[i]! - diagonal[j]!);
  const values = Float64Array.from(order, (i) => diagonal[i]! * scale);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    vectors.set(basis.subarray(from * n, (from + 1) * n), to * n);
  });
  return { values, vectors };
}
