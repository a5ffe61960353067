import { ascendingSeries, hankelApplies, hankelSums, powerOverGamma, temmeStart } from './bessel-series.js';
import { cosPi, sinPi } from './circular.js';

/** J and Y of one order. */
export interface BesselPair {
  readonly j: number;
  readonly y: number;
}

const TINY = 1e-300;
/** Below, x² is 0 beside 1 by far, and order / x may overflow. */
const NEGLIGIBLE = 2 ** -500;
const NOT_DEFINED: BesselPair = { j: Number.NaN, y: Number.NaN };

/** The Bessel function of the first kind of real order; for x < 0 of integer order, NaN otherwise. */
export function besselJ(order: number, x: number): number {
  if (Number.isNaN(order) || Number.isNaN(x)) return Number.NaN;
  if (x < 0) return Number.isInteger(order) ? (order % 2 === 0 ? besselJ(order, -x) : -besselJ(order, -x)) : Number.NaN;
  if (order < 0 && Number.isInteger(order)) return order % 2 === 0 ? besselJ(-order, x) : -besselJ(-order, x);
  if (x === Infinity) return 0;
  if (x === 0) return jAtZero(order);
  if (order >= 0) {
    // Where the series is short and does not cancel.
    if (x * x <= 2 * (order + 1)) return powerOverGamma(order, x / 2) * ascendingSeries(order, (-x * x) / 4);
    return besselPair(order, x).j;
  }
  // −order is exact, and so are the reduced angles.
  const { j, y } = besselPair(-order, x);
  const sine = sinPi(-order);
  const cosine = cosPi(-order);
  return cosine === 0 ? -sine * y : cosine * j - sine * y;
}

function jAtZero(order: number): number {
  if (order >= 0) return order === 0 ? 1 : 0;
  return Math.floor(order) % 2 === 0 ? Infinity : -Infinity;
}

/** The Bessel function of the second kind of real order, x ≥ 0: −∞ at 0 (for orders ≥ 0), NaN below. */
export function besselY(order: number, x: number): number {
  if (!(x >= 0) || Number.isNaN(order)) return Number.NaN;
  if (x === Infinity) return 0;
  if (order >= 0) return x === 0 ? -Infinity : besselPair(order, x).y;
  const sine = sinPi(-order);
  const cosine = cosPi(-order);
  if (x === 0) return cosine === 0 ? 0 : cosine > 0 ? -Infinity : Infinity;
  const { j, y } = besselPair(-order, x);
  if (sine === 0) return cosine * y;
  return cosine === 0 ? sine * besselJ(-order, x) : sine * j + cosine * y;
}

/**
 * J and Y for order ≥ 0 and x > 0. Two continued fractions and the Wronskian give both near the turning
 * point (below x = 2 Temme's series replaces the second); recurrences carry them to the order, downwards for J
 * and upwards for Y. Where Hankel's expansion applies it is used instead.
 *
 * @source Barnett, Feng, Steed, Goldfarb: Coulomb wave functions for all real η and ρ (1974); Temme: On the
 *   numerical evaluation of the ordinary Bessel function of the second kind (1976)
 */
export function besselPair(order: number, x: number): BesselPair {
  if (!Number.isFinite(order)) return NOT_DEFINED;
  if (hankelApplies(order, x)) return hankelPair(order, x);
  const steps = x < 2 ? Math.floor(order + 0.5) : Math.max(0, Math.floor(order - x + 1.5));
  const mu = order - steps;
  if (x < NEGLIGIBLE) return { j: powerOverGamma(order, x / 2), y: upwards(byTemme(mu, x, 0), mu, steps, x) };
  const { ratio, sign } = firstFraction(order, x);
  // Downwards from an arbitrary start to the ratio J′/J at μ.
  let start = sign * TINY;
  let value = start;
  let slope = ratio * value;
  for (let k = 0; k < steps; k++) {
    const factor = (order - k) / x;
    const next = factor * value + slope;
    slope = ((order - k - 1) / x) * next - value;
    value = next;
    if (Math.abs(value) > 1e250) {
      value *= TINY;
      slope *= TINY;
      start *= TINY;
    }
  }
  const base = x < 2 ? byTemme(mu, x, slope / value) : bySteed(mu, x, slope / value, value < 0);
  return { j: start * (base.j / value), y: upwards(base, mu, steps, x) };
}

