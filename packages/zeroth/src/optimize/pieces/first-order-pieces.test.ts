import { describe, expect, it } from 'vitest';
import { norm2, normInfinity } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { exponentialAverage, meanAverage, suffixAverage, windowAverage } from './averaging.js';
import { clipAdaptively, clipByNorm, clipByValue } from './clipping.js';
import { boxSet, l1Ball, l2Ball, nuclearBall, simplex } from './convex-sets.js';
import { largestOfLast, meanOfValues } from './nonmonotone.js';
import { elasticNet, groupNorms, indicator, l1, l2, nuclearNorm, squaredL2 } from './proximal-maps.js';
import { constant, cosine, inverseSquareRoot, linear, oneCycle, polynomial, stepDecay, warmup } from './schedules.js';

const n = 6;
const box = boxSet({ lower: new Float64Array(n).fill(-0.5), upper: new Float64Array(n).fill(0.75) });
const sets = [box, simplex(), l1Ball(1.5), l2Ball(0.8), nuclearBall(2, 3, 1.2)];
const groups = [
  [0, 2],
  [1, 3, 4],
];
const terms = [l1(0.4), l2(0.7), squaredL2(0.3), elasticNet(0.2, 0.5), groupNorms(groups, 0.6), nuclearNorm(2, 3, 0.5)];
const draws = random(11);
const points = Array.from({ length: 40 }, () => Float64Array.from({ length: n }, () => 4 * draws.uniform() - 2));

describe.each(sets)('$name', (set) => {
  it('projects: (x − P x)·(v − P x) ≤ 0 for every extreme point v, and points of the set stay', () => {
    for (const x of points) {
      const p = x.slice();
      set.project(p);
      const normal = x.map((v, i) => v - p[i]!);
      // v that makes (x − P x)·v largest
      const v = set.linearMinimizer(normal.map((g) => -g));
      expect(normal.reduce((sum, g, i) => sum + g * (v[i]! - p[i]!), 0)).toBeLessThanOrEqual(2 ** -44);
      const again = p.slice();
      set.project(again);
      expect(normInfinity(again.map((a, i) => a - p[i]!))).toBeLessThanOrEqual(2 ** -47);
      expect(indicator(set).value(p)).toBe(0);
    }
  });
});

describe.each(terms)('$name', (term) => {
  it('has a proximal map that no other point betters, and that does not stretch', () => {
    const step = 0.8;
    const objective = (z: Vector, x: Vector) => term.value(z) + norm2(z.map((v, i) => v - x[i]!)) ** 2 / (2 * step);
    for (const [k, x] of points.entries()) {
      const z = x.slice();
      term.apply(z, step);
      // The objective is strongly convex with 1 / step: other points are worse by at least ‖other − z‖² / (2 step).
      for (const other of [points[(k + 1) % 40]!, z.map((v, i) => v + 1e-3 * points[(k + 2) % 40]![i]!)])
        expect(objective(other, x)).toBeGreaterThanOrEqual(
          objective(z, x) + norm2(other.map((v, i) => v - z[i]!)) ** 2 / (2 * step) - 2 ** -44,
        );
    }
  });
});

it('schedules have the values of their formulas at the ends and between', () => {
  expect([0, 9].map(constant(3))).toEqual([3, 3]);
  expect([0, 2, 4, 5].map(linear(8, 4, 4))).toEqual([8, 6, 4, 4]);
  expect([0, 2, 4].map(polynomial(8, 0, 4, 2))).toEqual([8, 2, 0]);
  expect(cosine(4, 10)(0)).toBe(4);
  expect(cosine(4, 10)(5)).toBeCloseTo(2, 14);
  expect(cosine(4, 10, 1)(10)).toBe(1);
  expect([0, 3, 8].map(inverseSquareRoot(6))).toEqual([6, 3, 2]);
  expect([0, 2, 3, 6].map(stepDecay(8, 3, 0.5))).toEqual([8, 8, 4, 2]);
  expect([0, 1, 2, 3, 4].map(warmup(2, linear(8, 0, 4)))).toEqual([4, 8, 8, 6, 4]);
  const cycle = oneCycle(1, 10);
  expect([cycle(0), cycle(3), cycle(10)]).toEqual([1 / 25, 1, 1 / 25 / 10_000]);
});

it('clipping keeps directions, components and shares of weights', () => {
  const g = Float64Array.of(3, 4);
  expect([clipByNorm(g, 10), ...g]).toEqual([5, 3, 4]);
  expect([clipByNorm(g, 2.5), ...g]).toEqual([5, 1.5, 2]);
  clipByValue(g, 1.75);
  expect([...g]).toEqual([1.5, 1.75]);
  const units = Float64Array.of(3, 4, 0.3, 0.4);
  clipAdaptively(units, Float64Array.of(0, 10, 0, 1), 2, 0.25);
  expect([...units].map((v) => Number(v.toFixed(12)))).toEqual([1.5, 2, 0.15, 0.2]);
});

it('averages are those of their definitions', () => {
  const values = [8, 4, 6, 2, 10];
  const after = (averaging: ReturnType<typeof meanAverage>) => {
    for (const v of values) averaging.add(Float64Array.of(v));
    return averaging.average![0]!;
  };
  expect(after(meanAverage())).toBeCloseTo(6, 14);
  expect(after(suffixAverage())).toBe(6); // the last two: 4 is the last power of two
  expect(after(windowAverage(3))).toBe(6);
  const weights = [4, 3, 2, 1, 0].map((k) => 0.5 ** k);
  const expected = values.reduce((sum, v, i) => sum + weights[i]! * v, 0) / weights.reduce((sum, w) => sum + w, 0);
  expect(after(exponentialAverage(0.5))).toBeCloseTo(expected, 14);
});

it('nonmonotone references are the largest of the last values, and a mean between', () => {
  expect([5, 3, 4, 1, 0].map(largestOfLast(2))).toEqual([5, 5, 4, 4, 1]);
  expect([4, 2, 0].map(meanOfValues(1))).toEqual([4, 3, 2]);
  expect([4, 2, 0].map(meanOfValues(0))).toEqual([4, 2, 0]);
});
