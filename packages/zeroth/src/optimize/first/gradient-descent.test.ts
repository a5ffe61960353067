import { describe, expect, it } from 'vitest';
import { run } from '../../run/index.js';
import { diagonalQuadratic, functionOracle, reportsOf } from '../subjects.js';
import { gradientDescent } from './gradient-descent.js';

describe('gradientDescent', () => {
  it('contracts each eigenvector of a quadratic by 1 − ηλ, exactly in exact arithmetic', () => {
    const eigenvalues = [1, 0.5, 0.25, 1.75];
    const { reports } = reportsOf(
      gradientDescent(Float64Array.of(1, 1, 1, 1), { step: 1 }),
      diagonalQuadratic(eigenvalues),
      20,
    );
    // All products are dyadic rationals of at most 40 bits, so nothing is rounded.
    for (const [k, { x }] of reports.entries())
      expect([...x]).toEqual(eigenvalues.map((eigenvalue) => (1 - eigenvalue) ** k));
  });

  it('keeps f(x_k) − f* ≤ ‖x₀ − x*‖² / (2 η k) at η = 1/L, for every iterate', () => {
    // Σ √(1 + xᵢ²) has a 1-Lipschitz gradient, and no strong convexity far out.
    const oracle = functionOracle(
      (x) => x.reduce((sum, xi) => sum + Math.sqrt(1 + xi * xi), 0),
      (x) => x.map((xi) => xi / Math.sqrt(1 + xi * xi)),
    );
    const { reports } = reportsOf(gradientDescent(Float64Array.of(30, -20, 5), { step: 1 }), oracle, 200);
    for (const [k, { value }] of reports.entries())
      if (k > 0) expect(value - 3).toBeLessThanOrEqual((900 + 400 + 25) / (2 * k));
  });

  it('returns the last point reported', () => {
    const { reports, outcome } = reportsOf(
      gradientDescent(Float64Array.of(3), { step: 0.1 }),
      diagonalQuadratic([1]),
      7,
    );
    expect(outcome).toMatchObject({ status: 'stopped', rule: 'iterations', result: reports[6]!.x });
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses a step of %d', (step) => {
    expect(() => run(gradientDescent(Float64Array.of(3), { step }), diagonalQuadratic([1]))).toThrow(
      'step must be a positive finite number',
    );
  });

  it('refuses a start that is not finite', () => {
    expect(() => run(gradientDescent(Float64Array.of(1, Number.NaN), { step: 1 }), diagonalQuadratic([1, 1]))).toThrow(
      'Component 1 of x0 is NaN: it must be finite.',
    );
  });
});
