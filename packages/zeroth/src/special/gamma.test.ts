import { describe, expect, it } from 'vitest';
import { worst } from './fixtures.js';
import { beta, digamma, gamma, lgamma, logBeta, reciprocalGamma } from './gamma.js';
import { table as betaTable } from './tables/beta.js';
import { table as digammaTable } from './tables/digamma.js';
import { table as gammaTable } from './tables/gamma.js';
import { table as lgammaTable } from './tables/lgamma.js';
import { table as logBetaTable } from './tables/logBeta.js';

describe('gamma functions', () => {
  it('gamma agrees with the table to 2e-15', () => {
    expect(worst(gammaTable, gamma).error).toBeLessThan(2e-15);
  });

  it('lgamma agrees to 4e-15, below 0 absolutely near its zeros', () => {
    expect(worst(lgammaTable, lgamma, (x) => (x < 0 ? 0.1 : 0)).error).toBeLessThan(4e-15);
  });

  it('digamma agrees to 1e-14, below 0 relative to the size of its parts', () => {
    expect(worst(digammaTable, digamma, (x) => (x < 0 ? 1 : 0)).error).toBeLessThan(1e-14);
  });

  it('beta and its logarithm agree to 2e-14', () => {
    expect(worst(betaTable, beta).error).toBeLessThan(2e-14);
    // ln B has zeros on a curve.
    expect(worst(logBetaTable, logBeta, () => 0.1).error).toBeLessThan(2e-14);
  });

  it('gamma is exact at integers whose factorial is a double, and 1/Γ is 0 at the poles', () => {
    let factorial = 1;
    for (let n = 1; n <= 19; n++) {
      expect(gamma(n) / factorial).toBeCloseTo(1, 14);
      factorial *= n;
    }
    expect(reciprocalGamma(-4)).toBe(0);
  });

  it('have their limits', () => {
    expect([gamma(0), gamma(-0), gamma(172), gamma(Infinity)]).toEqual([Infinity, -Infinity, Infinity, Infinity]);
    expect([gamma(-1), gamma(-Infinity), gamma(Number.NaN), digamma(-3)]).toEqual(Array(4).fill(Number.NaN));
    expect([lgamma(0), lgamma(-7), lgamma(Infinity), lgamma(1), lgamma(2)]).toEqual([
      Infinity,
      Infinity,
      Infinity,
      0,
      0,
    ]);
    expect([beta(0, 1), beta(-2, 3), beta(-3, 2)]).toEqual([Infinity, Infinity, 1 / 6]);
  });
});
