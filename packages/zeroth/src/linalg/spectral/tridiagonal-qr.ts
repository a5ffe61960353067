import { ZerothError } from '../../errors.js';

/** Steps of the QR iteration allowed for each eigenvalue; two are the rule. */
const maxStepsPerValue = 60;

/** Applies the rotations (cosine, sine), one after another in the array, to rows first and first + 1, and so on to `last`. */
export type RotateRows = (first: number, last: number, rotations: Float64Array) => void;

/**
 * Turns the symmetric tridiagonal matrix of rows from … to − 1 into its eigenvalues in place (d the diagonal, e what
 * stands beside it), by the implicit QR iteration with Wilkinson's shift. The eigenvalues come in no order. An
 * off-diagonal entry is taken for zero where that changes the matrix by less than its rounding.
 *
 * @param rotations room for 2 (to − from) numbers
 * @param rotate told of each step; `undefined` where only values are wanted
 * @source Golub and Van Loan, Matrix Computations (4th edition), algorithm 8.3.3
 */
export function tridiagonalQr(
  d: Float64Array,
  e: Float64Array,
  from: number,
  to: number,
  rotations: Float64Array,
  rotate?: RotateRows,
): void {
  let stepsLeft = maxStepsPerValue * (to - from);
  for (let last = to - 1; last > from; ) {
    if (isNegligible(d, e, last - 1)) {
      e[--last] = 0;
      continue;
    }
    let first = last - 1;
    while (first > from && !isNegligible(d, e, first - 1)) first--;
    if (stepsLeft-- === 0) {
      throw new ZerothError(
        'no-convergence',
        `The QR iteration for the eigenvalues of a matrix of order ${d.length} did not converge.`,
        d.length,
      );
    }
    qrStep(d, e, first, last, rotations);
    rotate?.(first, last, rotations);
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
  for (let k = first, at = 0; k < last; k++, at += 2) {
    const length = hypotenuse(x, bulge);
    const cosine = length === 0 ? 1 : x / length;
    const sine = length === 0 ? 0 : bulge / length;
    rotations[at] = cosine;
    rotations[at + 1] = sine;
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

/** √(x² + y²) without overflow. Math.hypot may differ from platform to platform in its last bit. */
export function hypotenuse(x: number, y: number): number {
  const a = Math.abs(x);
  const b = Math.abs(y);
  const large = Math.max(a, b);
  if (large === 0) return 0;
  const ratio = Math.min(a, b) / large;
  return large * Math.sqrt(1 + ratio * ratio);
}
