import { GAUSS_NODES, GAUSS_WEIGHTS } from './coefficients.js';
import { addDouble, type DoubleDouble, expDouble, logDouble, multiplyDouble, twoSum } from './double-double.js';
import { beta, betaByStirling, digamma, lgamma, logGammaOnePlus } from './gamma.js';
import type { Tails } from './incomplete-gamma.js';
import { invertIncreasing } from './invert.js';

/** x^a y^b / B(a, b) where x + y = 1: the larger of the two is known beyond a double, and large powers need it. */
export function betaPrefix(a: number, b: number, x: DoubleDouble, y: DoubleDouble): number {
  if (a < 20 && b < 20) {
    const left = x[0] ** a;
    const right = y[0] ** b;
    if (left > 1e-150 && right > 1e-150)
      return (left * right * (1 + (a * x[1]) / x[0] + (b * y[1]) / y[0])) / beta(a, b);
  }
  const powers = addDouble(multiplyDouble(logDouble(x), [a, 0]), multiplyDouble(logDouble(y), [b, 0]));
  if (a >= 10 && b >= 10) {
    const [exponent, factor] = betaByStirling(a, b);
    return expDouble(addDouble(powers, [-exponent[0], -exponent[1]])) / factor;
  }
  const whole = beta(a, b);
  if (whole > 1e-300 && whole < 1e300 && powers[0] > -700) return expDouble(powers) / whole;
  // Of a product that is representable, factors need not be.
  const shifted = addDouble(powers, [-Math.log(whole), 0]);
  return whole > 0 && whole < Infinity ? expDouble(shifted) : a < 1 ? a * expDouble(powers) : 0;
}

/** B(a, b) a I_x(a, b) / x^a = a Σ (1 − b)_n x^n / (n! (a + n)), without its first term 1, for b x ≤ 1. */
function powerSeries(a: number, b: number, x: number): number {
  let term = 1;
  let sum = 0;
  for (let n = 1; n < 2000; n++) {
    term *= ((n - b) * x) / n;
    const next = term / (a + n);
    sum += next;
    if (Math.abs(next) <= 1e-18 * Math.abs(sum) || next === 0) break;
  }
  return a * sum;
}

/**
 * I_x(a, b) B(a, b) / (x^a y^b) for x up to about a / (a + b).
 *
 * @source DiDonato, Morris: Algorithm 708, significant digit computation of the incomplete beta function ratios (1992), (9)
 */
