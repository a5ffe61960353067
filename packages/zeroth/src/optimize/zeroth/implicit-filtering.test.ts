import { describe, expect, it } from 'vitest';
import { evaluations, minimize } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { rosenbrock, sphere, subjectOf } from '../fixtures.js';
import { implicitFiltering } from './implicit-filtering.js';

const method = implicitFiltering();

describe('implicitFiltering', () => {
  for (const { name, check } of conformance(subjectOf(method))) it(name, check);

  it.each([1, 2, 4])('finds the minimum of smooth functions, n = %i', (n) => {
    const f = n === 1 ? sphere : rosenbrock;
    const result = minimize(f, new Float64Array(n).fill(-1.2), { method, stop: evaluations(20_000) });
    expect(result.status).toBe('converged');
    // Differences of half width h see the gradient to h² of the third derivative; the last h is 2⁻²¹.
    for (const xi of result.x) expect(xi).toBeCloseTo(n === 1 ? 0 : 1, 3);
  });

  it('passes bumps that are narrower than its stencils', () => {
    // Local minima 0.06 apart and 0.02 deep, about everywhere.
    const f = (x: Vector): number => x.reduce((sum, v) => sum + v * v + 0.01 * (1 - Math.cos(100 * v)), 0);
    const result = minimize(f, [2, -1.5], { method, stop: evaluations(20_000) });
    // At most one bump away in each coordinate.
    for (const xi of result.x) expect(Math.abs(xi)).toBeLessThan(0.07);
  });

  it('finds minima on faces and corners of the bounds, and asks nothing outside', () => {
    let outside = 0;
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside++;
      return rosenbrock(x);
    };
    const options = { method, bounds: { lower: -1, upper: 0.5 }, stop: evaluations(20_000) };
    expect([...minimize(f, [-1, 0.5], options).x]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(0.25, 4)]);
    const corner = minimize((x) => f(x) * 0 + x[0]! - x[1]!, [0.1, 0.1], options);
    expect([...corner.x]).toEqual([-1, 0.5]);
    expect(outside).toBe(0);
  });

  it.each([1, 3])('ends on what is constant, or has few values, and never calls a slope converged; n = %i', (n) => {
    const x0 = new Float64Array(n);
    expect(minimize((x) => x[0]! - x[n - 1]! / 2, x0, { method }).status).not.toBe('converged');
    expect(minimize(() => 3, x0, { method })).toMatchObject({ status: 'converged', value: 3 });
    expect(minimize(sphere, x0, { method })).toMatchObject({ status: 'converged', value: 0 });
    expect(minimize((x) => (x[0] === 0 ? 1 : Number.NaN), x0, { method })).toMatchObject({
      status: 'converged',
      value: 1,
    });
  });
});
