import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastSquares, minimize } from '../index.js';
import { centralMoves, forwardMove, parabolaSlope } from './difference-points.js';

describe('points of differences', () => {
  const place = fc.record({
    lower: fc.double({ min: -10, max: 10, noNaN: true }),
    width: fc.oneof(fc.double({ min: 0, max: 1e-4, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true })),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('never leave the bounds, and leave the start wherever there is room', () => {
    fc.assert(
      fc.property(place, ({ lower, width, at }) => {
        const upper = lower + width;
        const x = Float64Array.of(Math.min(upper, Math.max(lower, lower + at * width)));
        const bounds = { lower: Float64Array.of(lower), upper: Float64Array.of(upper) };
        const size = Math.max(1, Math.abs(x[0]!));
        for (const { point, h } of [forwardMove(x, 0, size, bounds), ...centralMoves(x, 0, size, bounds)]) {
          expect(point[0]!).toBeGreaterThanOrEqual(lower);
          expect(point[0]!).toBeLessThanOrEqual(upper);
          expect(h).toBe(point[0]! - x[0]!);
          // Half of the wider side, unless that is less than the spacing of numbers.
          if (width > 2 ** -46) expect(h).not.toBe(0);
        }
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('give the slope of a parabola exactly, wherever they are', () => {
    const parabola = (t: number): number => 3 + 5 * t - 7 * t * t;
    for (const [a, b] of [
      [0.5, -0.5],
      [0.25, 0.5],
      [-0.25, -0.5],
      [0.5, -0.25],
    ] as const)
      expect(parabolaSlope(3, parabola(a), parabola(b), a, b)).toBe(5);
  });

  it('keep to bounds whose distance from x is no float64, in minimize and leastSquares', () => {
    const outside: number[] = [];
    for (let k = 0; k < 50; k++) {
      const upper = 0.3 + k / 7;
      const x0 = upper * (1 - 2 ** -30 * k);
      const watch = (x: number): number => {
        if (x > upper) outside.push(x);
        return x - 9;
      };
      const bounds = { lower: -1, upper };
      minimize((x) => watch(x) ** 2, x0, { bounds });
      leastSquares((x) => [watch(x), x * x], x0, { bounds });
    }
    expect(outside).toEqual([]);
  });
});