function lowerFraction(a: number, b: number, point: DoubleDouble, y: DoubleDouble): number {
  const x = point[0];
  // a y − b x, the sensitive quantity, is small where x is near the mean.
  const difference = addDouble(multiplyDouble(y, [a, 0]), negate(multiplyDouble(point, [b, 0])))[0];
  let c = 1e300;
  let d = 0;
  let product = 1;
  for (let n = 0; n < 1_000_000; n++) {
    const middle = a + 2 * n;
    const numerator =
      n === 0 ? 1 : ((a + n - 1) / (middle - 1)) * ((a + b + n - 1) / (middle - 1)) * (n * (b - n) * x * x);
    const denominator =
      n + (n === 0 ? 0 : (n * (b - n) * x) / (middle - 1)) + ((a + n) / (middle + 1)) * (difference + 1 + n * (2 - x));
    if (n === 0) {
      product = 1 / denominator;
      c = 1e300;
      d = product;
      continue;
    }
    d = 1 / (numerator * d + denominator);
    c = denominator + numerator / c;
    const factor = c * d;
    product *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return product;
}

function negate(a: DoubleDouble): DoubleDouble {
  return [-a[0], -a[1]];
}

/** The lower tail where it is the smaller one; the upper is its complement unless the series gives it. */
function smallTail(a: number, b: number, point: DoubleDouble, y: DoubleDouble): Tails {
  const x = point[0];
  if (x * b <= 1 && x <= 0.7) {
    const rest = powerSeries(a, b, x);
    const prefix = betaPrefix(a, b, point, [1, 0]) / a;
    const lower = prefix * (1 + rest);
    if (a >= 1 || lower < 0.25) return { lower, upper: 1 - lower };
    const exponent = a * Math.log(x) - (logGammaOnePlusOf(a) - logGammaStep(b, a));
    return { lower, upper: -Math.expm1(exponent) - Math.exp(exponent) * rest };
  }
  const lower = betaPrefix(a, b, point, y) * lowerFraction(a, b, point, y);
  return { lower, upper: 1 - lower };
}

function logGammaOnePlusOf(a: number): number {
  return a <= 0.5 ? logGammaOnePlus(a) : lgamma(1 + a);
}

/** ln Γ(b + a) − ln Γ(b) for 0 < a < 1, relatively accurate for tiny a, as the integral of ψ. */
function logGammaStep(b: number, a: number): number {
  if (b < 2) return logGammaStep(b + 1, a) - Math.log1p(a / b);
  let sum = 0;
  for (let i = 0; i < GAUSS_NODES.length; i++) sum += GAUSS_WEIGHTS[i]! * digamma(b + a * GAUSS_NODES[i]!);
  return a * sum;
}

/** I_x(a, b) and its complement from x and y = 1 − x, a and b positive. */
export function incompleteBeta(a: number, b: number, x: number, y: DoubleDouble = twoSum(1, -x)): Tails {
  if (!(a > 0 && b > 0 && x >= 0 && y[0] >= 0 && x <= 1 && a < Infinity && b < Infinity))
    return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (y[0] === 0) return { lower: 1, upper: 0 };
  // An x near 1 may be known better by its complement.
  const point: DoubleDouble = x > 0.5 ? addDouble([1, 0], negate(y)) : [x, 0];
  // Near an end where the density is infinite, the series there gives both tails accurately.
  const leftEnd = a < 1 && b * x <= 1 && x < 0.3;
  const rightEnd = !leftEnd && b < 1 && a * y[0] <= 1 && y[0] < 0.3;
  if (leftEnd || (!rightEnd && a * y[0] >= b * x)) return smallTail(a, b, point, y);
  const { lower, upper } = smallTail(b, a, y, point);
  return { lower: upper, upper: lower };
}

/** The regularised incomplete beta function I_x(a, b) = ∫_0^x t^(a−1) (1−t)^(b−1) dt / B(a, b). */
export function betaI(a: number, b: number, x: number): number {
  return incompleteBeta(a, b, x).lower;
}

/** The x in [0, 1] with I_x(a, b) = p. */
export function betaIInverse(a: number, b: number, p: number): number {
  return betaQuantile(a, b, p, 1 - p).x;
}

/** The x with I_x(a, b) = lower = 1 − upper, and y = 1 − x, each relatively accurate. */
export function betaQuantile(
  a: number,
  b: number,
  lower: number,
  upper: number,
): { readonly x: number; readonly y: number } {
  if (!(a > 0 && b > 0 && lower >= 0 && upper >= 0 && a < Infinity && b < Infinity))
    return { x: Number.NaN, y: Number.NaN };
  if (lower === 0) return { x: 0, y: 1 };
  if (upper === 0) return { x: 1, y: 0 };
  const logWhole = Math.log(beta(a, b));
  const left = (Math.log(lower) + Math.log(a) + logWhole) / a;
  const right = -(Math.log(upper) + Math.log(b) + logWhole) / b;
  // Beyond this the first term of the series at either end is all there is.
  if (left < -45 - Math.log1p(b)) return { x: Math.exp(left), y: 1 };
  if (right > 45 + Math.log1p(a)) return { x: 1, y: Math.exp(-right) };
  const centre = Math.log(a / b);
  const width = Math.sqrt(1 / a + 1 / b);
  const u = invertIncreasing({
    lower,
    upper,
    tails: (at) => incompleteBeta(a, b, ...fromLogit(at)),
    density: (at) => {
      const [x, y] = fromLogit(at);
      return x <= 0.5 ? betaPrefix(a, b, [x, 0], y) : betaPrefix(b, a, y, [x, 0]);
    },
    start:
      lower < upper
        ? Math.max(Math.min(left, centre), centre - 9 * width)
        : Math.min(Math.max(right, centre), centre + 9 * width),
  });
  const [x, y] = fromLogit(u);
  return { x, y: y[0] };
}

/** x = 1 / (1 + e^(−u)) and 1 − x, the larger as the complement of the smaller. */
function fromLogit(u: number): readonly [number, DoubleDouble] {
  const power = Math.exp(-Math.abs(u));
  const small = power / (1 + power);
  return u < 0 ? [small, twoSum(1, -small)] : [1 - small, [small, 0]];
}
