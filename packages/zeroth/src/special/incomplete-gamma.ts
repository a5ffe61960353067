import { UNIFORM_GAMMA } from './coefficients.js';
import { addDouble, divideDouble, expDouble, logDouble, multiplyDouble, twoSum } from './double-double.js';
import { erfc, erfcinv, erfcx } from './erf.js';
import { gamma, lgamma, logGammaOnePlus, stirlingCorrection } from './gamma.js';
import { invertIncreasing } from './invert.js';
import { polynomial } from './series.js';

/** A distribution function and its complement, each relatively accurate. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/** From here the uniform expansion is used around x = a. */
const UNIFORM_FROM = 200;

/** x^a e^(−x) / Γ(a + 1), relatively accurate until it underflows: a > 0, x > 0. */
export function gammaPrefix(a: number, x: number): number {
  if (a < 20) {
    const power = x ** a;
    if (power > 1e-290 && power < 1e290 && x < 700) return (power * Math.exp(-x)) / gamma(a + 1);
    return expDouble(addDouble(multiplyDouble(logDouble([x, 0]), [a, 0]), [-x, 0])) / gamma(a + 1);
  }
  // e^(−a φ(x/a)) / √(2πa), φ(λ) = λ − 1 − ln λ, which double-double numbers give without cancellation.
  const ratio = divideDouble([x, 0], [a, 0]);
  const log = logDouble(ratio);
  const distance = divideDouble(twoSum(x, -a), [a, 0]);
  const exponent = multiplyDouble(addDouble(log, [-distance[0], -distance[1]]), [a, 0]);
  return (expDouble(exponent) * Math.exp(-stirlingCorrection(a))) / Math.sqrt(2 * Math.PI * a);
}

/** ln Γ(1 + a), accurate for tiny a. */
function lgammaOnePlus(a: number): number {
  return Math.abs(a) <= 0.5 ? logGammaOnePlus(a) : lgamma(1 + a);
}

/** Σ x^n / ((a + 1) … (a + n)) from n = 0. */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Γ(a, x) e^x x^(−a) by Legendre's continued fraction (Lentz's form). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let product = d;
  for (let n = 1; n < 100_000; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    product *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return product;
}

/** Q(a, x) for a < 1 and x < 1.5, where it is 1 less something that may be near 1. */
function upperOfSmall(a: number, x: number): number {
  const exponent = a * Math.log(x) - lgammaOnePlus(a);
  let term = 1;
  let sum = 0;
  for (let n = 1; n < 60; n++) {
    term *= -x / n;
    const next = term / (a + n);
    sum += next;
    if (Math.abs(next) < 1e-18) break;
  }
  return -Math.expm1(exponent) - Math.exp(exponent) * a * sum;
}

/**
 * Both tails for large a and x near a.
 *
 * @source Temme: The asymptotic expansion of the incomplete gamma functions (1979)
 */
function uniformTails(a: number, x: number): Tails {
  const distance = divideDouble(twoSum(x, -a), [a, 0]);
  const log = logDouble(addDouble([1, 0], distance));
  const [half] = addDouble(distance, [-log[0], -log[1]]);
  const eta = Math.sign(distance[0]) * Math.sqrt(2 * Math.max(half, 0));
  const exponent = multiplyDouble(addDouble(distance, [-log[0], -log[1]]), [-a, 0]);
  let rest = 0;
  for (let k = UNIFORM_GAMMA.length - 1; k >= 0; k--) rest = rest / a + polynomial(UNIFORM_GAMMA[k]!, eta);
  rest *= expDouble(exponent) / Math.sqrt(2 * Math.PI * a);
  const y = Math.abs(eta) * Math.sqrt(a / 2);
  // The exponential of erfc is taken from the same exponent: y² would be less accurate.
  const tail = y < 0.5 ? erfc(y) / 2 : (expDouble(exponent) * erfcx(y)) / 2;
  if (eta >= 0) {
    const upper = tail + rest;
    return { lower: 1 - upper, upper };
  }
  const lower = tail - rest;
  return { lower, upper: 1 - lower };
}

/** P(a, x) and Q(a, x) for a > 0 and x ≥ 0; P is 1 at a = 0. */
export function incompleteGamma(a: number, x: number): Tails {
  if (!(a >= 0 && x >= 0) || (a === 0 && x === 0) || (a === Infinity && x === Infinity))
    return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0 || a === Infinity) return { lower: 0, upper: 1 };
  if (a === 0 || x === Infinity) return { lower: 1, upper: 0 };
  if (a > UNIFORM_FROM && Math.abs(x - a) < 0.35 * a) return uniformTails(a, x);
  if (a < 1 && x < 1.5) {
    const lower = gammaPrefix(a, x) * lowerSeries(a, x);
    return { lower, upper: lower < 0.25 ? 1 - lower : upperOfSmall(a, x) };
  }
  if (x < a + 1) {
    const lower = gammaPrefix(a, x) * lowerSeries(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = gammaPrefix(a, x) * a * upperFraction(a, x);
  return { lower: 1 - upper, upper };
}

/** The regularised lower incomplete gamma function P(a, x) = ∫_0^x t^(a−1) e^(−t) dt / Γ(a). */
export function gammaP(a: number, x: number): number {
  return incompleteGamma(a, x).lower;
}

/** The regularised upper incomplete gamma function Q = 1 − P, relatively accurate in its tail. */
export function gammaQ(a: number, x: number): number {
  return incompleteGamma(a, x).upper;
}

/** The x ≥ 0 with P(a, x) = p. */
export function gammaPInverse(a: number, p: number): number {
  return gammaQuantile(a, p, 1 - p);
}

/** The x ≥ 0 with Q(a, x) = q, accurate for tiny q. */
export function gammaQInverse(a: number, q: number): number {
  return gammaQuantile(a, 1 - q, q);
}

/** The x with P(a, x) = lower = 1 − upper, by the smaller of the two. */
export function gammaQuantile(a: number, lower: number, upper: number): number {
  if (!(a > 0 && a < Infinity && lower >= 0 && upper >= 0)) return Number.NaN;
  if (lower === 0) return 0;
  if (upper === 0) return Infinity;
  // For small x, P is nearly x^a / Γ(a + 1).
  const start = (Math.log(lower) + lgammaOnePlus(a)) / a;
  if (start < -38) return Math.exp(start);
  const x = Math.exp(
    invertIncreasing({
      lower,
      upper,
      tails: (u) => incompleteGamma(a, Math.exp(u)),
      density: (u) => a * gammaPrefix(a, Math.exp(u)),
      // P(a, x) is below x^a / Γ(a + 1), so the first of these is a lower bound.
      start: Math.max(start, wilsonHilferty(a, lower, upper)),
    }),
  );
  // One more step in x itself: the rounding of its logarithm counts where the law is narrow.
  const at = incompleteGamma(a, x);
  const excess = lower < upper ? at.lower - lower : upper - at.upper;
  const step = excess / (a * gammaPrefix(a, x));
  return Math.abs(step) < 1e-10 ? x - x * step : x;
}

/** The logarithm of a first approximation from the cube root of a gamma variate, which is nearly normal. */
function wilsonHilferty(a: number, lower: number, upper: number): number {
  if (a < 0.5) return -Infinity;
  const z = lower < upper ? -erfcinv(2 * lower) : erfcinv(2 * upper);
  const root = 1 - 1 / (9 * a) + (z * Math.SQRT2) / (3 * Math.sqrt(a));
  return root > 0.05 ? Math.log(a) + 3 * Math.log(root) : -Infinity;
}
