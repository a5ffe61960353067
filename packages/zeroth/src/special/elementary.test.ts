import { describe, expect, it } from 'vitest';
import { cosPi, sinc, sinPi } from './circular.js';
import { logistic, logit, logSumExp, softplus, xlogy } from './elementary.js';

const EPSILON = Number.EPSILON;

describe('elementary compositions', () => {
  it('softplus satisfies s(x) − s(−x) = x, and is e^x far below 0', () => {
    for (const x of [0, 1e-8, 0.7, 30, 700, 1e300])
      expect(Math.abs(softplus(x) - softplus(-x) - x)).toBeLessThanOrEqual(2 * EPSILON * (1 + x));
    expect(softplus(-700) / Math.exp(-700)).toBeCloseTo(1, 15);
  });

  it('logit inverts logistic to a few units in the last place of either tail', () => {
    for (const x of [-700, -36, -2, -1e-9, 0, 1e-12, 0.9]) {
      const tolerance = 4 * EPSILON * Math.max(1, Math.abs(x)) * (x > -1 ? 4 : 1);
      expect(Math.abs(logit(logistic(x)) - x)).toBeLessThan(tolerance);
    }
    expect([logit(0), logit(1), logit(0.5), logit(-1)]).toEqual([-Infinity, Infinity, 0, Number.NaN]);
  });

  it('logSumExp shifts with its numbers and keeps terms that are tiny beside the largest', () => {
    expect(logSumExp([1000, 1000]) - 1000).toBeCloseTo(Math.LN2, 12);
    expect(logSumExp([0, -40]) / Math.exp(-40)).toBeCloseTo(1, 15);
    expect([logSumExp([]), logSumExp([-Infinity]), logSumExp([1, Infinity]), logSumExp([1, Number.NaN])]).toEqual([
      -Infinity,
      -Infinity,
      Infinity,
      Number.NaN,
    ]);
  });

  it('sinPi and cosPi are exact at integers and half integers, however large', () => {
    for (const n of [0, 1, 2, 7, 2 ** 52 - 1]) {
      expect(Math.abs(sinPi(n))).toBe(0);
      expect(cosPi(n)).toBe(n % 2 === 0 ? 1 : -1);
    }
    expect(sinPi(2.5)).toBe(1);
    expect(Math.abs(cosPi(-3.5))).toBe(0);
    expect([sinc(0), Math.abs(sinc(3)), sinc(0.5), xlogy(0, 0)]).toEqual([1, 0, 2 / Math.PI, 0]);
  });
});
