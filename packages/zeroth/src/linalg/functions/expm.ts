import { type ArrayLike, asArray, bindOne, type NDArray, type Primitive } from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import { matrixPrimitive } from '../spectral/matrix-primitive.js';
import { divide, identity, multiply, oneNorm } from './matrix.js';
import { absolutePowerNorm, productNormEstimate } from './one-norm-estimate.js';

/** Coefficients of the numerators of the diagonal Padé approximants of eˣ, made coprime integers. */
const COEFFICIENTS: ReadonlyMap<number, readonly number[]> = new Map(
  [3, 5, 7, 9, 13].map((m) => [m, padeNumerator(m)]),
);

/** Largest norm at which an approximant's backward error is below rounding. */
const LIMITS: ReadonlyMap<number, number> = new Map([
  [3, 1.495585217958292e-2],
  [5, 2.53939833006323e-1],
  [7, 9.504178996162932e-1],
  [9, 2.097847961257068],
  [13, 4.25],
]);

/** (2m − k)! / (k! (m − k)!) times what makes the last one 1. All fit in 53 bits. */
function padeNumerator(m: number): number[] {
  const out = new Array<number>(m + 1);
  out[m] = 1;
  for (let k = m; k > 0; k--) out[k - 1] = (out[k]! * k * (2 * m - k + 1)) / (m - k + 1);
  return out;
}

/** The matrix exponential. */
export const expmPrimitive: Primitive<Record<never, never>> = matrixPrimitive({
  name: 'expm',
  square: true,
  results: (_, n) => [[n, n]],
  compute: (a, _, n) => [exponential(a, n)],
});

/**
 * e^A, row by row, by scaling and squaring.
 *
 * @source Al-Mohy and Higham, A new scaling and squaring algorithm for the matrix exponential (2009)
 */
export function exponential(a: Float64Array, n: number): Float64Array {
  if (n === 0) return new Float64Array(0);
  const norm = oneNorm(a, n);
  if (norm > MAX_NORM) throw overflow();
  if (norm === 0) return identity(n);
  const a2 = multiply(a, a, n);
  const a4 = multiply(a2, a2, n);
  const a6 = multiply(a2, a4, n);
  const d4 = oneNorm(a4, n) ** (1 / 4);
  const d6 = oneNorm(a6, n) ** (1 / 6);
  for (const m of [3, 5])
    if (Math.max(d4, d6) <= LIMITS.get(m)! && extra(a, n, m) === 0) return lowOrder(a, [a2, a4], n, m);
  const d8 = productNormEstimate([a4, a4], n) ** (1 / 8);
  const even = Math.max(d6, d8);
  for (const m of [7, 9])
    if (even <= LIMITS.get(m)! && extra(a, n, m) === 0)
      return lowOrder(a, m === 7 ? [a2, a4, a6] : [a2, a4, a6, multiply(a4, a4, n)], n, m);
  const d10 = productNormEstimate([a4, a6], n) ** (1 / 10);
  const size = Math.min(even, Math.max(d8, d10));
  let squarings = Math.max(0, Math.ceil(Math.log2(size / LIMITS.get(13)!)));
  squarings += extra(
    a.map((entry) => entry * 2 ** -squarings),
    n,
    13,
  );
  let x = highOrder(a, a2, a4, a6, n, 2 ** -squarings);
  for (let k = 0; k < squarings; k++) x = multiply(x, x, n);
  return checked(x);
}

/** Beyond, some entry of the exponential overflows, or it took thousands of squarings to find that none does. */
const MAX_NORM = 2 ** 170;

/** Squarings that rounding asks for beyond those of the norm, where the matrix is far from normal. */
function extra(a: Float64Array, n: number, m: number): number {
  // log2 of (2m)! / (m!)² · (2m + 1)!, the inverse of the error's leading coefficient.
  let inverse = 0;
  for (let k = 1; k <= m; k++) inverse += Math.log2(m + k) - Math.log2(k);
  for (let k = 2; k <= 2 * m + 1; k++) inverse += Math.log2(k);
  const norm = oneNorm(a, n);
  if (norm === 0) return 0;
  const power = absolutePowerNorm(
    a.map((entry) => entry / norm),
    n,
    2 * m + 1,
  );
  if (power === 0) return 0;
  const alpha = Math.log2(power) + 2 * m * Math.log2(norm) - inverse;
  return Math.max(0, Math.ceil((alpha + 53) / (2 * m)));
}

function lowOrder(a: Float64Array, evens: readonly Float64Array[], n: number, m: number): Float64Array {
  const b = COEFFICIENTS.get(m)!;
  const odd = new Float64Array(n * n);
  const even = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    odd[i * n + i] = b[1]!;
    even[i * n + i] = b[0]!;
  }
  for (let k = 2; k < m; k += 2) {
    const power = evens[k / 2 - 1]!;
    for (let i = 0; i < power.length; i++) {
      odd[i]! += b[k + 1]! * power[i]!;
      even[i]! += b[k]! * power[i]!;
    }
  }
  return quotient(multiply(a, odd, n), even, n);
}

function highOrder(
  a: Float64Array,
  a2: Float64Array,
  a4: Float64Array,
  a6: Float64Array,
  n: number,
  scale: number,
): Float64Array {
  const b = COEFFICIENTS.get(13)!;
  const s2 = scale * scale;
  const s4 = s2 * s2;
  const s6 = s4 * s2;
  const combine = (c6: number, c4: number, c2: number, c0: number): Float64Array => {
    const out = new Float64Array(n * n);
    for (let i = 0; i < out.length; i++) out[i] = c6 * s6 * a6[i]! + c4 * s4 * a4[i]! + c2 * s2 * a2[i]!;
    for (let i = 0; i < n; i++) out[i * n + i]! += c0;
    return out;
  };
  const add = (high: Float64Array, low: Float64Array): Float64Array => {
    for (let i = 0; i < high.length; i++) high[i] = s6 * high[i]! + low[i]!;
    return high;
  };
  const odd = add(multiply(a6, combine(b[13]!, b[11]!, b[9]!, 0), n), combine(b[7]!, b[5]!, b[3]!, b[1]!));
  const even = add(multiply(a6, combine(b[12]!, b[10]!, b[8]!, 0), n), combine(b[6]!, b[4]!, b[2]!, b[0]!));
  const scaled = a.map((entry) => entry * scale);
  return quotient(multiply(scaled, odd, n), even, n);
}

/** (even − odd)⁻¹ (even + odd). */
function quotient(odd: Float64Array, even: Float64Array, n: number): Float64Array {
  const denominator = even.map((entry, i) => entry - odd[i]!);
  const numerator = even.map((entry, i) => entry + odd[i]!);
  const result = divide(denominator, numerator, n);
  if (result === undefined) throw overflow();
  return checked(result);
}

function checked(x: Float64Array): Float64Array {
  for (let i = 0; i < x.length; i++) if (!Number.isFinite(x[i]!)) throw overflow();
  return x;
}

function overflow(): ZerothError {
  return new ZerothError(
    'overflow',
    'The exponential of this matrix has entries beyond the largest number: subtract a multiple of the identity first.',
  );
}

/**
 * The matrix exponential I + A + A² / 2 + …, by scaling and squaring with Padé approximants up to order 13.
 *
 * @param a shape [n, n] or a stack of them
 * @throws ZerothError `shape-mismatch`, `not-finite`, `overflow` where an entry of the result would not be finite
 */
export function expm(a: ArrayLike): NDArray {
  return bindOne(expmPrimitive, [asArray(a)], {});
}
