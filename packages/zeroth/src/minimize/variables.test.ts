import { describe, expect, it } from 'vitest';
import { bfgs, cmaEs, evaluations, leastSquares, minimize } from '../index.js';

describe('integers', () => {
  const asked: Float64Array[] = [];
  const f = (x: Float64Array): number => {
    asked.push(x.slice());
    return (x[0]! - 7.4) ** 2 + 3 * (x[1]! + 4) ** 2 + (x[2]! - x[0]! / 4) ** 2;
  };
  const integers = [true, false, true];

  it('are all that is asked about, whatever is fixed, bounded and scaled, and cmaEs is chosen', () => {
    for (const fixed of [false, [false, true, false]])
      for (const bounds of [undefined, { lower: [2.5, -9, -Infinity], upper: [6.5, 9, 1.2] }])
        for (const scales of [1, [10, 3, 0.1]]) {
          asked.length = 0;
          const given = bounds === undefined ? {} : { bounds };
          const result = minimize(f, [0.4, -2, 0.6], { integers, fixed, scales, ...given, stop: evaluations(3000) });
          expect(result.method).toMatch(/^cmaEs .*integers/);
          expect(asked.every((x) => Number.isInteger(x[0]) && Number.isInteger(x[2]))).toBe(true);
          if (bounds !== undefined) expect(asked.every((x) => x[0]! >= 3 && x[0]! <= 6 && x[2]! <= 1)).toBe(true);
          // The minimum over integers: by a = 7, c = 2 without bounds, and at the corner (6, 1) with them.
          expect([result.x[0], result.x[2]]).toEqual(bounds === undefined ? [7, 2] : [6, 1]);
          expect(result.x[1]).toBeCloseTo(fixed === false ? -4 : -2, 3);
        }
  });

  it('that one value is left to do not vary; none is a mistake', () => {
    const box = (lower: number, upper: number) => ({
      bounds: { lower: { n: lower }, upper: { n: upper } },
      integers: { n: true },
    });
    const g = ({ n, x }: { n: number; x: number }) => n * n + (x - 3) ** 2;
    expect(minimize(g, { n: 0, x: 0 }, { ...box(0.2, 1.8), stop: evaluations(2000) }).x.n).toBe(1);
    expect(() => minimize(g, { n: 0, x: 0 }, box(0.2, 0.8))).toThrow(/n leave it no integer: lower 0.2, upper 0.8/);
  });

  it('are refused by methods that cannot keep to them', () => {
    expect(() => minimize(f, [0, 0, 0], { integers, method: bfgs() })).toThrow(/bfgs cannot ask about integers/);
    expect(() => leastSquares((x) => x, [1, 2], { integers: [true, false] })).toThrow(/integers/);
    expect(minimize(f, [0, 0, 0], { integers: false, method: bfgs() }).status).toBe('converged');
    expect(minimize(f, [0, 0, 0], { integers, method: cmaEs(), stop: evaluations(50) }).queries.values).toBe(50);
  });
});
