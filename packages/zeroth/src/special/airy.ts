import { besselJ, besselPair } from './bessel.js';
import { besselIScaled, besselKScaled } from './bessel-modified.js';
import { type DoubleDouble, divideDouble, expDouble, multiplyDouble, sqrtDouble } from './double-double.js';

/** Ai, Bi and their derivatives at a point. */
export interface AiryValues {
  readonly ai: number;
  readonly aiPrime: number;
  readonly bi: number;
  readonly biPrime: number;
}

/** Ai(0) and −Ai′(0). */
const AI_0 = 0.3550280538878172;
const AI_PRIME_0 = 0.2588194037928068;
const ROOT_3 = Math.sqrt(3);
const ROOT_PI = Math.sqrt(Math.PI);
/** From here the asymptotic expansions have their full accuracy: ζ is 18. */
const ASYMPTOTIC_FROM = 9;

/** All four Airy functions, by their Maclaurin series, Bessel functions of order 1/3 and 2/3, or asymptotically. */
export function airy(x: number): AiryValues {
  if (Number.isNaN(x)) return { ai: x, aiPrime: x, bi: x, biPrime: x };
  if (x === Infinity) return { ai: 0, aiPrime: -0, bi: x, biPrime: x };
  if (x === -Infinity) return { ai: 0, aiPrime: Number.NaN, bi: 0, biPrime: Number.NaN };
  if (Math.abs(x) <= 1) return maclaurin(x);
  if (x > ASYMPTOTIC_FROM) return decaying(x);
  if (x < -ASYMPTOTIC_FROM) return oscillating(-x);
  return x > 0 ? byModified(x) : byOrdinary(-x);
}

function maclaurin(x: number): AiryValues {
  const cube = x * x * x;
  // f = Σ 1·4···(3k − 2) x^(3k) / (3k)!, g = Σ 2·5···(3k − 1) x^(3k + 1) / (3k + 1)!
  let termF = 1;
  let termG = x;
  let f = 1;
  let g = x;
  let fPrime = 0;
  let gPrime = 1;
  for (let k = 1; k < 20; k++) {
    fPrime += (termF * x * x) / (3 * k - 1);
    gPrime += (termG * x * x) / (3 * k);
    termF *= cube / ((3 * k - 1) * (3 * k));
    termG *= cube / (3 * k * (3 * k + 1));
    f += termF;
    g += termG;
  }
  return {
    ai: AI_0 * f - AI_PRIME_0 * g,
    aiPrime: AI_0 * fPrime - AI_PRIME_0 * gPrime,
    bi: ROOT_3 * (AI_0 * f + AI_PRIME_0 * g),
    biPrime: ROOT_3 * (AI_0 * fPrime + AI_PRIME_0 * gPrime),
  };
}

/** 1 < x ≤ 9. */
function byModified(x: number): AiryValues {
  const zeta = zetaOf(x);
  const [hi, lo] = zeta;
  const down = Math.exp(-hi) * (1 - lo);
  const up = Math.exp(hi) * (1 + lo);
  const root = Math.sqrt(x / 3);
  return {
    ai: (root / Math.PI) * besselKScaled(1 / 3, hi) * down,
    aiPrime: (-x / (Math.PI * ROOT_3)) * besselKScaled(2 / 3, hi) * down,
    bi: root * (besselIScaled(-1 / 3, hi) + besselIScaled(1 / 3, hi)) * up,
    biPrime: (x / ROOT_3) * (besselIScaled(-2 / 3, hi) + besselIScaled(2 / 3, hi)) * up,
  };
}

/** Ai(−x) and the others for 1 < x ≤ 9. */
function byOrdinary(x: number): AiryValues {
  const [hi] = zetaOf(x);
  const third = besselPair(1 / 3, hi).j;
  const minusThird = besselJ(-1 / 3, hi);
  const twoThirds = besselPair(2 / 3, hi).j;
  const minusTwoThirds = besselJ(-2 / 3, hi);
  const root = Math.sqrt(x);
  return {
    ai: (root / 3) * (third + minusThird),
    aiPrime: (x / 3) * (twoThirds - minusTwoThirds),
    bi: (root / ROOT_3) * (minusThird - third),
    biPrime: (x / ROOT_3) * (minusTwoThirds + twoThirds),
  };
}

/** ζ = (2/3) x^(3/2). Its error in a double would be one of the phase, or of the exponent. */
function zetaOf(x: number): DoubleDouble {
  const power = multiplyDouble(sqrtDouble([x, 0]), [x, 0]);
  return divideDouble([2 * power[0], 2 * power[1]], [3, 0]);
}

/** Σ u_k / ζ^k and Σ v_k / ζ^k in their even and odd parts, with alternating signs within each if asked. */
function airySums(zeta: number, alternate: boolean) {
  let u = 1;
  const sums = { u0: 1, u1: 0, v0: 1, v1: 0 };
  for (let k = 1; k < 60; k++) {
    const next = u * (((6 * k - 5) * (6 * k - 3) * (6 * k - 1)) / (216 * k * (2 * k - 1) * zeta));
    if (next > u) break;
    u = next;
    const sign = alternate && k % 4 >= 2 ? -1 : 1;
    const v = (-(6 * k + 1) / (6 * k - 1)) * u;
    if (k % 2 === 0) {
      sums.u0 += sign * u;
      sums.v0 += sign * v;
    } else {
      sums.u1 += sign * u;
      sums.v1 += sign * v;
    }
    if (u < 1e-18) break;
  }
  return sums;
}

function decaying(x: number): AiryValues {
  const zeta = zetaOf(x);
  const root = Math.sqrt(Math.sqrt(x));
  const { u0, u1, v0, v1 } = airySums(zeta[0], false);
  const half = expDouble([zeta[0] / 2, zeta[1] / 2]);
  const down = 1 / half / 2 / ROOT_PI;
  const up = half / ROOT_PI;
  return {
    ai: (down * (u0 - u1)) / root / half,
    aiPrime: -(down * root * (v0 - v1)) / half,
    bi: ((up * (u0 + u1)) / root) * half,
    biPrime: up * root * (v0 + v1) * half,
  };
}

function oscillating(x: number): AiryValues {
  const [hi, lo] = zetaOf(x);
  const root = Math.sqrt(Math.sqrt(x));
  const { u0, u1, v0, v1 } = airySums(hi, true);
  const s = Math.sin(hi) + lo * Math.cos(hi);
  const c = Math.cos(hi) - lo * Math.sin(hi);
  // Of ζ − π/4.
  const cosine = (c + s) * Math.SQRT1_2;
  const sine = (s - c) * Math.SQRT1_2;
  return {
    ai: (cosine * u0 + sine * u1) / (ROOT_PI * root),
    aiPrime: ((sine * v0 - cosine * v1) * root) / ROOT_PI,
    bi: (cosine * u1 - sine * u0) / (ROOT_PI * root),
    biPrime: ((cosine * v0 + sine * v1) * root) / ROOT_PI,
  };
}

/** The Airy function Ai(x). */
export const airyAi = (x: number): number => airy(x).ai;
/** The derivative of Ai. */
export const airyAiPrime = (x: number): number => airy(x).aiPrime;
/** The Airy function Bi(x), ∞ above 104. */
export const airyBi = (x: number): number => airy(x).bi;
/** The derivative of Bi. */
export const airyBiPrime = (x: number): number => airy(x).biPrime;
