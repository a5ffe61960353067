import { describe, expect, it } from 'vitest';
import { evaluations, minimize } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt, sphere, subjectOf, valuesOf } from '../fixtures.js';
import { reportsOf } from '../subjects.js';
import { augmentedRandomSearch } from './augmented-random-search.js';
import { openaiEvolution } from './openai-evolution.js';

function asked(method: ReturnType<typeof openaiEvolution>, f: (x: Vector) => number, x0: Vector, count = 30): Vector[] {
  const points: Vector[] = [];
  const oracle = valuesOf((x) => {
    points.push(x.slice());
    return f(x);
  });
  reportsOf(method.start(problemAt(x0, undefined, 7)), oracle, count);
  return points;
}

for (const [name, make] of [
  ['augmentedRandomSearch', augmentedRandomSearch],
  ['openaiEvolution', openaiEvolution],
] as const)
  describe(name, () => {
    for (const subject of conformance(subjectOf(make()))) it(subject.name, subject.check);

    it('asks about mirrored pairs, of which the mean is the point searched from, and gets to the minimum', () => {
      const x0 = Float64Array.of(1, -1, 0.5, 2);
      const points = asked(make(), sphere, x0, 2).slice(1);
      for (let k = 0; k + 1 < points.length; k += 2)
        for (let i = 0; i < 4; i++) expect((points[k]![i]! + points[k + 1]![i]!) / 2).toBeCloseTo(x0[i]!, 14);
      const { value } = minimize(sphere, x0, { method: make(), stop: evaluations(20_000) });
      // A cloud of deviation s about the minimum holds points with values of about n s².
      expect(value).toBeLessThan(4 * 0.05 ** 2);
    });

    it('keeps every question within the bounds, also in a corner', () => {
      let outside = 0;
      const f = (x: Vector): number => {
        if (x.some((v) => v < -1 || v > 0.5)) outside++;
        return x[0]! - x[1]!;
      };
      const { x } = minimize(f, [0.1, 0.1], {
        method: make(),
        bounds: { lower: -1, upper: 0.5 },
        stop: evaluations(5000),
      });
      expect([...x]).toEqual([-1, 0.5]);
      expect(outside).toBe(0);
    });

    it('works on where a third of the points fail, and ends where all values are equal', () => {
      const f = (x: Vector): number => (Math.abs(Math.sin(1e4 * x[0]!)) > 0.87 ? Number.NaN : sphere(x));
      expect(minimize(f, [0.3 * Math.PI, 1], { method: make(), stop: evaluations(20_000) }).value).toBeLessThan(0.02);
      expect(minimize(() => 3, [1], { method: make() })).toMatchObject({ status: 'converged', value: 3 });
    });
  });

describe('scales of the values', () => {
  it('do not change a step of augmentedRandomSearch, nor does an increasing transform one of openaiEvolution', () => {
    const x0 = Float64Array.of(1, -2, 0.5);
    const search = augmentedRandomSearch();
    expect(asked(search, (x) => 1024 * sphere(x), x0)).toEqual(asked(search, sphere, x0));
    const evolution = openaiEvolution();
    for (const transform of [Math.sqrt, Math.log, (v: number) => 8 * v + 1])
      expect(asked(evolution, (x) => transform(sphere(x)), x0)).toEqual(asked(evolution, sphere, x0));
  });

  it.each([{ step: 0 }, { noise: 0 }, { directions: 0 }, { directions: 2, top: 3 }])('refuses %o', (options) => {
    expect(() => augmentedRandomSearch(options)).toThrow(/must be/);
  });
});
