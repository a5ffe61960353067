import { cosPi, sinPi } from './circular.js';
import { DIGAMMA, DIGAMMA_ZERO, LOG_GAMMA } from './coefficients.js';
import { type DoubleDouble, expDouble, logDouble, multiplyDouble, twoSum } from './double-double.js';
import { chebyshevSum, polynomial } from './series.js';

const HALF_LN_2_PI = Math.log(2 * Math.PI) / 2;
/** B_(2k) / (2k (2k − 1)), of Stirling's series. */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
];
/** B_(2k) / (2k), of the series of ψ. */
const STIRLING_DIGAMMA = [
  1 / 12,
  -1 / 120,
  1 / 252,
  -1 / 240,
  1 / 132,
  -691 / 32760,
  1 / 12,
  -3617 / 8160,
  43867 / 14364,
];
/** From here Stirling's series has its full accuracy. */
const STIRLING_FROM = 10;

/** ln Γ(1 + z) for |z| ≤ 1/2, relatively accurate near 0. */
export function logGammaOnePlus(z: number): number {
  return z * chebyshevSum(LOG_GAMMA, 2 * z);
}

/** What Stirling's formula lacks: ln Γ(x) − (x − 1/2) ln x + x − ln √(2π), x > 0. */
export function stirlingCorrection(x: number): number {
  if (x >= STIRLING_FROM) return polynomial(STIRLING, 1 / (x * x)) / x;
  return lgamma(x) - (x - 0.5) * Math.log(x) + x - HALF_LN_2_PI;
}

/** The gamma function: NaN at the negative integers, ±∞ at ±0. */
export function gamma(x: number): number {
  if (x === 0) return 1 / x;
  if (x < 0.5) {
    if (Number.isInteger(x) || x === -Infinity) return Number.NaN;
    if (x > -0.5) return Math.exp(logGammaOnePlus(x)) / x;
    if (x < -184) return sinPi(x) > 0 ? -0 : 0;
    // −x is exact, 1 − x is not. In two steps, as Γ(−x) may overflow where its reciprocal is subnormal.
    const half = x < -150 ? gammaOfLarge(-x, 0.5) : gamma(-x);
    const value = -Math.PI / (x * sinPi(x)) / half;
    return x < -150 ? value / half : value;
  }
  if (x > 171.7) return Number.isNaN(x) ? x : Infinity;
  if (x >= STIRLING_FROM) {
    if (Number.isInteger(x) && x <= 23) return factorialProduct(x);
    const half = gammaOfLarge(x, 0.5);
    return half * half;
  }
  let product = 1;
  let y = x;
  for (; y > 1.5; y--) product *= y - 1;
  return product * Math.exp(logGammaOnePlus(y - 1));
}

/** Γ(x)^exponent for x ≥ 10. */
function gammaOfLarge(x: number, exponent: number): number {
  const power = Math.exp(-x * exponent) * Math.sqrt(2 * Math.PI) ** exponent;
  return x ** ((x - 0.5) * exponent) * power * Math.exp(stirlingCorrection(x) * exponent);
}

function factorialProduct(x: number): number {
  let product = 1;
  for (let k = 2; k < x; k++) product *= k;
  return product;
}

/** ln |Γ(x)|, relatively accurate near its zeros 1 and 2, absolutely near those below 0; ∞ at the poles. */
export function lgamma(x: number): number {
  if (x < 0.5) {
    if (Number.isInteger(x) || x === -Infinity) return Infinity;
    if (x >= -0.5) return logGammaOnePlus(x) - Math.log(Math.abs(x));
    return Math.log(Math.PI / Math.abs(x * sinPi(x))) - lgamma(-x);
  }
  if (x >= STIRLING_FROM) {
    if (x > 1e17) return x === Infinity ? x : x * (Math.log(x) - 1);
    return (x - 0.5) * (Math.log(x) - 1) + (HALF_LN_2_PI - 0.5) + stirlingCorrection(x);
  }
  if (Number.isNaN(x)) return x;
  if (x === 1) return 0;
  if (x <= 1.5) return logGammaOnePlus(x - 1);
  if (x <= 2.5) return logGammaOnePlus(x - 2) + Math.log1p(x - 2);
  let product = 1;
  let y = x;
  for (; y > 2.5; y--) product *= y - 1;
  return Math.log(product) + logGammaOnePlus(y - 2) + Math.log1p(y - 2);
}

/** The sign of Γ(x), 0 at its poles. */
export function signOfGamma(x: number): number {
  if (x > 0) return 1;
  if (Number.isInteger(x)) return 0;
  return Math.floor(x) % 2 === 0 ? 1 : -1;
}

/** 1 / Γ(x), 0 at the poles of Γ. */
export function reciprocalGamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return 0;
  if (x < -150) {
    const half = gammaOfLarge(-x, 0.5);
    return ((-x * sinPi(x)) / Math.PI) * half * half;
  }
  if (x > 171) return Math.exp(-lgamma(x));
  return 1 / gamma(x);
}

