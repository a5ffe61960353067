import { describe, expect, it } from 'vitest';
import { anyOf, evaluations, minimize, target } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { boxOf, problemAt, rosenbrock, sphere, subjectOf, valuesOf } from '../fixtures.js';
import { reportsOf } from '../subjects.js';
import { differentialEvolution } from './differential-evolution.js';

const rastrigin = (x: Vector): number => x.reduce((sum, v) => sum + 10 + v * v - 10 * Math.cos(2 * Math.PI * v), 0);

describe('differentialEvolution', () => {
  for (const { name, check } of conformance(subjectOf(differentialEvolution({ population: 12 })))) it(name, check);

  it('gets to the global minimum among local ones, for each seed', () => {
    for (let seed = 0; seed < 5; seed++) {
      const result = minimize(rastrigin, Float64Array.of(3, 4, -4, 2), {
        method: differentialEvolution({ evaluations: 12_000 }),
        bounds: { lower: -5, upper: 5 },
        stop: anyOf(target(1e-8), evaluations(20_000)),
        seed,
      });
      expect(result.reason).toBe('target');
    }
  });

  it('converges by itself, without bounds and with the minimum on one, and asks nothing outside', () => {
    let outside = 0;
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside++;
      return rosenbrock(x);
    };
    const method = differentialEvolution({ evaluations: 8000 });
    const bounded = minimize(f, Float64Array.of(0, 0), { method, bounds: { lower: -1, upper: 0.5 } });
    expect(bounded.status).toBe('converged');
    expect([...bounded.x]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.25, 6)]);
    expect(outside).toBe(0);
    const free = minimize(rosenbrock, Float64Array.of(-1.2, 1), { method });
    expect(free.status).toBe('converged');
    expect([...free.x]).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
  });

  it('is asked whole generations that shrink to four', () => {
    const sizes: number[] = [];
    const oracle = valuesOf(sphere);
    reportsOf(
      differentialEvolution({ population: 20, evaluations: 200 }).start(
        problemAt(Float64Array.of(1, 1), boxOf(2, -2, 2)),
      ),
      {
        values: (query) => {
          sizes.push(oracle.values(query).length);
          return oracle.values(query);
        },
      },
      40,
    );
    expect(sizes[0]).toBe(20);
    expect(sizes.at(-1)).toBe(4);
    for (let k = 1; k < sizes.length; k++) expect(sizes[k]).toBeLessThanOrEqual(sizes[k - 1]!);
  });

  it.each([1, 3])('ends on what has no minimum, is constant, or has few values; n = %i', (n) => {
    const x0 = new Float64Array(n);
    const method = differentialEvolution();
    expect(minimize((x) => x[0]! - x[n - 1]! / 2, x0, { method }).status).not.toBe('converged');
    expect(minimize(() => 3, x0, { method })).toMatchObject({ status: 'converged', value: 3 });
    const rare = minimize((x) => (x[0] === 0 ? 1 : Number.NaN), x0, { method, stop: evaluations(5000) });
    expect(rare.value).toBe(1);
  });

  it.each([{ population: 3 }, { spread: 0 }, { evaluations: 0 }])('refuses %o', (options) => {
    expect(() => differentialEvolution(options)).toThrow(/must be/);
  });
});
