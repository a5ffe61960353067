import { describe, expect, test } from 'vitest';
import { arctan, cosOctant, cosPi, exp, log, power, sinOctant, sinPi } from './elementary.js';
import { random } from './random.js';

const EPSILON = 2 ** -52;
const uniform = random(17);
/** Points from a range, and its ends. */
const points = (low: number, high: number) =>
  [low, high].concat(Array.from({ length: 5000 }, () => low + (high - low) * uniform.uniform()));

/** The largest error relative to the larger of |expected| and `floor`, in units of 2^−52. */
function worst(xs: number[], f: (x: number) => number, expected: (x: number) => number, floor = 0): number {
  return Math.max(...xs.map((x) => Math.abs(f(x) - expected(x)) / Math.max(Math.abs(expected(x)), floor) / EPSILON));
}

// Both sides may be wrong by their own rounding: the host's functions by one unit in the last place, ours by three.
const UNITS = 4;

describe('elementary functions agree with the host to 4 units in the last place', () => {
  test('log', () => {
    const around1 = points(0.5, 2).filter((x) => x !== 1);
    const scattered = points(-1074, 1020).map((e) => 2 ** e);
    const near1 = points(-1e-6, 1e-6).map((e) => 1 + e);
    for (const xs of [around1, scattered, near1]) expect(worst(xs, log, Math.log)).toBeLessThan(UNITS);
    expect([log(1), log(0), log(Infinity), log(-1), log(Number.NaN)]).toEqual([0, -Infinity, Infinity, NaN, NaN]);
    expect(log(2 ** -1074)).toBeCloseTo(-1074 * Math.LN2, 10);
  });

  test('exp and power', () => {
    expect(worst(points(-1, 1), exp, Math.exp)).toBeLessThan(UNITS);
    expect(worst(points(-700, 700), exp, Math.exp)).toBeLessThan(UNITS);
    expect([exp(-800), exp(800), exp(-Infinity), exp(Infinity), exp(0)]).toEqual([0, Infinity, 0, Infinity, 1]);
    // The rounding of 3 ln x is magnified by that product, at most 3 ln 10 = 7.
    expect(
      worst(
        points(0.1, 10),
        (x) => power(x, 3),
        (x) => x ** 3,
      ),
    ).toBeLessThan(7 * UNITS);
  });

  test('sine and cosine in octants and half turns', () => {
    expect(worst(points(-1, 1), sinOctant, (x) => Math.sin((Math.PI / 4) * x))).toBeLessThan(UNITS);
    expect(worst(points(-1, 1), cosOctant, (x) => Math.cos((Math.PI / 4) * x))).toBeLessThan(UNITS);
    // The host's argument π x is itself rounded, an absolute error of up to 4 π units there.
    expect(worst(points(-4, 4), sinPi, (x) => Math.sin(Math.PI * x), 1)).toBeLessThan(4 * Math.PI + UNITS);
    expect(worst(points(-4, 4), cosPi, (x) => Math.cos(Math.PI * x), 1)).toBeLessThan(4 * Math.PI + UNITS);
    for (let quarter = -8; quarter <= 8; quarter++) {
      expect(sinPi(quarter / 2)).toBeCloseTo([0, 1, 0, -1][((quarter % 4) + 4) % 4]!, 15);
      expect(cosPi(quarter / 2)).toBeCloseTo([1, 0, -1, 0][((quarter % 4) + 4) % 4]!, 15);
    }
  });

  test('arctan', () => {
    for (const high of [0.1, 1, 2, 1e6]) expect(worst(points(-high, high), arctan, Math.atan)).toBeLessThan(UNITS);
    expect(arctan(0)).toBe(0);
    expect(arctan(Infinity)).toBe(Math.PI / 2);
  });
});
