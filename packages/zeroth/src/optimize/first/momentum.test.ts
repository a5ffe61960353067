import { describe, expect, it } from 'vitest';
import { run } from '../../run/index.js';
import { diagonalQuadratic, reportsOf } from '../subjects.js';
import { gradientDescent } from './gradient-descent.js';
import { momentum } from './momentum.js';

describe('momentum', () => {
  const least = 1;
  const largest = 100;
  const root = Math.sqrt(largest / least);
  const step = 4 / (Math.sqrt(largest) + Math.sqrt(least)) ** 2;
  const beta = ((root - 1) / (root + 1)) ** 2;
  const rate = Math.sqrt(beta);

  it('converges at √β = (√κ − 1)/(√κ + 1) on quadratics: every iterate solves the recurrence', () => {
    const middle = 30;
    const { reports } = reportsOf(
      momentum(Float64Array.of(1, 1, 1), { step, momentum: beta }),
      diagonalQuadratic([least, middle, largest]),
      150,
    );
    /*
     * e_{k+1} = (1 + β − αλ) e_k − β e_{k−1} with e₀ = 1, e₁ = 1 − αλ. At both ends of the spectrum ±√β is a double root,
     * e_k = (1 + b k)(±√β)^k; between them the roots are complex, of modulus √β.
     */
    const angle = Math.acos((1 + beta - step * middle) / (2 * rate));
    const sine = ((1 - step * middle) / rate - Math.cos(angle)) / Math.sin(angle);
    for (const [k, { x }] of reports.entries()) {
      const atLeast = (1 + ((1 - step * least) / rate - 1) * k) * rate ** k;
      const atMiddle = rate ** k * (Math.cos(k * angle) + sine * Math.sin(k * angle));
      const atLargest = (1 + ((1 - step * largest) / -rate - 1) * k) * (-rate) ** k;
      // Rounding in α and β splits a double root by O(√ε), which changes (1 + b k) rᵏ by O(ε k³) rᵏ.
      const bound = 4 * (k + 1) ** 3 * Number.EPSILON * rate ** k;
      for (const [i, exact] of [atLeast, atMiddle, atLargest].entries())
        expect(Math.abs(x[i]! - exact)).toBeLessThanOrEqual(bound);
    }
  });

  it('is gradient descent without momentum', () => {
    const oracle = diagonalQuadratic([1, 3]);
    const start = Float64Array.of(2, -1);
    const { reports } = reportsOf(momentum(start, { step: 0.1, momentum: 0 }), oracle, 20);
    expect(reports).toEqual(reportsOf(gradientDescent(start, { step: 0.1 }), oracle, 20).reports);
  });

  it.each([-0.1, 1, Number.NaN])('refuses a momentum of %d', (bad) => {
    expect(() => run(momentum(Float64Array.of(3), { step: 1, momentum: bad }), diagonalQuadratic([1]))).toThrow(
      'momentum must be at least 0 and less than 1',
    );
  });
});
