import { describe, expect, it } from 'vitest';
import { curveFit, curveFitAsync, leastSquares, leastSquaresAsync } from '../index.js';

describe('curveFit', () => {
  // Misra's data of dental research: y = a (1 − exp(−b x)), published with certified values.
  const x = [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760];
  const y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78];
  const model = (t: number, [a, b]: Float64Array) => a! * (1 - Math.exp(-b! * t));
  const certified = {
    a: 238.94212918,
    b: 5.5015643181e-4,
    sa: 2.7070075241,
    sb: 7.2668688436e-6,
    square: 0.12455138894,
  };

  it.each([
    [500, 1e-4],
    [250, 5e-4],
  ])('agrees with certified values to 8 digits from %d, %d', (a, b) => {
    const fit = curveFit(model, x, y, [a, b]);
    expect(fit.status).toBe('converged');
    const close = (value: number, reference: number) => expect(Math.abs(value / reference - 1)).toBeLessThan(1e-8);
    close(fit.x[0]!, certified.a);
    close(fit.x[1]!, certified.b);
    close(fit.chiSquared, certified.square);
    // Standard errors are slopes by differences, good to about 1e-7.
    expect(Math.abs(fit.standardErrors[0]! / certified.sa - 1)).toBeLessThan(1e-6);
    expect(Math.abs(fit.standardErrors[1]! / certified.sb - 1)).toBeLessThan(1e-6);
  });

  it('gives the textbook band of a line', () => {
    const xs = [1, 2, 3, 4, 5];
    const ys = [1.1, 1.9, 3.2, 3.9, 5.1];
    const fit = curveFit((t: number, p: { a: number; b: number }) => p.a + p.b * t, xs, ys, { a: 0, b: 0 });
    const { lower, upper, value } = fit.confidenceBand([0, 3, 7]);
    const s = Math.sqrt(fit.chiSquared / 3);
    // t of 0.975 with 3 degrees of freedom.
    const t = 3.182446305284263;
    [0, 3, 7].forEach((at, i) => {
      const half = t * s * Math.sqrt(1 / 5 + (at - 3) ** 2 / 10);
      expect(value[i]).toBeCloseTo(fit.x.a + fit.x.b * at, 14);
      expect(upper[i]! - value[i]!).toBeCloseTo(half, 6);
      expect(value[i]! - lower[i]!).toBeCloseTo(half, 6);
    });
    // With σ known the errors do not depend on the residuals: σ / √Sxx, and a normal law.
    const known = curveFit(
      (t: number, p: { a: number; b: number }) => p.a + p.b * t,
      xs,
      ys,
      { a: 0, b: 0 },
      { sigma: 0.2 },
    );
    expect(known.standardErrors.b).toBeCloseTo(0.2 / Math.sqrt(10), 8);
    const band = known.confidenceBand([3]);
    expect(band.upper[0]! - band.value[0]!).toBeCloseTo((1.959963984540054 * 0.2) / Math.sqrt(5), 8);
  });

  it('takes slopes of the model, of fixed parameters and with weights too, and then no differences', async () => {
    let calls = 0;
    const counted = (t: number, p: Float64Array) => {
      calls++;
      return model(t, p);
    };
    const slopes = (t: number, [a, b]: Float64Array) => [1 - Math.exp(-b! * t), a! * t * Math.exp(-b! * t)];
    for (const options of [{}, { sigma: 0.1 }, { fixed: [true, false] }]) {
      calls = 0;
      const exact = curveFit(counted, x, y, [250, 5e-4], { ...options, slopes });
      const used = calls;
      const estimated = curveFit(model, x, y, [250, 5e-4], options);
      expect(exact.status).toBe('converged');
      exact.x.forEach((v, i) => {
        expect(Math.abs(v / estimated.x[i]! - 1)).toBeLessThan(1e-8);
        expect(Math.abs(exact.standardErrors[i]! - estimated.standardErrors[i]!)).toBeLessThanOrEqual(
          1e-6 * estimated.standardErrors[i]!,
        );
      });
      // One at x0, and one for each trial: a Jacobian is asked for where the residuals were.
      expect(used / x.length).toBeLessThanOrEqual(1 + exact.queries.residuals!);
      const later = await curveFitAsync(async (t, p: Float64Array) => model(t, p), x, y, Float64Array.of(250, 5e-4), {
        ...options,
        slopes,
      });
      expect([...later.x]).toEqual([...exact.x]);
    }
    expect(() => curveFit(model, x, y, [250, 5e-4], { slopes: () => [1] })).toThrow(/28 entries, not 14/);
  });

  it('is the same for a model that promises', async () => {
    const now = curveFit(model, x, y, [250, 5e-4]);
    const later = await curveFitAsync(async (t, p: Float64Array) => model(t, p), x, y, Float64Array.of(250, 5e-4));
    expect([...later.x]).toEqual([...now.x]);
    expect([...later.standardErrors]).toEqual([...now.standardErrors]);
  });
});

describe('robust losses', () => {
  const data = [1, 1.1, 0.9, 1.05, 0.95, 50];
  const residuals = ([a]: Float64Array) => data.map((d) => a! - d);

  it.each(['huber', 'softL1', 'cauchy', 'arctan'] as const)(
    '%s meets its own equation and disregards an outlier',
    async (loss) => {
      const s = 0.1;
      const result = leastSquares(residuals, [1.5], { loss, lossScale: s });
      expect(result.status).toBe('converged');
      const influence = (r: number): number => {
        const z = (r / s) ** 2;
        if (loss === 'huber') return z <= 1 ? r : (r / Math.abs(r)) * s;
        return r * (loss === 'softL1' ? 1 / Math.sqrt(1 + z) : loss === 'cauchy' ? 1 / (1 + z) : 1 / (1 + z * z));
      };
      const [a] = result.x;
      expect(Math.abs(data.reduce((sum, d) => sum + influence(a! - d), 0))).toBeLessThan(1e-7);
      expect(Math.abs(a! - 1)).toBeLessThan(0.05);
      expect([...result.residuals]).toEqual(residuals(result.x));
      const later = await leastSquaresAsync(async (x: Float64Array) => residuals(x), [1.5], { loss, lossScale: s });
      expect(later.value).toBe(result.value);
    },
  );
});
