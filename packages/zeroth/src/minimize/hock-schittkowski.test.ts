import { describe, expect, it } from 'vitest';
import { lbfgs, minimize } from '../index.js';
import { type BoundedProblem, hockSchittkowski } from '../testing/problems/index.js';

function slopeError({ f, solution }: BoundedProblem, x: Float64Array): number {
  const { gradient } = f(x);
  const h = 2 ** -17;
  return Math.max(
    ...solution.map((_, i) => {
      const moved = (t: number) => f(x.map((v, j) => (i === j ? v + t : v))).value;
      return Math.abs((moved(h) - moved(-h)) / (2 * h) - gradient[i]!) / Math.max(1, Math.abs(gradient[i]!));
    }),
  );
}

describe('the bound-constrained problems of Hock and Schittkowski', () => {
  it.each(hockSchittkowski)('$number has the slopes, bounds and minimum that it states', (problem) => {
    const { f, solution, minimum, lower, upper } = problem;
    expect(f(solution).value).toBeCloseTo(minimum, 12);
    solution.forEach((v, i) => {
      expect(v >= lower[i]! && v <= upper[i]!).toBe(true);
      // At a minimum slopes vanish, or point out of the bounds.
      const slope = f(solution).gradient[i]!;
      if (v > lower[i]! && v < upper[i]!) expect(Math.abs(slope)).toBeLessThan(1e-11);
      else expect(v === lower[i] ? slope : -slope).toBeGreaterThanOrEqual(0);
    });
    // Between start and solution, and so inside; central differences of h = 2⁻¹⁷ are good to about h² f‴.
    const inside = Float64Array.from(solution, (v, i) => v + 0.1 * (Math.min(upper[i]!, problem.start[i]!) - v));
    expect(slopeError(problem, inside)).toBeLessThan(1e-6);
  });

  // The start of problem 25 is flat: all slopes there are within the tolerance.
  const solved = hockSchittkowski.filter(({ number }) => number !== 25);
  it.each(solved)(
    '$number is solved within its bounds by lbfgs',
    ({ f, start, lower, upper, minimum, localMinima = [] }) => {
      const asked: Float64Array[] = [];
      const recorded = (x: Float64Array) => {
        asked.push(x.slice());
        return f(x);
      };
      const bounds = { lower: [...lower], upper: [...upper] };
      const { status, value } = minimize(recorded, [...start], { method: lbfgs(), bounds });
      expect(status).toBe('converged');
      const errors = [minimum, ...localMinima].map((known) => Math.abs(value - known) / Math.max(1, Math.abs(known)));
      expect(Math.min(...errors)).toBeLessThanOrEqual(1e-9);
      for (const x of asked) expect(x.every((v, i) => v >= lower[i]! && v <= upper[i]!)).toBe(true);
    },
  );
});
