import { expect, it } from 'vitest';
import { axisOf } from './plot-axis.js';

const labels = (values: readonly number[], scale: 'linear' | 'logarithmic') =>
  axisOf(values, scale, 5).ticks.map(({ label }) => label);

it('has ticks at powers of ten, at equal distances', () => {
  expect(labels([3e-15, 0.5], 'logarithmic')).toEqual(['10⁻¹⁵', '10⁻¹²', '10⁻⁹', '10⁻⁶', '10⁻³', '10⁰']);
  expect(labels([1, 30, 1000], 'logarithmic')).toEqual(['1', '10', '100', '1000']);
});

it('has ticks between them for values of one or two powers', () => {
  expect(labels([0.03, 0.2], 'logarithmic')).toEqual(['0.02', '0.05', '0.1', '0.2']);
});

it('covers all values, one alone too', () => {
  for (const scale of ['linear', 'logarithmic'] as const) {
    for (const values of [[1], [10], [0.7, 900], [2e-9, 3e-9], [5, 1e7]]) {
      const { low, high, position } = axisOf(values, scale, 5);
      expect(low).toBeLessThanOrEqual(Math.min(...values));
      expect(high).toBeGreaterThanOrEqual(Math.max(...values));
      expect(position(high)).toBeGreaterThan(position(low));
    }
  }
});
