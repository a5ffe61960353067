import { describe, expect, it } from 'vitest';
import { changeVariance, countBelow, median, stepsTo, sum } from './statistics.js';

describe('median', () => {
  it('is the middle value, or the mean of the two middle ones, in any order', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('changeVariance', () => {
  it('is 0 for a loss that falls by the same factor every step', () => {
    expect(changeVariance([8, 4, 2, 1])).toBe(0);
  });

  it('does not depend on the unit of the loss', () => {
    const series = [3, 2, 2.5, 1];
    expect(changeVariance(series.map((value) => 8 * value))).toBeCloseTo(changeVariance(series), 14);
  });

  it('is the squared size of changes that alternate in sign', () => {
    expect(changeVariance([1, 2, 1, 2, 1])).toBeCloseTo(Math.LN2 ** 2, 14);
  });
});

describe('stepsTo', () => {
  it('counts the steps before the target is met, and all where it is not', () => {
    expect(stepsTo(2, [3, 2, 1])).toBe(1);
    expect(stepsTo(0.5, [3, 2, 1])).toBe(3);
  });
});

describe('countBelow', () => {
  it('compares pairs, ties by choice', () => {
    expect(countBelow([1, 2, 3], [2, 2, 2])).toBe(1);
    expect(countBelow([1, 2, 3], [2, 2, 2], true)).toBe(2);
  });
});

describe('sum', () => {
  it('adds', () => {
    expect(sum([1, 2, 3])).toBe(6);
  });
});
