import { describe, expect, it } from 'vitest';
import { erf } from './erf.js';
import { exactSeries } from './exact-series.js';
import { worst } from './fixtures.js';
import { hypergeometric1F1, hypergeometric2F1 } from './hypergeometric.js';
import { table as kummerTable } from './tables/hypergeometric1F1.js';
import { table as gaussTable } from './tables/hypergeometric2F1.js';

describe('hypergeometric functions', () => {
  it('1F1 agrees with the table to 2e-14, also where its terms cancel by 80 digits', () => {
    expect(worst(kummerTable, hypergeometric1F1).error).toBeLessThan(2e-14);
  });

  it('2F1 agrees with the table to 2e-14 from −10^6 to 1 − 10^−6', () => {
    expect(worst(gaussTable, hypergeometric2F1).error).toBeLessThan(2e-14);
  });

  it('the series in integers sums e^x to half a unit where doubles lose everything', () => {
    for (const x of [-300, -50, -1, 0.25])
      expect(Math.abs(exactSeries([], [], x) / Math.exp(x) - 1)).toBeLessThan(3e-16);
  });

  it('reduce to elementary functions', () => {
    for (const x of [-3, -0.4, 0.2, 0.95]) {
      expect(Math.abs((hypergeometric2F1(1, 1, 2, x) * x) / -Math.log1p(-x) - 1)).toBeLessThan(4e-15);
      expect(Math.abs(hypergeometric2F1(0.7, 2, 2, x) / (1 - x) ** -0.7 - 1)).toBeLessThan(1e-15);
      expect(Math.abs((hypergeometric1F1(0.5, 1.5, -x * x) * 2 * x) / Math.sqrt(Math.PI) / erf(x) - 1)).toBeLessThan(
        4e-15,
      );
    }
  });

  it('have their limits', () => {
    expect(hypergeometric2F1(0.5, 1, 2.5, 1)).toBeCloseTo(1.5, 14);
    expect([hypergeometric2F1(1, 2, 3, 1), hypergeometric2F1(1, 2, 3, 0), hypergeometric1F1(2, 3, 0)]).toEqual([
      Infinity,
      1,
      1,
    ]);
    expect([
      hypergeometric2F1(1, 2, 3, 1.5),
      hypergeometric2F1(1, 2, -1, 0.5),
      hypergeometric1F1(1, -2, 1),
      hypergeometric1F1(-3, -2, 1),
    ]).toEqual(Array(4).fill(Number.NaN));
    // A polynomial that ends before the pole.
    expect(hypergeometric1F1(-1, -2, 3)).toBe(2.5);
    expect(hypergeometric2F1(-2, 1, 1, 3)).toBe(4);
  });
});
