import { describe, expect, it } from 'vitest';
import { curveFit } from '../index.js';
import { certifiedRegressions } from '../testing/problems/index.js';

/** Correct digits of a number, by its relative error. */
function digits(value: number, certified: number): number {
  return -Math.log10(Math.abs(value / certified - 1));
}

function fewest(values: ArrayLike<number>, certified: readonly number[]): number {
  return Math.min(...certified.map((c, i) => digits(values[i]!, c)));
}

describe('certified regressions', () => {
  const cases = certifiedRegressions.flatMap((problem) =>
    problem.starts.map((start, k) => ({ name: `${problem.name} from start ${k + 1}`, problem, start })),
  );
  it.each(cases)('$name: parameters and sum of squares to 8 digits', ({ problem, start }) => {
    const fit = curveFit(problem.model, problem.x, problem.y, [...start]);
    expect(fit.status).toBe('converged');
    expect(fewest(fit.x, problem.certified)).toBeGreaterThan(8);
    // Each of 24 residuals, of about 1e-13, has the rounding of a sum of numbers up to 3: that of eight at most.
    if (problem.name === 'Lanczos1') {
      const away = Math.abs(Math.sqrt(fit.chiSquared) - Math.sqrt(problem.residualSumOfSquares));
      expect(away).toBeLessThan(Math.sqrt(24) * 8 * 2 ** -53);
    } else {
      expect(digits(fit.chiSquared, problem.residualSumOfSquares)).toBeGreaterThan(8);
      expect(fewest(fit.standardErrors, problem.standardErrors)).toBeGreaterThan(6);
    }
  });
});
