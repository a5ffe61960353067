import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { niceAxis } from './ticks.js';

describe('niceAxis', () => {
  it('gives the ticks a person would draw', () => {
    expect(niceAxis(0.11, 0.28, 4).ticks).toEqual([0.1, 0.15, 0.2, 0.25, 0.3]);
    expect(niceAxis(0, 6000, 4).ticks).toEqual([0, 2000, 4000, 6000]);
    expect(niceAxis(0.873, 0.921, 4)).toMatchObject({ ticks: [0.87, 0.88, 0.89, 0.9, 0.91, 0.92, 0.93], digits: 2 });
  });

  it('covers the data with evenly spaced ticks that their digits tell apart', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const size = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, size, (low, length) => {
        const high = low + length;
        const axis = niceAxis(low, high, 4);
        const step = axis.ticks[1]! - axis.ticks[0]!;
        // The slack that keeps rounding from adding an interval, 1e-9 of one, and twice the rounding of a tick.
        const slack = 1e-9 * step + 4 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
        expect(axis.low).toBeLessThanOrEqual(low + slack);
        expect(axis.high).toBeGreaterThanOrEqual(high - slack);
        // The step is within a factor of √(5/2) of length / 4, so at most 4 √2.5 + 2 intervals are needed.
        expect(axis.ticks.length).toBeLessThanOrEqual(9);
        expect(new Set(axis.ticks.map((tick) => tick.toFixed(axis.digits))).size).toBe(axis.ticks.length);
      }),
    );
  });

  it('has labels that can be written for any range, however small', () => {
    const value = fc.double({ min: -1e300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 0, max: 1e300, noNaN: true }), (low, length) => {
        const { digits, ticks } = niceAxis(low, low + length, 4);
        expect(digits).toBeLessThanOrEqual(10);
        expect(ticks.every(Number.isFinite)).toBe(true);
      }),
    );
    expect(niceAxis(0, 4e-310, 4)).toEqual(niceAxis(0, 0, 4));
  });

  it('widens an empty range', () => {
    for (const level of [0, 1, -250]) {
      const axis = niceAxis(level, level, 4);
      expect(axis.low).toBeLessThan(level);
      expect(axis.high).toBeGreaterThan(level);
    }
  });
});
