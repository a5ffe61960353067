import { ZerothError } from '../../errors.js';
import { hypotenuse } from './tridiagonal-qr.js';
import { smallerSingularValue, twoByTwoSvd } from './two-by-two-svd.js';

/** Sweeps allowed for each pair of singular values; four are many. */
const SWEEPS_PER_PAIR = 6;
const UNIT = Number.EPSILON / 2;
/** Relative accuracy asked of every singular value, in the middle between speed and the last bit. */
const TOLERANCE = UNIT * 2 ** (53 / 8);

/** Rotations of neighbouring rows (cosine, sine), to be carried over to the singular vectors. */
export interface Sweep {
  /** For the left and right vectors: 2 n numbers each. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Called with them: `count` rotations from row `start` on, downwards or (first row the lower one) upwards. */
  rotate(start: number, count: number, upwards: boolean): void;
}

/**
 * Turns an upper bidiagonal matrix (d its diagonal, e what stands above) into its singular values in place, in no order
 * and with any sign, by the QR iteration with shift zero where small values need it: each is found to nearly full
 * relative accuracy.
 *
 * @source Demmel and Kahan, Accurate singular values of bidiagonal matrices (1990)
 */
export function bidiagonalQr(d: Float64Array, e: Float64Array, sweep: Sweep): void {
  const n = d.length;
  const threshold = Math.max(TOLERANCE * smallestBound(d, e), SWEEPS_PER_PAIR * n * n * MIN_NORMAL);
  let budget = SWEEPS_PER_PAIR * n * n;
  let downwards = true;
  let oldFirst = -1;
  let oldLast = -1;
  for (let last = n - 1; last > 0; ) {
    if (budget <= 0)
      throw new ZerothError(
        'no-convergence',
        `The QR iteration for the singular values of a matrix of order ${n} did not converge.`,
        n,
      );
    let first = last;
    let largest = Math.abs(d[last]!);
    while (first > 0 && Math.abs(e[first - 1]!) > threshold) {
      first--;
      largest = Math.max(largest, Math.abs(d[first]!), Math.abs(e[first]!));
    }
    if (first > 0) e[first - 1] = 0;
    if (first === last) {
      last--;
      continue;
    }
    if (first === last - 1) {
      finishPair(d, e, first, sweep);
      last -= 2;
      continue;
    }
    // A bulge is chased from the large end to the small one.
    if (first > oldLast || last < oldFirst) downwards = Math.abs(d[first]!) >= Math.abs(d[last]!);
    const least = splits(d, e, first, last, downwards);
    if (least < 0) continue;
    oldFirst = first;
    oldLast = last;
    const shift = shiftFor(d, e, first, last, downwards, least / largest, n);
    budget -= last - first;
    if (shift === 0) {
      if (downwards) zeroShiftDown(d, e, first, last, sweep);
      else zeroShiftUp(d, e, first, last, sweep);
    } else if (downwards) shiftedDown(d, e, first, last, shift, sweep);
    else shiftedUp(d, e, first, last, shift, sweep);
    const end = downwards ? last - 1 : first;
    if (Math.abs(e[end]!) <= threshold) e[end] = 0;
    sweep.rotate(downwards ? first : last, last - first, !downwards);
  }
}

/** The least normal number. */
const MIN_NORMAL = 2 ** -1022;

/** A lower bound of the smallest singular value, but for a factor. */
function smallestBound(d: Float64Array, e: Float64Array): number {
  const n = d.length;
  if (n === 0) return 0;
  let mu = Math.abs(d[0]!);
  let least = mu;
  for (let i = 1; i < n && least > 0; i++) {
    mu = Math.abs(d[i]!) * (mu / (mu + Math.abs(e[i - 1]!)));
    least = Math.min(least, mu);
  }
  return least / Math.sqrt(n);
}

function finishPair(d: Float64Array, e: Float64Array, i: number, sweep: Sweep): void {
  const pair = twoByTwoSvd(d[i]!, e[i]!, d[i + 1]!);
  d[i] = pair.large;
  d[i + 1] = pair.small;
  e[i] = 0;
  sweep.left[0] = pair.cosLeft;
  sweep.left[1] = pair.sinLeft;
  sweep.right[0] = pair.cosRight;
  sweep.right[1] = pair.sinRight;
  sweep.rotate(i, 1, false);
}

/**
 * Sets an entry above the diagonal to zero where that changes no singular value by more than the tolerance, and answers
 * −1 then; otherwise a lower bound, but for a factor, of the least of them.
 */
function splits(d: Float64Array, e: Float64Array, first: number, last: number, downwards: boolean): number {
  const end = downwards ? last - 1 : first;
  if (Math.abs(e[end]!) <= TOLERANCE * Math.abs(d[downwards ? last : first]!)) {
    e[end] = 0;
    return -1;
  }
  let mu = Math.abs(d[downwards ? first : last]!);
  let least = mu;
  for (let step = 0; step < last - first; step++) {
    const i = downwards ? first + step : last - 1 - step;
    const beside = Math.abs(e[i]!);
    if (beside <= TOLERANCE * mu) {
      e[i] = 0;
      return -1;
    }
    mu = Math.abs(d[downwards ? i + 1 : i]!) * (mu / (mu + beside));
    least = Math.min(least, mu);
  }
  return least;
}

