import { describe, expect, it } from 'vitest';
import { leastSquares } from '../index.js';
import { moreGarbowHillstrom } from '../testing/problems/index.js';

/** Starts from which a problem is not solved, and how the run ends there instead. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  // The valley to x₂ → 1, x₁ → −∞ goes down by ever less, to about 0.452.
  'Beale, 10': ['stopped'],
  'Beale, 100': ['stopped'],
  // exp overflows in the squares of the residuals.
  'Jennrich and Sampson, 100': ['failed'],
  // A plateau: all slopes are exactly 0 at the start.
  'Gulf research and development, 100': ['converged'],
  // r₁ = 10⁴ x₁ x₂ − 1 holds the steps to a valley that is curved and flat to 1e-8.
  'Powell badly scaled, 100': ['stopped'],
  // Polynomials of degree 8 far outside of [0, 1], where they are 1e10 to 1e23.
  'Chebyquad (8, 8), 10': ['stopped'],
  'Chebyquad (8, 8), 100': ['stopped'],
};

describe('leastSquares on the problems of Moré, Garbow and Hillstrom', () => {
  const cases = moreGarbowHillstrom.flatMap((problem) =>
    [1, 10, 100].map((factor) => ({ name: `${problem.name}, ${factor}`, problem, factor })),
  );
  it.each(cases)('$name times the start', ({ name, problem, factor }) => {
    const { residuals, jacobian } = problem;
    const result = leastSquares({ residuals, jacobian }, problem.start(factor));
    const exception = elsewhere[name];
    if (exception !== undefined) {
      expect(exception).toContain(result.status);
      return;
    }
    expect(result.status).toBe('converged');
    // The published minima have six or seven digits.
    const found = problem.minima.some((minimum) => Math.abs(2 * result.value - minimum) <= 2e-6 * minimum + 1e-20);
    expect(found, `${2 * result.value}`).toBe(true);
    expect(result.value).toBe(0.5 * residuals(result.x).reduce((sum, r) => sum + r * r, 0));
  });
});
