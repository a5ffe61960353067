import { sinPi } from './circular.js';
import { gamma, lgamma } from './gamma.js';

/** B_(2k) / (2k)! from k = 1, of the Euler-Maclaurin formula. */
const BERNOULLI_OVER_FACTORIAL = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
  43867 / 5109094217170944000,
  -174611 / 802857662698291200000,
];
/** The formula takes over from a base of s and this: below s / 2π its terms would grow. */
const FORMULA_FROM = 12;

/** Σ (a + k)^(−s) from k = 0 for a > 0 and s > 1, or its continuation to s > −1. */
export function hurwitzZeta(s: number, a: number): number {
  let sum = 0;
  let base = a;
  const from = FORMULA_FROM + Math.max(s, 0);
  for (; base < from; base++) {
    const term = base ** -s;
    sum += term;
    if (term === Infinity) return term;
    // Of a large s only the first terms count.
    if (s > 1 && term < sum * 1e-18) return sum;
  }
  const power = base ** -s;
  let rest = power * 0.5 + (base * power) / (s - 1);
  let factor = (s * power) / base;
  for (let k = 0; k < BERNOULLI_OVER_FACTORIAL.length; k++) {
    const term = BERNOULLI_OVER_FACTORIAL[k]! * factor;
    rest += term;
    if (Math.abs(term) < 1e-18 * Math.abs(rest)) break;
    factor *= ((s + 2 * k + 1) * (s + 2 * k + 2)) / (base * base);
  }
  return sum + rest;
}

/**
 * Riemann's zeta function of real s, or Hurwitz's Σ (a + k)^(−s) for s > 1 and a > 0. ∞ at s = 1.
 * Below 0 by the functional equation, relatively accurate near the zeros −2, −4, …
 */
export function zeta(s: number, a = 1): number {
  if (Number.isNaN(s) || Number.isNaN(a)) return Number.NaN;
  if (s === 1) return Infinity;
  if (a !== 1) return s > 1 && a > 0 ? hurwitzZeta(s, a) : Number.NaN;
  if (s === Infinity) return 1;
  // The formula continues to s > −1, and is better than the functional equation near its pole.
  if (s >= -0.5) return hurwitzZeta(s, 1);
  if (s === -Infinity) return Number.NaN;
  // ζ(s) = 2 (2π)^(s−1) sin(πs/2) Γ(1 − s) ζ(1 − s), and 1 − s is rounded: Γ(1 − s) = −s Γ(−s).
  const sine = sinPi(s / 2);
  if (sine === 0) return 0;
  const other = hurwitzZeta(1 - s, 1);
  if (s > -170) return ((-s * 2 * sine * other) / (2 * Math.PI)) * (2 * Math.PI) ** s * gamma(-s);
  const half = Math.exp((lgamma(-s) + s * Math.log(2 * Math.PI)) / 2);
  return ((-s * sine * other) / Math.PI) * half * half;
}

/**
 * The n-th derivative of ψ, n = 0, 1, … up to 170: (−1)^(n+1) n! Σ (x + k)^(−n−1). Infinite at 0 and the
 * negative integers where the two sides agree, NaN where they do not.
 */
export function polygammaOf(n: number, x: number): number {
  const s = n + 1;
  const odd = n % 2 === 1;
  const sign = odd ? 1 : -1;
  const factorial = gamma(s);
  if (x > 0) return x === Infinity ? 0 : sign * scaledZeta(factorial, s, x);
  if (!(x > -Infinity)) return Number.NaN;
  const fraction = x - Math.floor(x);
  if (fraction === 0) return odd ? Infinity : Number.NaN;
  // Terms below 0 are a difference of two sums from 0 upwards; both fractions are exact.
  const other = Math.ceil(x) - x;
  const steps = -Math.floor(x);
  const below = hurwitzZeta(s, other) - hurwitzZeta(s, other + steps);
  return sign * factorial * (hurwitzZeta(s, fraction) + (odd ? below : -below));
}

/** factorial ζ(s, x), where the sum alone may underflow. */
function scaledZeta(factorial: number, s: number, x: number): number {
  const sum = hurwitzZeta(s, x);
  if (sum > 1e-290) return factorial * sum;
  // (s − 1)! x^(1−s) / (s − 1) (1 + (s − 1) / 2x + …) for an x that is large.
  const y = s / x;
  return Math.exp(lgamma(s) - (s - 1) * Math.log(x)) * (1 / (s - 1) + 0.5 / x + (y / x) * (1 / 12));
}
