import { describe, expect, it } from 'vitest';
import { curveFit } from './curve-fit.js';
import { levelLines } from './level-lines.js';
import { minimize } from './minimize.js';
import { plotFit } from './plot-fit.js';
import { plotPath } from './plot-path.js';

const numbersOf = (d: string): number[] => [...d.matchAll(/-?[\d.]+/g)].map(([number]) => Number(number));

describe('levelLines', () => {
  const grid = (f: (x: number, y: number) => number, n: number) =>
    Float64Array.from({ length: n * n }, (_, k) => f(k % n, Math.floor(k / n)));

  it('are exact on a plane, and closed about a peak', () => {
    for (const [x1, y1, x2, y2] of levelLines(
      grid((x, y) => x + 2 * y, 9),
      9,
      7.3,
    ))
      for (const [x, y] of [
        [x1, y1],
        [x2, y2],
      ])
        expect(Math.abs(x! + 2 * y! - 7.3)).toBeLessThan(1e-13);
    const ends = new Map<string, number>();
    for (const [x1, y1, x2, y2] of levelLines(
      grid((x, y) => Math.hypot(x - 4, y - 4), 9),
      9,
      2.7,
    ))
      for (const end of [`${x1.toFixed(9)},${y1.toFixed(9)}`, `${x2.toFixed(9)},${y2.toFixed(9)}`])
        ends.set(end, (ends.get(end) ?? 0) + 1);
    expect([...ends.values()].every((times) => times === 2)).toBe(true);
  });

  it('part the two high corners of a saddle, or the two low ones, by the middle', () => {
    // High at (0, 0) and (1, 1); the mean, 0.5, lies below 0.6 and above 0.4.
    const saddle = Float64Array.of(1, 0, 0, 1);
    const aroundHigh = levelLines(saddle, 2, 0.6);
    const aroundLow = levelLines(saddle, 2, 0.4);
    expect(aroundHigh).toHaveLength(2);
    expect(aroundLow).toHaveLength(2);
    // A line that cuts off (0, 0) or (1, 1) keeps x + y on one side of 1; one that cuts off another corner keeps x − y's sign.
    for (const [x1, y1, x2, y2] of aroundHigh) expect((x1 + y1 - 1) * (x2 + y2 - 1)).toBeGreaterThan(0);
    for (const [x1, y1, x2, y2] of aroundLow) expect((x1 - y1) * (x2 - y2)).toBeGreaterThan(0);
  });

  it('leave out cells that touch what is not finite', () => {
    expect(levelLines(Float64Array.of(0, 1, Number.NaN, 1), 2, 0.5)).toEqual([]);
  });
});

it('draws the path of each iteration on level lines inside of the frame, and no other number of variables', () => {
  const f = (x: Float64Array): number => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2;
  const result = minimize(f, [-1.2, 1], { trace: true });
  const svg = plotPath(f, result);
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(svg.match(/r="2"/g)).toHaveLength(result.trace!.length);
  expect(svg.match(/class="level"[^>]* d="M/g)!.length).toBeGreaterThan(8);
  for (const [, d] of svg.matchAll(/class="(?:level|path)"[^>]* d="([^"]*)"/g)) {
    const numbers = numbersOf(d!);
    expect(numbers.every((v, i) => (i % 2 === 0 ? v >= 64 && v <= 544 : v >= 28 && v <= 436))).toBe(true);
  }
  expect(() => plotPath(f, minimize(f, [1, 1]))).toThrow(/trace: true/);
  expect(() =>
    plotPath(
      () => 1,
      minimize(() => 1, [1], { trace: true }),
    ),
  ).toThrow(/two variables, not 1/);
  expect(
    plotPath(
      () => 1,
      minimize(() => 1, [1, 2], { trace: true }),
    ),
  ).not.toMatch(/NaN|Infinity/);
});

it('draws data, fit and band, and no band where the data leave no error', () => {
  const line = (t: number, p: { a: number; b: number }): number => p.a + p.b * t;
  const [x, y] = [
    [0, 1, 2, 3],
    [0.1, 0.9, 2.2, 2.8],
  ];
  const svg = plotFit(curveFit(line, x!, y!, { a: 0, b: 0 }), x!, y!);
  expect(svg.match(/<circle/g)).toHaveLength(4);
  expect(svg).toMatch(/class="band"/);
  expect(svg).not.toMatch(/NaN|Infinity/);
  const exact = plotFit(curveFit(line, [0, 1], [1, 2], { a: 0, b: 0 }), [0, 1], [1, 2]);
  expect(exact).not.toMatch(/class="band"|NaN/);
  expect(() => plotFit(curveFit(line, x!, y!, { a: 0, b: 0 }), x!, [1])).toThrow(/4 and 1/);
});
