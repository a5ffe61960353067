import { type Elementwise, elementwise } from '../../array/index.js';
import { digamma, gammaP, gammaQ, logBeta } from '../../special/index.js';

/*
 * Partial derivatives that are no functions of zeroth/special. The continued fractions are evaluated together with
 * their derivative, so that tails keep their relative accuracy.
 */

const LIMIT = 100_000;

/** Factors of a continued fraction b0 + a1 / (b1 + a2 / (b2 + …)) with their derivatives. */
type Term = (k: number) => readonly [a: number, da: number, b: number, db: number];

/**
 * The value and derivative of a continued fraction, by the method of Lentz.
 *
 * @source Press, Teukolsky, Vetterling, Flannery: Numerical Recipes (3rd edition), section 5.2
 */
function continuedFraction(b0: number, db0: number, term: Term): readonly [value: number, derivative: number] {
  let [value, slope] = [b0, db0];
  let [c, dc] = [b0, db0];
  let [d, dd] = [0, 0];
  for (let k = 1; k < LIMIT; k++) {
    const [a, da, b, db] = term(k);
    const denominator = b + a * d;
    dd = -(db + da * d + a * dd) / (denominator * denominator);
    d = 1 / denominator;
    const quotient = a / c;
    dc = db + (da - quotient * dc) / c;
    c = b + quotient;
    const factor = c * d;
    const change = dc * d + c * dd;
    slope = slope * factor + value * change;
    value *= factor;
    const small = Math.abs(factor - 1) < Number.EPSILON;
    if (small && Math.abs(value * change) <= Number.EPSILON * Math.abs(slope)) break;
  }
  return [value, slope];
}

/** ∂P(a, x)/∂a of the regularised lower incomplete gamma function. */
export function gammaPByShape(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  if (x === 0 || x === Infinity) return 0;
  const logX = Math.log(x);
  if (x > a + 1) {
    // Q = x^a e^(−x) / Γ(a) / (x + 1 − a − 1 (1 − a) / (x + 3 − a − …))
    const [value, slope] = continuedFraction(x + 1 - a, -1, (k) => [-k * (k - a), k, x + 2 * k + 1 - a, -1]);
    return -gammaQ(a, x) * (logX - digamma(a) - slope / value);
  }
  // P = x^a e^(−x) Σ x^k / Γ(a + k + 1)
  let term = 1;
  let psi = digamma(a + 1);
  let [sum, weighted] = [1, psi];
  for (let k = 1; k < LIMIT; k++) {
    psi += 1 / (a + k);
    term *= x / (a + k);
    sum += term;
    weighted += term * psi;
    if (term * Math.abs(psi) <= Number.EPSILON * Math.abs(weighted) && term <= Number.EPSILON * sum) break;
  }
  return gammaP(a, x) * (logX - weighted / sum);
}

/** x^a (1 − x)^b / B(a, b) */
function betaPower(a: number, b: number, x: number): number {
  return Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
}

/** I_x(a, b) and its derivatives by a and b, for x below about the mean. */
function lowerBeta(a: number, b: number, x: number, byA: 0 | 1): readonly [value: number, derivative: number] {
  const byB = 1 - byA;
  const [fraction, slope] = continuedFraction(1, 0, (k) => {
    const m = k >> 1;
    if (k % 2 === 0) {
      const [top, bottom] = [m * (b - m) * x, (a + 2 * m - 1) * (a + 2 * m)];
      const change = byB * m * x - byA * (top / bottom) * (2 * a + 4 * m - 1);
      return [top / bottom, change / bottom, 1, 0];
    }
    const [top, bottom] = [-(a + m) * (a + b + m) * x, (a + 2 * m) * (a + 2 * m + 1)];
    const topChange = -byA * (2 * a + b + 2 * m) * x - byB * (a + m) * x;
    const change = topChange - byA * (top / bottom) * (2 * a + 4 * m + 1);
    return [top / bottom, change / bottom, 1, 0];
  });
  const power = betaPower(a, b, x);
  const common = digamma(a + b);
  const logarithm = byA === 1 ? Math.log(x) - digamma(a) + common - 1 / a : Math.log1p(-x) - digamma(b) + common;
  const value = power / a / fraction;
  return [value, value * (logarithm - slope / fraction)];
}

function betaIByShape(a: number, b: number, x: number, byA: 0 | 1): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return 0;
  if (x <= (a + 1) / (a + b + 2)) return lowerBeta(a, b, x, byA)[1];
  return -lowerBeta(b, a, 1 - x, byA === 1 ? 0 : 1)[1];
}

/** The n-th derivative of sin(t) / t. */
function cardinalSine(n: number, t: number): number {
  if (Math.abs(t) > n + 1) {
    // t f⁽ⁿ⁾ + n f⁽ⁿ⁻¹⁾ = sin⁽ⁿ⁾(t), stable upwards where |t| > n.
    let value = Math.sin(t) / t;
    for (let k = 1; k <= n; k++) value = (derivativeOfSine(k, t) - k * value) / t;
    return value;
  }
  // Σ (−1)^k t^(2k − n) / ((2k − n)! (2k + 1)) from the first k with 2k ≥ n.
  let k = Math.ceil(n / 2);
  let power = 2 * k === n ? 1 : t;
  let sum = 0;
  for (; k < LIMIT; k++) {
    const part = ((k % 2 === 0 ? 1 : -1) * power) / (2 * k + 1);
    sum += part;
    if (Math.abs(part) <= Number.EPSILON * Number.EPSILON * Math.abs(sum) || power === 0) break;
    power *= (t * t) / ((2 * k - n + 1) * (2 * k - n + 2));
  }
  return sum;
}

function derivativeOfSine(n: number, t: number): number {
  return [Math.sin(t), Math.cos(t), -Math.sin(t), -Math.cos(t)][n % 4]!;
}

export const gammaPByShapePrimitive: Elementwise = elementwise('gammaPByShape', 2, gammaPByShape);
export const betaIByAPrimitive: Elementwise = elementwise('betaIByA', 3, (a, b, x) => betaIByShape(a, b, x, 1));
export const betaIByBPrimitive: Elementwise = elementwise('betaIByB', 3, (a, b, x) => betaIByShape(a, b, x, 0));
/** (n, x) to the n-th derivative of sinc at x. */
export const sincDerivativePrimitive: Elementwise = elementwise(
  'sincDerivative',
  2,
  (n, x) => Math.PI ** n * cardinalSine(n, Math.PI * x),
);