/** The digamma function ψ = Γ′ / Γ: NaN at the negative integers, ∓∞ at ±0. */
export function digamma(x: number): number {
  if (x <= 0) {
    if (x === 0) return -1 / x;
    if (Number.isInteger(x) || x === -Infinity) return Number.NaN;
    return digamma(-x) - 1 / x - (Math.PI * cosPi(x)) / sinPi(x);
  }
  if (x >= STIRLING_FROM) return Math.log(x) - 0.5 / x - polynomial(STIRLING_DIGAMMA, 1 / (x * x)) / (x * x);
  let shift = 0;
  let y = x;
  for (; y < 1; y++) shift -= 1 / y;
  for (; y > 2; y--) shift += 1 / (y - 1);
  return shift + (y - DIGAMMA_ZERO[0]! - DIGAMMA_ZERO[1]!) * chebyshevSum(DIGAMMA, 2 * y - 3);
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b) for positive a and b; of |B| elsewhere. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (!(small > 0)) return betaByReflection(small, large).logarithm;
  if (large < STIRLING_FROM) {
    const value = (gamma(small) / gamma(small + large)) * gamma(large);
    // Near 1 the logarithm of the quotient would lose what the logarithms of its parts keep.
    if (value < Infinity) return Math.abs(value - 1) > 0.25 ? Math.log(value) : betaLogarithms(small, large);
    return betaLogarithms(small, large);
  }
  const ratio = small / large;
  // ln Γ(large) − ln Γ(large + small), both near large ln large, without subtracting them.
  const correction = stirlingCorrection(large) - stirlingCorrection(large + small);
  const tail = -(large - 0.5) * Math.log1p(ratio) - small * (Math.log(large) + Math.log1p(ratio) - 1) + correction;
  return lgamma(small) + tail;
}

function betaLogarithms(a: number, b: number): number {
  return lgamma(a) + lgamma(b) - lgamma(a + b);
}

/** The beta function Γ(a) Γ(b) / Γ(a + b). */
export function beta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (Number.isNaN(a + b)) return Number.NaN;
  if (!(small > 0)) return betaByReflection(small, large).value;
  if (small + large < 25) {
    const value = (gamma(small) / gamma(small + large)) * gamma(large);
    if (value < Infinity) return value;
  }
  if (small < STIRLING_FROM) return gamma(small) * gammaRatio(large, small);
  const [exponent, factor] = betaByStirling(small, large);
  return expDouble(exponent) * factor;
}

/** B(a, b) for a, b ≥ 10 as exponent and factor: √(2π (a+b)/(ab)) (a/(a+b))^a (b/(a+b))^b, corrected. */
export function betaByStirling(a: number, b: number): readonly [DoubleDouble, number] {
  const sum = logDouble(twoSum(a, b));
  const logA = logDouble([a, 0]);
  const logB = logDouble([b, 0]);
  const exponent = addScaledLogs(a, logA, b, logB, sum);
  const correction = stirlingCorrection(a) + stirlingCorrection(b) - stirlingCorrection(a + b);
  return [exponent, Math.sqrt((2 * Math.PI * (1 + a / b)) / a) * Math.exp(correction)];
}

function addScaledLogs(
  a: number,
  logA: DoubleDouble,
  b: number,
  logB: DoubleDouble,
  logSum: DoubleDouble,
): DoubleDouble {
  const first = multiplyDouble(subtract(logA, logSum), [a, 0]);
  const second = multiplyDouble(subtract(logB, logSum), [b, 0]);
  const [hi, error] = twoSum(first[0], second[0]);
  return [hi, error + first[1] + second[1]];
}

function subtract(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [hi, error] = twoSum(a[0], -b[0]);
  return [hi, error + (a[1] - b[1])];
}

/** Γ(x) / Γ(x + step) for x ≥ 10 and 0 ≤ step < x. */
export function gammaRatio(x: number, step: number): number {
  const [sum, error] = twoSum(x, step);
  const logSum = logDouble([sum, error]);
  const logX = logDouble([x, 0]);
  // (x − 1/2) ln x − (x + step − 1/2) ln(x + step) + step
  const first = multiplyDouble(subtract(logX, logSum), [x - 0.5, 0]);
  const second = multiplyDouble(logSum, [-step, 0]);
  const [hi, rest] = twoSum(first[0], second[0]);
  const [total, last] = twoSum(hi, step);
  return (
    expDouble([total, last + rest + first[1] + second[1]]) * Math.exp(stirlingCorrection(x) - stirlingCorrection(sum))
  );
}

/** B(a, b) where a ≤ 0: by Γ where all are finite, ±∞ at the poles. */
function betaByReflection(a: number, b: number): { readonly value: number; readonly logarithm: number } {
  if (Number.isInteger(a)) {
    // Poles cancel for integers with 0 < b ≤ −a: (−1)^b B(1 − a − b, b).
    if (Number.isInteger(b) && b > 0 && b <= -a) {
      const size = beta(1 - a - b, b);
      return { value: b % 2 === 0 ? size : -size, logarithm: logBeta(1 - a - b, b) };
    }
    return { value: Infinity, logarithm: Infinity };
  }
  const logarithm = lgamma(a) + lgamma(b) - lgamma(a + b);
  const direct = gamma(a) * gamma(b) * reciprocalGamma(a + b);
  const sign = signOfGamma(a) * signOfGamma(b) * signOfGamma(a + b);
  const value = Number.isFinite(direct) && direct !== 0 ? direct : sign * Math.exp(logarithm);
  return { value, logarithm };
}
