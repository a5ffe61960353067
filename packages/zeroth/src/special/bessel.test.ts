import { describe, expect, it } from 'vitest';
import { airy, airyAi, airyAiPrime, airyBi, airyBiPrime } from './airy.js';
import { besselJ, besselPair, besselY } from './bessel.js';
import { besselI, besselIScaled, besselK, besselKScaled } from './bessel-modified.js';
import { worst } from './fixtures.js';
import { table as aiTable } from './tables/airyAi.js';
import { table as aiPrimeTable } from './tables/airyAiPrime.js';
import { table as biTable } from './tables/airyBi.js';
import { table as biPrimeTable } from './tables/airyBiPrime.js';
import { table as iTable } from './tables/besselI.js';
import { table as jTable } from './tables/besselJ.js';
import { table as kTable } from './tables/besselK.js';
import { table as yTable } from './tables/besselY.js';

/** The amplitude of the oscillation where there is one, which is what errors near zeros are relative to. */
const amplitude = (order: number, x: number) =>
  Math.abs(x) > Math.abs(order) ? Math.sqrt(2 / (Math.PI * Math.abs(x))) : 0;

describe('Bessel functions of real order', () => {
  it('J and Y agree with the tables to 2e-14 of their amplitude, relatively below the turning point', () => {
    expect(worst(jTable, besselJ, amplitude).error).toBeLessThan(2e-14);
    expect(worst(yTable, besselY, amplitude).error).toBeLessThan(2e-14);
  });

  it('I and K agree with the tables to 2e-14', () => {
    expect(worst(iTable, besselI).error).toBeLessThan(2e-14);
    expect(worst(kTable, besselK).error).toBeLessThan(2e-14);
  });

  it('half-integer orders are elementary', () => {
    for (const x of [0.1, 1.9, 2.1, 24, 26, 300]) {
      const scale = Math.sqrt(2 / (Math.PI * x));
      expect(Math.abs(besselJ(0.5, x) - scale * Math.sin(x)) / scale).toBeLessThan(5e-15);
      expect(Math.abs(besselY(0.5, x) + scale * Math.cos(x)) / scale).toBeLessThan(5e-15);
      expect(Math.abs(besselKScaled(0.5, x) / Math.sqrt(Math.PI / (2 * x)) - 1)).toBeLessThan(5e-15);
    }
  });

  it('scaled forms are the others times the exponential, where those are finite', () => {
    for (const [order, x] of [
      [0, 3],
      [2.5, 0.1],
      [10, 80],
    ] as const) {
      expect(besselIScaled(order, x) * Math.exp(x)).toBeCloseTo(besselI(order, x), -Math.log10(besselI(order, x)) + 13);
      expect((besselKScaled(order, x) * Math.exp(-x)) / besselK(order, x)).toBeCloseTo(1, 13);
    }
    expect(besselIScaled(0, 1e4)).toBeGreaterThan(0);
  });

  it('J and Y keep their Wronskian 2 / (πx) for orders and arguments in the thousands', () => {
    for (const order of [0.3, 12, 999.5, 5000])
      for (const x of [5000, 20000]) {
        const here = besselPair(order, x);
        const next = besselPair(order + 1, x);
        expect((next.j * here.y - here.j * next.y) * ((Math.PI * x) / 2)).toBeCloseTo(1, 11);
      }
  });

  it('have their limits', () => {
    expect([besselJ(0, 0), besselJ(1, 0), besselJ(2, -1) - besselJ(2, 1), besselJ(3, -1) + besselJ(3, 1)]).toEqual([
      1, 0, 0, 0,
    ]);
    expect([besselY(1, 0), besselK(0, 0), besselK(2, Infinity), besselI(0, Infinity)]).toEqual([
      -Infinity,
      Infinity,
      0,
      Infinity,
    ]);
    expect([besselY(1, -1), besselK(1, -1), besselJ(0.5, -1), besselI(0.5, -1), besselJ(Number.NaN, 1)]).toEqual(
      Array(5).fill(Number.NaN),
    );
  });
});

describe('Airy functions', () => {
  it('agree with the tables to 1e-14, below 0 relative to their amplitudes', () => {
    const value = (x: number) => (x < 0 ? 0.56 * Math.max(1, -x) ** -0.25 : 0);
    const slope = (x: number) => (x < 0 ? 0.56 * Math.max(1, -x) ** 0.25 : 0);
    expect(worst(aiTable, airyAi, value).error).toBeLessThan(1e-14);
    expect(worst(biTable, airyBi, value).error).toBeLessThan(1e-14);
    expect(worst(aiPrimeTable, airyAiPrime, slope).error).toBeLessThan(1e-14);
    expect(worst(biPrimeTable, airyBiPrime, slope).error).toBeLessThan(1e-14);
  });

  it('keep their Wronskian 1/π across all methods', () => {
    for (let x = -60; x <= 60; x += 0.37) {
      const { ai, aiPrime, bi, biPrime } = airy(x);
      expect(Math.abs((ai * biPrime - aiPrime * bi) * Math.PI - 1)).toBeLessThan(2e-14);
    }
  });
});

describe('next to zero', () => {
  const cases: readonly (readonly [(order: number, x: number) => number, number, number, number])[] = [
    [besselY, 0, 1e-310, -454.4938756003539],
    [besselY, 0.25, 1e-200, -1.3724252551186523e50],
    [besselY, 1.5, 1e-160, -7.978845608028653e239],
    [besselY, -0.25, 1e-310, -3.0688361644828e77],
    [besselY, 0.0625, 4e-308, -8.391558923593082e19],
    [besselY, 1, 1e-300, -6.366197723675813e299],
    [besselY, 1, 1e-310, -Infinity],
    [besselJ, 1.5, 1e-160, 2.659615202676218e-241],
    [besselJ, -0.25, 1e-310, 3.0688361644828e77],
    [besselK, 0, 1e-310, 713.9173103438126],
    [besselK, 0.25, 1e-200, 2.155800549540928e50],
    [besselK, 1.5, 1e-160, 1.2533141373155003e240],
    [besselK, 0.0625, 4e-308, 1.318142993326295e20],
    [besselK, 1, 1e-310, Infinity],
    [besselI, -0.25, 1e-310, 3.0688361644828e77],
  ];

  // Values by mpmath with 40 digits, at the float64 numbers next to these x.
  it.each(cases)('%o of order %f at %e', (f, order, x, expected) => {
    if (Number.isFinite(expected)) expect(Math.abs(f(order, x) / expected - 1)).toBeLessThan(1e-13);
    else expect(f(order, x)).toBe(expected);
  });
});
