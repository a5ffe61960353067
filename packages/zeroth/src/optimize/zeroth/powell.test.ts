import { describe, expect, it } from 'vitest';
import { evaluations, iterations, minimize } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt, rosenbrock, sphere, subjectOf, valuesOf } from '../fixtures.js';
import { reportsOf } from '../subjects.js';
import { powell } from './powell.js';

const method = powell();

/** ½ Σ (rᵢ'x − bᵢ)² with random rows: a strictly convex quadratic with minimum 0. */
function quadratic(n: number, seed: number): (x: Vector) => number {
  const draws = random(seed);
  const rows = Array.from({ length: 2 * n }, () => draws.fillNormal(new Float64Array(n)));
  return (x) => rows.reduce((sum, r) => sum + 0.5 * r.reduce((total, v, i) => total + v * (x[i]! - 1), 0) ** 2, 0);
}

describe('powell', () => {
  for (const { name, check } of conformance(subjectOf(method))) it(name, check);

  it.each([2, 3, 5, 8])('minimises quadratics in n rounds, n = %i', (n) => {
    for (const seed of [1, 2, 3]) {
      const f = quadratic(n, seed);
      const x0 = new Float64Array(n).fill(3);
      // One more round, as the report comes before it.
      const { reports } = reportsOf(method.start(problemAt(x0)), valuesOf(f), n + 1);
      // A vertex is known to √ε of the first line's length: n² vertices move what is left by n² √ε of it.
      expect(reports[n]!.value).toBeLessThan(n * n * 2 ** -26 * f(x0));
    }
  });

  it.each([1, 2, 5])('finds the minimum of Rosenbrock functions, n = %i', (n) => {
    const f = n === 1 ? sphere : rosenbrock;
    const result = minimize(f, new Float64Array(n).fill(-1.2), { method, stop: evaluations(20_000) });
    expect(result.status).toBe('converged');
    for (const xi of result.x) expect(xi).toBeCloseTo(n === 1 ? 0 : 1, 4);
  });

  it('asks the same when the coordinates are permuted, but for rounding, on what has no mixed terms', () => {
    const f = (x: Vector): number => x.reduce((sum, v, i) => sum + (i + 1) * (v - i) ** 2, 0);
    const g = (x: Vector): number => f(x.slice().reverse());
    const plain = minimize(f, [5, 5, 5, 5], { method });
    const permuted = minimize(g, [5, 5, 5, 5], { method });
    expect(permuted.queries).toEqual(plain.queries);
    permuted.x.forEach((v, i) => {
      expect(v).toBeCloseTo(3 - i, 7);
    });
  });

  it('finds minima on faces and corners of the bounds, and asks nothing outside', () => {
    let outside = 0;
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside++;
      return rosenbrock(x);
    };
    const options = { method, bounds: { lower: -1, upper: 0.5 } };
    for (const x0 of [
      [-1, 0.5],
      [0, 0],
      [0.5, 0.5],
    ]) {
      const { x, status } = minimize(f, x0, options);
      expect(status).toBe('converged');
      expect([...x]).toEqual([expect.closeTo(0.5, 4), expect.closeTo(0.25, 4)]);
    }
    const corner = minimize((x) => f(x) * 0 + x[0]! - x[1]!, [0.1, 0.1], options);
    expect(corner.status).toBe('converged');
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
    const half = minimize((x) => (x[0]! < 0.1 ? Number.NaN : x[0]! - Math.log(x[0]!)), new Float64Array(n).fill(8), {
      method,
      stop: iterations(500),
    });
    expect(half.x[0]).toBeCloseTo(1, 5);
  });

  it('refuses a step that is not positive', () => {
    expect(() => powell({ step: 0 })).toThrow(/step must be a positive/);
  });
});
