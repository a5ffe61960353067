import { ascendingSeries, hankelApplies, hankelSums, powerOverGamma, temmeStart } from './bessel-series.js';
import { sinPi } from './circular.js';

/** e^(−x) I and e^x K of one order. */
export interface ScaledPair {
  readonly i: number;
  readonly k: number;
}

const TINY = 1e-300;
/** Below, x² is 0 beside 1 by far, and order / x may overflow. */
const NEGLIGIBLE = 2 ** -500;

/** The modified Bessel function of the first kind of real order; for x < 0 of integer order, NaN otherwise. */
export function besselI(order: number, x: number): number {
  return iWith(order, x, false);
}

/** e^(−|x|) I(x), which does not overflow. */
export function besselIScaled(order: number, x: number): number {
  return iWith(order, x, true);
}

function iWith(order: number, x: number, scaled: boolean): number {
  if (Number.isNaN(order) || Number.isNaN(x)) return Number.NaN;
  const integer = Number.isInteger(order);
  if (x < 0) return integer ? (order % 2 === 0 ? 1 : -1) * iWith(order, -x, scaled) : Number.NaN;
  if (order < 0 && integer) return iWith(-order, x, scaled);
  if (x === 0) return order >= 0 ? (order === 0 ? 1 : 0) : Math.floor(order) % 2 === 0 ? Infinity : -Infinity;
  if (x === Infinity) return scaled ? 0 : x;
  if (order >= 0) {
    if (x * x <= 4 * (order + 1)) {
      const value = powerOverGamma(order, x / 2) * ascendingSeries(order, (x * x) / 4);
      return scaled ? value * Math.exp(-x) : value;
    }
    return timesExp(scaledPair(order, x).i, scaled ? 0 : x);
  }
  // I_(−ν) = I_ν + (2/π) sin(πν) K_ν
  const { i, k } = scaledPair(-order, x);
  return timesExp(i + (2 / Math.PI) * sinPi(-order) * k * Math.exp(-2 * x), scaled ? 0 : x);
}

/** The modified Bessel function of the second kind of real order, x ≥ 0: ∞ at 0, NaN below. */
export function besselK(order: number, x: number): number {
  if (!(x >= 0) || Number.isNaN(order)) return Number.NaN;
  if (x === 0) return Infinity;
  return x === Infinity ? 0 : timesExp(scaledPair(Math.abs(order), x).k, -x);
}

/** e^x K(x), which does not underflow. */
export function besselKScaled(order: number, x: number): number {
  if (!(x >= 0) || Number.isNaN(order)) return Number.NaN;
  if (x === 0) return Infinity;
  return x === Infinity ? 0 : scaledPair(Math.abs(order), x).k;
}

/** value e^x, where the power alone may overflow or underflow. */
function timesExp(value: number, x: number): number {
  if (Math.abs(x) < 700) return value * Math.exp(x);
  const half = Math.exp(x / 2);
  return value * half * half;
}

/**
 * e^(−x) I and e^x K for order ≥ 0 and x > 0, by the continued fraction of I′/I, Temme's for K (or his series
 * below 2), and the Wronskian; Hankel's expansions where they apply.
 *
 * @source Temme: On the numerical evaluation of the modified Bessel function of the third kind (1975)
 */
export function scaledPair(order: number, x: number): ScaledPair {
  if (!Number.isFinite(order)) return { i: 0, k: Infinity };
  if (hankelApplies(order, x)) {
    const { even, odd } = hankelSums(order, x, false);
    return { i: (even - odd) / Math.sqrt(2 * Math.PI * x), k: Math.sqrt(Math.PI / (2 * x)) * (even + odd) };
  }
  const steps = Math.floor(order + 0.5);
  const mu = order - steps;
  if (x < NEGLIGIBLE) return { i: powerOverGamma(order, x / 2), k: upwards(byTemme(mu, x), mu, steps, x) };
  let start = TINY;
  let value = TINY;
  let slope = firstFraction(order, x) * value;
  for (let k = 0; k < steps; k++) {
    const next = ((order - k) / x) * value + slope;
    slope = ((order - k - 1) / x) * next + value;
    value = next;
    if (value > 1e250) {
      value *= TINY;
      slope *= TINY;
      start *= TINY;
    }
  }
  const base = x < 2 ? byTemme(mu, x) : bySteed(mu, x);
  const i = 1 / x / ((slope / value) * base.k - (mu / x) * base.k + base.following);
  return { i: i * (start / value), k: upwards(base, mu, steps, x) };
}

/** K so many orders above μ. */
function upwards(base: Base, mu: number, steps: number, x: number): number {
  let { k, following } = base;
  for (let n = 1; n <= steps; n++) [k, following] = [following, ((mu + n) * 2 * following) / x + k];
  return k;
}

/** I′/I at this order. */
function firstFraction(order: number, x: number): number {
  let h = Math.max(order / x, TINY);
  let c = h;
  let d = 0;
  for (let k = 1; k < 100_000_000; k++) {
    const b = (2 * (order + k)) / x;
    d = 1 / (b + d);
    c = b + 1 / c;
    h *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return h;
}

interface Base {
  readonly k: number;
  /** K of the next order */
  readonly following: number;
}

function byTemme(mu: number, x: number): Base {
  let { f, p, q } = temmeStart(mu, x);
  let c = 1;
  let sum = f;
  let following = p;
  for (let k = 1; k < 500; k++) {
    f = (k * f + p + q) / (k * k - mu * mu);
    c *= (x * x) / (4 * k);
    p /= k - mu;
    q /= k + mu;
    sum += c * f;
    following += c * (p - k * f);
    if (Math.abs(c * f) < 1e-17 * Math.abs(sum)) break;
  }
  const scale = Math.exp(x);
  return { k: sum * scale, following: ((following * 2) / x) * scale };
}

function bySteed(mu: number, x: number): Base {
  const a1 = 0.25 - mu * mu;
  let b = 2 * (1 + x);
  let d = 1 / b;
  let delta = d;
  let h = d;
  let q1 = 0;
  let q2 = 1;
  let q = a1;
  let c = a1;
  let a = -a1;
  let s = 1 + q * delta;
  for (let k = 2; k < 100_000; k++) {
    a -= 2 * (k - 1);
    c = (-a * c) / k;
    const next = (q1 - b * q2) / a;
    q1 = q2;
    q2 = next;
    q += c * next;
    b += 2;
    d = 1 / (b + a * d);
    delta *= b * d - 1;
    h += delta;
    const term = q * delta;
    s += term;
    if (Math.abs(term) < 1e-17 * Math.abs(s)) break;
  }
  const k = Math.sqrt(Math.PI / (2 * x)) / s;
  return { k, following: (k * (mu + x + 0.5 - a1 * h)) / x };
}
