import { RECIPROCAL_GAMMA } from './coefficients.js';
import { addDouble, divideDouble, expDouble, logDouble, multiplyDouble } from './double-double.js';
import { gamma, stirlingCorrection } from './gamma.js';

/*
 * What the ordinary and the modified Bessel functions share.
 */

/** y^order / Γ(order + 1), relatively accurate until it underflows: order ≥ 0, y > 0. */
export function powerOverGamma(order: number, y: number): number {
  if (order < 20) {
    const power = y ** order;
    if (power > 1e-290 && power < 1e290) return power / gamma(order + 1);
    return expDouble(multiplyDouble(logDouble([y, 0]), [order, 0])) / gamma(order + 1);
  }
  const log = logDouble(divideDouble([y, 0], [order, 0]));
  const exponent = multiplyDouble(addDouble(log, [1, 0]), [order, 0]);
  return (expDouble(exponent) * Math.exp(-stirlingCorrection(order))) / Math.sqrt(2 * Math.PI * order);
}

/** Σ t^k / (k! (order + 1)_k): the ascending series of J for t = −x²/4, of I for x²/4. */
export function ascendingSeries(order: number, t: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 1000; k++) {
    term *= t / (k * (order + k));
    sum += term;
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break;
  }
  return sum;
}

/** Temme's Γ1 and Γ2 and the reciprocals 1/Γ(1 ± μ), |μ| ≤ 1/2. */
export function temmeGammas(mu: number) {
  let odd = 0;
  let even = 0;
  const square = mu * mu;
  for (let k = RECIPROCAL_GAMMA.length - 1; k >= 0; k--) {
    if (k % 2 === 1) odd = odd * square + RECIPROCAL_GAMMA[k]!;
    else even = even * square + RECIPROCAL_GAMMA[k]!;
  }
  return { first: -odd, second: even, plus: even + mu * odd, minus: even - mu * odd };
}

/** What Temme's series for Y and K start from. */
export function temmeStart(mu: number, x: number) {
  const { first, second, plus, minus } = temmeGammas(mu);
  // 2 / x may overflow; where it does not, it keeps the digits near x = 2.
  const log = x < 1e-300 ? Math.LN2 - Math.log(x) : Math.log(2 / x);
  const sigma = mu * log;
  const ratio = Math.abs(mu) < 1e-15 ? 1 : (Math.PI * mu) / Math.sin(Math.PI * mu);
  const sinhRatio = Math.abs(sigma) < 1e-15 ? 1 : Math.sinh(sigma) / sigma;
  const power = Math.exp(sigma);
  return {
    f: ratio * (first * Math.cosh(sigma) + second * sinhRatio * log),
    p: power / (2 * plus),
    q: 1 / (2 * power * minus),
  };
}

/** From here Hankel's expansions have their full accuracy. */
export function hankelApplies(order: number, x: number): boolean {
  return x > 25 && x > (order * order) / 2;
}

/**
 * Even and odd parts of Σ a_k(order) / x^k: with alternating signs within each part (P and Q of J and Y), or as
 * they are (I and K).
 */
export function hankelSums(
  order: number,
  x: number,
  alternate: boolean,
): { readonly even: number; readonly odd: number } {
  const square = 4 * order * order;
  let term = 1;
  let even = 1;
  let odd = 0;
  for (let k = 1; k < 200; k++) {
    const factor = (square - (2 * k - 1) ** 2) / (8 * k * x);
    // Past the smallest term the series diverges.
    if (Math.abs(factor) > 1 && k > order) break;
    term *= factor;
    const sign = alternate && k % 4 >= 2 ? -1 : 1;
    if (k % 2 === 0) even += sign * term;
    else odd += sign * term;
    if (Math.abs(term) < 1e-17) break;
  }
  return { even, odd };
}
