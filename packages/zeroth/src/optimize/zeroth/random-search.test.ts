import { describe, expect, it } from 'vitest';
import { evaluations, minimize } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt, rosenbrock, sphere, subjectOf, valuesOf } from '../fixtures.js';
import { reportsOf } from '../subjects.js';
import { randomSearch } from './random-search.js';

const method = randomSearch();

describe('randomSearch', () => {
  for (const { name, check } of conformance(subjectOf(method))) it(name, check);

  it('never goes up, and converges linearly on the sphere, by 1 − 1/n a line in expectation', () => {
    const n = 8;
    const { reports } = reportsOf(method.start(problemAt(new Float64Array(n).fill(1))), valuesOf(sphere), 161);
    for (let k = 1; k < reports.length; k++) expect(reports[k]!.value).toBeLessThanOrEqual(reports[k - 1]!.value);
    // log of the factor cos² of a random angle: mean ψ(n/2 − 1/2) − ψ(n/2) = −0.139 for n = 8, deviation 0.19 a line;
    // 160 lines, four deviations.
    const rate = Math.log(reports[160]!.value / reports[0]!.value) / 160;
    expect(Math.abs(rate + 0.139)).toBeLessThan((4 * 0.19) / Math.sqrt(160));
  });

  it('takes the same steps on a multiple of f', () => {
    const x0 = Float64Array.of(-1.2, 1);
    const steps = (f: (x: Vector) => number) =>
      reportsOf(method.start(problemAt(x0)), valuesOf(f), 60).reports.map(({ x }) => x);
    expect(steps((x) => 1024 * rosenbrock(x))).toEqual(steps(rosenbrock));
  });

  it('finds minima on faces and corners of the bounds, and asks nothing outside', () => {
    let outside = 0;
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside++;
      return rosenbrock(x);
    };
    const options = { method, bounds: { lower: -1, upper: 0.5 }, stop: evaluations(20_000) };
    expect([...minimize(f, [-1, 0.5], options).x]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.25, 4)]);
    const corner = minimize((x) => f(x) * 0 + x[0]! - x[1]!, [0.1, 0.1], options);
    expect([...corner.x]).toEqual([-1, 0.5]);
    expect(outside).toBe(0);
  });

  it.each([1, 3])('ends on what has no minimum, is constant, or has few values; n = %i', (n) => {
    const x0 = new Float64Array(n);
    expect(minimize((x) => x[0]! - x[n - 1]! / 2, x0, { method }).reason).toBe('unbounded');
    expect(minimize(() => 3, x0, { method })).toMatchObject({ status: 'converged', value: 3 });
    expect(minimize(sphere, x0, { method })).toMatchObject({ status: 'converged', value: 0 });
    expect(minimize((x) => (x[0] === 0 ? 1 : Number.NaN), x0, { method })).toMatchObject({
      status: 'converged',
      value: 1,
    });
  });
});