/** Y so many orders above μ. */
function upwards(base: Base, mu: number, steps: number, x: number): number {
  let { y, following } = base;
  for (let k = 1; k <= steps; k++) {
    const next = ((mu + k) * 2 * following) / x - y;
    y = following;
    following = next;
    if (following === -Infinity) return k < steps ? following : y;
  }
  return y;
}

/** J′/J at this order, and the sign of J relative to that of orders far above, by Lentz's method. */
function firstFraction(order: number, x: number): { readonly ratio: number; readonly sign: number } {
  let h = Math.max(order / x, TINY);
  let c = h;
  let d = 0;
  let sign = 1;
  for (let k = 1; k < 100_000_000; k++) {
    const b = (2 * (order + k)) / x;
    d = b - d;
    if (d === 0) d = TINY;
    c = b - 1 / c;
    if (c === 0) c = TINY;
    d = 1 / d;
    const factor = c * d;
    h *= factor;
    if (d < 0) sign = -sign;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return { ratio: h, sign };
}

interface Base extends BesselPair {
  /** Y of the next order */
  readonly following: number;
}

/** At |μ| ≤ 1/2 and x < 2. @param ratio J′/J, which only J depends on */
function byTemme(mu: number, x: number, ratio: number): Base {
  const start = temmeStart(mu, x);
  let f = (2 * start.f) / Math.PI;
  let p = (2 * start.p) / Math.PI;
  let q = (2 * start.q) / Math.PI;
  const half = Math.sin((Math.PI * mu) / 2);
  const r = mu === 0 ? 0 : (2 * half * half) / mu;
  let c = 1;
  let sum = f + r * q;
  let following = p;
  for (let k = 1; k < 500; k++) {
    f = (k * f + p + q) / (k * k - mu * mu);
    c *= (-x * x) / (4 * k);
    p /= k - mu;
    q /= k + mu;
    const term = c * (f + r * q);
    sum += term;
    following += c * p - k * term;
    if (Math.abs(term) < 1e-17 * (1 + Math.abs(sum))) break;
  }
  const y = -sum;
  const next = (-2 * following) / x;
  const slope = (mu / x) * y - next;
  return { j: 2 / (Math.PI * x) / (slope - ratio * y), y, following: next };
}

/** At x ≥ 2 and μ up to about x + 1/2, from p + iq, the logarithmic derivative of J + iY. */
function bySteed(mu: number, x: number, ratio: number, negative: boolean): Base {
  let a = 0.25 - mu * mu;
  let p = -0.5 / x;
  let q = 1;
  const br = 2 * x;
  let bi = 2;
  let factor = a / x / (p * p + q * q);
  let cr = br + q * factor;
  let ci = bi + p * factor;
  let size = br * br + bi * bi;
  let dr = br / size;
  let di = -bi / size;
  let dlr = cr * dr - ci * di;
  let dli = cr * di + ci * dr;
  [p, q] = [p * dlr - q * dli, p * dli + q * dlr];
  for (let k = 2; k < 100_000; k++) {
    a += 2 * (k - 1);
    bi += 2;
    dr = a * dr + br;
    di = a * di + bi;
    factor = a / (cr * cr + ci * ci);
    cr = br + cr * factor;
    ci = bi - ci * factor;
    size = dr * dr + di * di;
    dr /= size;
    di /= -size;
    dlr = cr * dr - ci * di;
    dli = cr * di + ci * dr;
    const next = p * dlr - q * dli;
    q = p * dli + q * dlr;
    p = next;
    if (Math.abs(dlr - 1) + Math.abs(dli) < 1e-16) break;
  }
  const gamma = (p - ratio) / q;
  const size2 = Math.sqrt(2 / (Math.PI * x) / ((p - ratio) * gamma + q));
  const j = negative ? -size2 : size2;
  const y = j * gamma;
  // Y′ = p Y + q J
  return { j, y, following: (mu / x) * y - (p * y + q * j) };
}

function hankelPair(order: number, x: number): BesselPair {
  const { even, odd } = hankelSums(order, x, true);
  // cos and sin of x − (order/2 + 1/4) π, with exact reductions on both sides.
  const turn = (order % 4) / 2 + 0.25;
  const cosine = Math.cos(x) * cosPi(turn) + Math.sin(x) * sinPi(turn);
  const sine = Math.sin(x) * cosPi(turn) - Math.cos(x) * sinPi(turn);
  const amplitude = Math.sqrt(2 / (Math.PI * x));
  return { j: amplitude * (even * cosine - odd * sine), y: amplitude * (even * sine + odd * cosine) };
}
