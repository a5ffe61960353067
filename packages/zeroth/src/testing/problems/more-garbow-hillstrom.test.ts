import { describe, expect, it } from 'vitest';
import { moreGarbowHillstrom, moreGarbowHillstromSystems, sumOfSquares, sumOfSquaresWithGradient } from './index.js';
import { minpackValues } from './minpack-values.js';

const roots: Readonly<Record<number, readonly number[]>> = {
  1: [1, 1],
  2: [5, 4],
  4: [1e6, 2e-6],
  5: [3, 0.5],
  7: [1, 0, 0],
  11: [50, 25, 1.5],
  12: [1, 10, 1],
  13: [0, 0, 0, 0],
  14: [1, 1, 1, 1],
  18: [1, 10, 1, 5, 4, 3],
  21: Array(10).fill(1),
  22: Array(12).fill(0),
  25: Array(10).fill(1),
  26: Array(10).fill(0),
  27: Array(10).fill(1),
  32: Array(10).fill(-1),
};

describe('the problems of Moré, Garbow and Hillstrom', () => {
  it('are all 35', () => {
    expect(moreGarbowHillstrom.map(({ number }) => number)).toEqual(Array.from({ length: 35 }, (_, i) => i + 1));
    expect(moreGarbowHillstromSystems.every(({ n, m }) => n === m)).toBe(true);
  });

  it.each(moreGarbowHillstrom)('$number $name: slopes agree with central differences', (problem) => {
    // Beside the start, because some slopes are 0 there by symmetry.
    const x = problem.start().map((component, j) => component + 0.01 * (1 + Math.abs(component)) * Math.sin(j + 1));
    const slopes = problem.jacobian(x);
    for (let j = 0; j < problem.n; j++) {
      const h = 6e-6 * Math.max(1e-2, Math.abs(x[j]!));
      const a = x.slice();
      const b = x.slice();
      a[j] = a[j]! + h;
      b[j] = b[j]! - h;
      const ra = problem.residuals(a);
      const rb = problem.residuals(b);
      for (let i = 0; i < problem.m; i++) {
        const estimate = (ra[i]! - rb[i]!) / (a[j]! - b[j]!);
        // Truncation h² of the slope, rounding ε / h of the residual.
        const scale = Math.abs(estimate) + 1e-9 * (Math.abs(ra[i]!) + 1) * (1 / h) * 1e-3;
        expect(Math.abs(slopes[i * problem.n + j]! - estimate)).toBeLessThan(1e-6 * scale + 1e-9);
      }
    }
  });

  it.each(minpackValues)('$number at $factor times the start agrees with MINPACK', ({ number, factor, ...values }) => {
    const problem = moreGarbowHillstrom[number - 1]!;
    const x = Float64Array.from(
      problem.start(factor),
      (component, i) => component * (1 + Math.sin(i + 1) / 100) + (3 * (i + 1)) / 1000,
    );
    const residuals = problem.residuals(x);
    const slopes = problem.jacobian(x);
    const product = x.map((_, j) =>
      residuals.reduce((sum, _r, i) => sum + slopes[i * problem.n + j]! * Math.cos(i + 1), 0),
    );
    expect(residuals.length).toBe(values.residuals.length);
    // Sums in another order; those of the trigonometric problem cancel all but a hundredth.
    for (const [ours, theirs] of [
      [residuals, values.residuals],
      [product, values.product],
    ] as const) {
      const largest = Math.max(...theirs.map(Math.abs));
      ours.forEach((value, i) => {
        expect(Math.abs(value - theirs[i]!)).toBeLessThanOrEqual(100 * 65 * 2 ** -52 * largest);
      });
    }
  });

  it.each(moreGarbowHillstrom.filter(({ number }) => number in roots))(
    '$number $name: the known minimiser',
    (problem) => {
      const x = Float64Array.from(roots[problem.number]!);
      const { value, gradient } = sumOfSquaresWithGradient(problem)(x);
      expect(value).toBe(sumOfSquares(problem)(x));
      expect(Math.abs(value - problem.minima[0]!)).toBeLessThan(1e-25 + 1e-12 * problem.minima[0]!);
      expect(gradient.every((g) => Math.abs(g) < 1e-12)).toBe(true);
    },
  );

  it('starts where the standard says, and farther', () => {
    expect([...moreGarbowHillstrom[0]!.start(10)]).toEqual([-12, 10]);
    expect([...moreGarbowHillstrom[19]!.start(100)]).toEqual(Array(6).fill(100));
  });
});
