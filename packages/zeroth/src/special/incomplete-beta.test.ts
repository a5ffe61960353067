import { describe, expect, it } from 'vitest';
import { worst } from './fixtures.js';
import { betaI, betaIInverse, betaQuantile, incompleteBeta } from './incomplete-beta.js';
import { table } from './tables/betaI.js';

describe('the incomplete beta function', () => {
  it('agrees with the table to 1e-13', () => {
    expect(worst(table, betaI).error).toBeLessThan(1e-13);
  });

  it('is inverted: both tails of the inverse are those asked for', () => {
    for (const a of [0.05, 0.5, 1, 3, 40, 2000])
      for (const b of [0.05, 0.5, 1, 3, 40, 2000])
        for (const p of [1e-200, 1e-12, 0.001, 0.3, 0.5, 0.9, 0.999999]) {
          const { x, y } = betaQuantile(a, b, p, 1 - p);
          if (x < 1e-300 || y < 1e-300) continue;
          const { lower, upper } = incompleteBeta(a, b, x, x < 0.5 ? undefined : [y, 0]);
          const error = p < 0.5 ? lower / p - 1 : upper / (1 - p) - 1;
          // The relative rounding of x moves the logarithm of I by up to a, that of y by b, and more in far tails.
          expect(Math.abs(error), `${a} ${b} ${p}`).toBeLessThan(1e-13 + 4e-15 * (Math.sqrt(a + b) + Math.min(a, b)));
        }
  });

  it('is symmetric and has its limits', () => {
    expect(betaI(2, 3, 0.25) + betaI(3, 2, 0.75)).toBeCloseTo(1, 15);
    expect([betaI(2, 3, 0), betaI(2, 3, 1), betaIInverse(2, 3, 0), betaIInverse(2, 3, 1)]).toEqual([0, 1, 0, 1]);
    expect([betaI(0, 3, 0.5), betaI(2, -1, 0.5), betaI(2, 2, 1.5), betaIInverse(1, 1, -0.1)]).toEqual(
      Array(4).fill(Number.NaN),
    );
  });
});
