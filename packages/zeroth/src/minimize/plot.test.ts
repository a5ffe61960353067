import { expect, it } from 'vitest';
import { minimize } from './minimize.js';
import { plot } from './plot.js';

const rosenbrock = (x: Float64Array): number => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2;

it('draws a point for each iteration that has a place on the scale, inside of the frame', () => {
  const result = minimize(rosenbrock, [-1.2, 1], { trace: true });
  const svg = plot(result, { width: 500, height: 300 });
  const curves = [...svg.matchAll(/fill="none".*? d="([^"]*)"/g)].map(([, d]) => d!);
  const above = result.trace!.filter(({ value }) => value > result.value).length;
  expect(curves.map((d) => d.split(/[ML]/).length - 1)).toEqual([above, result.trace!.length]);
  for (const d of curves)
    for (const [, x, y] of d.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(64);
      expect(Number(x)).toBeLessThanOrEqual(500 - 16);
      expect(Number(y)).toBeGreaterThanOrEqual(28);
      expect(Number(y)).toBeLessThanOrEqual(300 - 44);
    }
  expect(svg).not.toMatch(/NaN|Infinity/);
});

it('draws runs of one report and of constants, and asks for a trace', () => {
  expect(plot(minimize(() => 3, [1], { trace: true }))).not.toMatch(/NaN|Infinity/);
  expect(() => plot(minimize(rosenbrock, [1, 1]))).toThrow(/trace: true/);
});
