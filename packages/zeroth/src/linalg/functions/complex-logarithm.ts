import { ZerothError } from '../../errors.js';
import {
  type ComplexNumber,
  exponentialMinusOne,
  logarithmDifference,
  logarithmOf,
  quotient,
  times,
} from './complex-numbers.js';
import { type ComplexMatrix, complexProduct, complexSchur, complexTurnedBack } from './complex-schur.js';
import { complexTriangularDivide, complexTriangularRoot } from './complex-triangular.js';
import { gaussLegendre, logarithmOrder, MOST_ROOTS } from './logarithm-order.js';
import { oneNorm } from './matrix.js';

/**
 * The principal logarithm of a real matrix that may have negative eigenvalues, whose logarithms get the imaginary part π:
 * inverse scaling and squaring of the complex Schur form.
 *
 * @source Al-Mohy and Higham, Improved inverse scaling and squaring algorithms for the matrix logarithm (2012)
 */
export function complexLogarithm(a: Float64Array, n: number): ComplexMatrix {
  const { t, zt } = complexSchur(a, n);
  let root: ComplexMatrix = { re: t.re.slice(), im: t.im.slice() };
  let roots = 0;
  let order = 0;
  for (let tries = 0; ; ) {
    const size = powersSize(minusIdentity(root, n), n);
    order = logarithmOrder(size);
    // One more root pays if it saves two orders.
    if (order > 0 && (order - logarithmOrder(size / 2) <= 1 || ++tries === 2)) break;
    const next = roots++ === MOST_ROOTS ? undefined : complexTriangularRoot(root, n);
    if (next === undefined)
      throw new ZerothError('no-convergence', `The logarithm of a matrix of order ${n} was not found.`, n);
    root = next;
  }
  const x = minusIdentity(root, n);
  const power = 2 ** -roots;
  // On and next to the diagonal, the powers and then the logarithms are known without the cancellation in T − I.
  restore(
    x,
    t,
    n,
    (value) => exponentialMinusOne(scaled(logarithmOf(value), power)),
    (first, second) => {
      const [re, im] = exponentialMinusOne(scaled(logarithmOf(first), power));
      if (first[0] === second[0] && first[1] === second[1]) return quotient([power * (1 + re), power * im], first);
      const growth = exponentialMinusOne(scaled(logarithmDifference(first, second), power));
      return quotient(times([1 + re, im], growth), minus(second, first));
    },
  );
  const result = pade(x, n, order);
  for (let i = 0; i < result.re.length; i++) {
    result.re[i]! /= power;
    result.im[i]! /= power;
  }
  restore(result, t, n, logarithmOf, (first, second) =>
    first[0] === second[0] && first[1] === second[1]
      ? quotient([1, 0], first)
      : quotient(logarithmDifference(first, second), minus(second, first)),
  );
  return complexTurnedBack(result, zt, n);
}

/** Sets the diagonal, and the entries beside it to those of T times a divided difference. */
function restore(
  x: ComplexMatrix,
  t: ComplexMatrix,
  n: number,
  own: (value: ComplexNumber) => ComplexNumber,
  between: (first: ComplexNumber, second: ComplexNumber) => ComplexNumber,
): void {
  const entry = (at: number): ComplexNumber => [t.re[at]!, t.im[at]!];
  for (let k = 0; k < n; k++) {
    const at = k * n + k;
    [x.re[at], x.im[at]] = own(entry(at));
    if (k === 0) continue;
    const above = at - n;
    [x.re[above], x.im[above]] = times(entry(above), between(entry(above - 1), entry(at)));
  }
}

/** Σ w_j (I + x_j X)⁻¹ X over the nodes of Gauss and Legendre. */
function pade(x: ComplexMatrix, n: number, order: number): ComplexMatrix {
  const out = { re: new Float64Array(n * n), im: new Float64Array(n * n) };
  for (const [node, weight] of gaussLegendre(order)) {
    const denominator = { re: x.re.map((entry) => node * entry), im: x.im.map((entry) => node * entry) };
    for (let i = 0; i < n; i++) denominator.re[i * n + i]! += 1;
    const term = { re: x.re.slice(), im: x.im.slice() };
    complexTriangularDivide(denominator, term, n);
    for (let i = 0; i < term.re.length; i++) {
      out.re[i]! += weight * term.re[i]!;
      out.im[i]! += weight * term.im[i]!;
    }
  }
  return out;
}

/** The larger of ‖X²‖^(1/2) and ‖X³‖^(1/3). */
function powersSize(x: ComplexMatrix, n: number): number {
  const square = complexProduct(x, x, n);
  return Math.max(sizeOf(square, n) ** (1 / 2), sizeOf(complexProduct(square, x, n), n) ** (1 / 3));
}

function sizeOf({ re, im }: ComplexMatrix, n: number): number {
  return oneNorm(
    re.map((entry, i) => Math.hypot(entry, im[i]!)),
    n,
  );
}

function minusIdentity({ re, im }: ComplexMatrix, n: number): ComplexMatrix {
  const out = re.slice();
  for (let i = 0; i < n; i++) out[i * n + i]! -= 1;
  return { re: out, im: im.slice() };
}

function scaled([re, im]: ComplexNumber, factor: number): ComplexNumber {
  return [factor * re, factor * im];
}

function minus([a, b]: ComplexNumber, [c, d]: ComplexNumber): ComplexNumber {
  return [a - c, b - d];
}