/** A shift that would cost small singular values their accuracy is left out. */
function shiftFor(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  downwards: boolean,
  ratio: number,
  n: number,
): number {
  if (n * TOLERANCE * ratio <= Math.max(UNIT, 0.01 * TOLERANCE)) return 0;
  const at = downwards ? last - 1 : first;
  const shift = smallerSingularValue(d[at]!, e[at]!, d[at + 1]!);
  const head = Math.abs(d[downwards ? first : last]!);
  return head > 0 && (shift / head) ** 2 < UNIT ? 0 : shift;
}

function zeroShiftDown(d: Float64Array, e: Float64Array, first: number, last: number, { left, right }: Sweep): void {
  let cosine = 1;
  let oldCosine = 1;
  let oldSine = 0;
  for (let i = first, at = 0; i < last; i++, at += 2) {
    const x = d[i]! * cosine;
    const r = hypotenuse(x, e[i]!);
    cosine = r === 0 ? 1 : x / r;
    const sine = r === 0 ? 0 : e[i]! / r;
    if (i > first) e[i - 1] = oldSine * r;
    const p = oldCosine * r;
    const q = d[i + 1]! * sine;
    const length = hypotenuse(p, q);
    oldCosine = length === 0 ? 1 : p / length;
    oldSine = length === 0 ? 0 : q / length;
    d[i] = length;
    right[at] = cosine;
    right[at + 1] = sine;
    left[at] = oldCosine;
    left[at + 1] = oldSine;
  }
  const h = d[last]! * cosine;
  d[last] = h * oldCosine;
  e[last - 1] = h * oldSine;
}

function zeroShiftUp(d: Float64Array, e: Float64Array, first: number, last: number, { left, right }: Sweep): void {
  let cosine = 1;
  let oldCosine = 1;
  let oldSine = 0;
  for (let i = last, at = 0; i > first; i--, at += 2) {
    const x = d[i]! * cosine;
    const r = hypotenuse(x, e[i - 1]!);
    cosine = r === 0 ? 1 : x / r;
    const sine = r === 0 ? 0 : e[i - 1]! / r;
    if (i < last) e[i] = oldSine * r;
    const p = oldCosine * r;
    const q = d[i - 1]! * sine;
    const length = hypotenuse(p, q);
    oldCosine = length === 0 ? 1 : p / length;
    oldSine = length === 0 ? 0 : q / length;
    d[i] = length;
    left[at] = cosine;
    left[at + 1] = sine;
    right[at] = oldCosine;
    right[at + 1] = oldSine;
  }
  const h = d[first]! * cosine;
  d[first] = h * oldCosine;
  e[first] = h * oldSine;
}

function shiftedDown(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  shift: number,
  { left, right }: Sweep,
): void {
  const head = d[first]!;
  let f = (Math.abs(head) - shift) * ((head < 0 ? -1 : 1) + shift / head);
  let g = e[first]!;
  for (let i = first, at = 0; i < last; i++, at += 2) {
    const r = hypotenuse(f, g);
    const cosine = r === 0 ? 1 : f / r;
    const sine = r === 0 ? 0 : g / r;
    if (i > first) e[i - 1] = r;
    f = cosine * d[i]! + sine * e[i]!;
    e[i] = cosine * e[i]! - sine * d[i]!;
    g = sine * d[i + 1]!;
    d[i + 1]! *= cosine;
    const length = hypotenuse(f, g);
    const cosLeft = length === 0 ? 1 : f / length;
    const sinLeft = length === 0 ? 0 : g / length;
    d[i] = length;
    f = cosLeft * e[i]! + sinLeft * d[i + 1]!;
    d[i + 1] = cosLeft * d[i + 1]! - sinLeft * e[i]!;
    if (i < last - 1) {
      g = sinLeft * e[i + 1]!;
      e[i + 1]! *= cosLeft;
    }
    right[at] = cosine;
    right[at + 1] = sine;
    left[at] = cosLeft;
    left[at + 1] = sinLeft;
  }
  e[last - 1] = f;
}

function shiftedUp(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  shift: number,
  { left, right }: Sweep,
): void {
  const head = d[last]!;
  let f = (Math.abs(head) - shift) * ((head < 0 ? -1 : 1) + shift / head);
  let g = e[last - 1]!;
  for (let i = last, at = 0; i > first; i--, at += 2) {
    const r = hypotenuse(f, g);
    const cosine = r === 0 ? 1 : f / r;
    const sine = r === 0 ? 0 : g / r;
    if (i < last) e[i] = r;
    f = cosine * d[i]! + sine * e[i - 1]!;
    e[i - 1] = cosine * e[i - 1]! - sine * d[i]!;
    g = sine * d[i - 1]!;
    d[i - 1]! *= cosine;
    const length = hypotenuse(f, g);
    const cosRight = length === 0 ? 1 : f / length;
    const sinRight = length === 0 ? 0 : g / length;
    d[i] = length;
    f = cosRight * e[i - 1]! + sinRight * d[i - 1]!;
    d[i - 1] = cosRight * d[i - 1]! - sinRight * e[i - 1]!;
    if (i > first + 1) {
      g = sinRight * e[i - 2]!;
      e[i - 2]! *= cosRight;
    }
    left[at] = cosine;
    left[at + 1] = sine;
    right[at] = cosRight;
    right[at + 1] = sinRight;
  }
  e[first] = f;
}
