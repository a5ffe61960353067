import { describe, expect, it } from 'vitest';
import { dataProfiles, evaluationsTo, median, performanceProfiles } from './profiles.js';

const run = (...values: readonly (readonly [evaluations: number, value: number])[]) => ({
  first: 10,
  best: values[values.length - 1]![1],
  improvements: values.map(([evaluations, value]) => ({ evaluations, value })),
  evaluations: 100,
  reason: 'evaluations' as const,
  message: '',
});

describe('evaluationsTo', () => {
  it('is the first place with at most the share τ of the decrease left', () => {
    const seen = run([1, 10], [4, 3], [9, 1], [20, 0.5]);
    // fL = 0, f(x0) = 10: levels 3, 1 and 0.1.
    expect([0.3, 0.1, 0.01].map((accuracy) => evaluationsTo(seen, 10, 0, accuracy))).toEqual([4, 9, Infinity]);
  });

  it('holds for whoever found the least value, however small τ, and where the start is the least', () => {
    expect(evaluationsTo(run([1, 10], [7, -1e300]), 10, -1e300, 1e-300)).toBe(7);
    expect(evaluationsTo(run([1, 10]), 10, 10, 1e-5)).toBe(1);
  });
});

describe('profiles', () => {
  // Three starts, two methods: the first is twice as quick on two, and fails on the third.
  const costs = [
    [10, 20],
    [30, 60],
    [Infinity, 50],
  ];

  it('give the share within a ratio of the quickest (Dolan, Moré)', () => {
    expect(performanceProfiles(costs)).toEqual([
      { x: [1, 1], share: [1 / 3, 2 / 3] },
      { x: [1, 2, 2], share: [1 / 3, 2 / 3, 1] },
    ]);
  });

  it('give the share within a budget in units of n + 1 (Moré, Wild)', () => {
    expect(dataProfiles(costs, 4)).toEqual([
      { x: [2, 6], share: [1 / 3, 2 / 3] },
      { x: [4, 10, 12], share: [1 / 3, 2 / 3, 1] },
    ]);
  });

  it('are empty for starts that nobody solved', () => {
    expect(performanceProfiles([[Infinity, Infinity]])).toEqual([
      { x: [], share: [] },
      { x: [], share: [] },
    ]);
  });
});

it('takes the middle, and Infinity where half or more have no number', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([1, Infinity]), median([1, 2, Infinity])]).toEqual([
    2,
    2.5,
    Infinity,
    2,
  ]);
});
