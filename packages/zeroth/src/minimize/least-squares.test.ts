import { describe, expect, it } from 'vitest';
import { concat, multiply, pow, slice, subtract } from '../array/index.js';
import { differentiable } from '../autodiff/index.js';
import { curveFit, evaluations, leastSquares, minimizeScalar, root, rootScalar } from '../index.js';

describe('leastSquares', () => {
  const residuals = (x: Float64Array): number[] => [10 * (x[1]! - x[0]! ** 2), 1 - x[0]!];

  it('solves the Rosenbrock problem from values, a Jacobian, and autodiff', () => {
    const start = Float64Array.of(-1.2, 1);
    const traced = differentiable((x) => {
      const [a, b] = [slice(x, [0, 1]), slice(x, [1, 2])];
      return concat([multiply(10, subtract(b, pow(a, 2))), subtract(1, a)]);
    });
    const pair = {
      residuals,
      jacobian: (x: Float64Array) => [
        [-20 * x[0]!, 10],
        [-1, 0],
      ],
    };
    for (const r of [residuals, pair, traced]) {
      const result = leastSquares(r, start);
      expect(result.status).toBe('converged');
      expect([...result.x]).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9)]);
      expect(result.value).toBeLessThan(1e-18);
    }
    expect(start).toEqual(Float64Array.of(-1.2, 1));
  });

  it('keeps to bounds, and stays finite where columns of the Jacobian vanish', () => {
    const bounded = leastSquares(residuals, Float64Array.of(-1.2, 1), { bounds: { upper: [0.5, 2] } });
    expect(bounded.status).toBe('converged');
    expect([...bounded.x]).toEqual([0.5, expect.closeTo(0.25, 7)]);
    const idle = leastSquares((x) => [x[0]! - 3], Float64Array.of(1, 7));
    expect([...idle.x]).toEqual([expect.closeTo(3, 8), 7]);
    expect(leastSquares(() => [Number.NaN], [1])).toMatchObject({ status: 'failed', reason: 'not-finite-at-start' });
    expect(leastSquares(residuals, [-1.2, 1], { stop: evaluations(5) })).toMatchObject({ status: 'stopped' });
  });
});

describe('root', () => {
  it('finds roots, and says where there is none', () => {
    const result = root((x) => [x[0]! ** 2 + x[1]! ** 2 - 4, x[0]! - x[1]!], [1, 0.5]);
    expect(result.status).toBe('converged');
    expect([...result.x]).toEqual([expect.closeTo(Math.SQRT2, 9), expect.closeTo(Math.SQRT2, 9)]);
    expect(root((x) => [x[0]! ** 2 + 1], [0.7])).toMatchObject({ status: 'failed', reason: 'no-progress' });
    expect(() => root((x) => [x[0]!, 1], [1])).toThrow(/2 and 1/);
  });
});

describe('curveFit', () => {
  it('gives the line of ordinary regression, with its standard errors', () => {
    const x = [1, 2, 3, 4, 5];
    const y = [1.1, 1.9, 3.2, 3.9, 5.1];
    // Textbook formulas: slope Sxy / Sxx, its error s / √Sxx, the intercept's s √(1/n + x̄² / Sxx).
    const fit = curveFit((t: number, p: { a: number; b: number }) => p.a + p.b * t, x, y, { a: 0, b: 0 });
    const mean = y.reduce((s, v) => s + v, 0) / 5;
    const sxy = x.reduce((s, t, i) => s + (t - 3) * (y[i]! - mean), 0);
    expect(fit.x.b).toBeCloseTo(sxy / 10, 8);
    expect(fit.x.a).toBeCloseTo(mean - (3 * sxy) / 10, 8);
    const s = Math.sqrt(x.reduce((sum, t, i) => sum + (y[i]! - fit.x.a - fit.x.b * t) ** 2, 0) / 3);
    expect(fit.standardErrors.b).toBeCloseTo(s / Math.sqrt(10), 7);
    expect(fit.standardErrors.a).toBeCloseTo(s * Math.sqrt(1 / 5 + 9 / 10), 7);
    expect(fit.degreesOfFreedom).toBe(3);
  });
});

describe('functions of one variable', () => {
  it('are minimised between bounds and without', () => {
    const result = minimizeScalar((x) => (x - 2) ** 2 + Math.cos(3 * x) / 10, { bounds: [0, 3] });
    expect(result.status).toBe('converged');
    expect(2 * (result.x - 2) - 0.3 * Math.sin(3 * result.x)).toBeCloseTo(0, 6);
    expect(minimizeScalar((x) => (x + 40) ** 2).x).toBeCloseTo(-40, 5);
    expect(minimizeScalar((x) => x)).toMatchObject({ status: 'failed', reason: 'unbounded' });
    expect(minimizeScalar((x) => x, { bounds: [1, 2] }).x).toBeCloseTo(1, 6);
  });
  it('have roots to the last bits', () => {
    const result = rootScalar((x) => x ** 3 - 2, { bracket: [0, 5] });
    expect(result.status).toBe('converged');
    expect(Math.abs(result.x - Math.cbrt(2))).toBeLessThanOrEqual(2 ** -51);
    expect(result.queries.values).toBeLessThan(20);
    expect(rootScalar((x) => Math.exp(x) - 5).x).toBeCloseTo(Math.log(5), 14);
    expect(() => rootScalar((x) => x * x + 1, { bracket: [0, 1] })).toThrow(/opposite signs/);
  });
});
