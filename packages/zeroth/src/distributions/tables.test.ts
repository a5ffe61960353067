import { describe, expect, it } from 'vitest';
import { worst } from '../special/fixtures.js';
import { binomial, fisherF, poisson, stable, studentT } from './index.js';
import { table as binomialTable } from './tables/binomialCdf.js';
import { table as fisherTable } from './tables/fisherFSurvival.js';
import { table as poissonTable } from './tables/poissonCdf.js';
import { table as stableCdfTable } from './tables/stableCdf.js';
import { table as stableDensityTable } from './tables/stableDensity.js';
import { table as studentTable } from './tables/studentTSurvival.js';

describe('distributions against tables of 40 digits', () => {
  it("Student's t, F, Poisson and binomial tails agree to 1e-13", () => {
    expect(worst(studentTable, (nu, t) => studentT(nu!).survival(t!)).error).toBeLessThan(1e-13);
    expect(worst(fisherTable, (a, b, f) => fisherF(a!, b!).survival(f!)).error).toBeLessThan(1e-13);
    expect(worst(poissonTable, (mean, k) => poisson(mean!).cdf(k!)).error).toBeLessThan(1e-13);
    expect(worst(binomialTable, (n, p, k) => binomial(n!, p!).cdf(k!)).error).toBeLessThan(1e-13);
  });

  it('stable laws agree to 1e-11 with the inversion of their characteristic function', () => {
    expect(worst(stableCdfTable, (alpha, beta, x) => stable(alpha!, beta!).cdf(x!)).error).toBeLessThan(1e-11);
    expect(worst(stableDensityTable, (alpha, beta, x) => stable(alpha!, beta!).density(x!)).error).toBeLessThan(1e-11);
  });
});
