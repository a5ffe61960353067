import { describe, expect, it } from 'vitest';
import { anyOf, evaluations, minimize, target } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { ellipsoid, rosenbrock, sphere, subjectOf } from '../fixtures.js';
import { bobyqa } from './bobyqa.js';

const method = bobyqa();

describe('bobyqa', () => {
  for (const { name, check } of conformance(subjectOf(method))) it(name, check);

  it.each([2, 5, 10])('minimises separable quadratics right after its first points, n = %i', (n) => {
    for (const f of [sphere, ellipsoid]) {
      const { reason, queries } = minimize(f, new Float64Array(n).fill(1), {
        method: bobyqa({ radius: 0.5 }),
        stop: anyOf(target(1e-8), evaluations(500)),
      });
      expect(reason).toBe('target');
      // 2n + 1 values determine a quadratic without mixed terms; the trust region has to reach √n at most doubling.
      expect(queries.values).toBeLessThanOrEqual(2 * n + 1 + 5);
    }
  });

  // SciPy's COBYQA needs 142, 296 and 768 values.
  it.each([
    [2, 142],
    [5, 296],
    [10, 768],
  ])('needs no more values than its peers on Rosenbrock functions, n = %i', (n, peer) => {
    const result = minimize(rosenbrock, new Float64Array(n), { method, stop: anyOf(target(1e-8), evaluations(2000)) });
    expect(result.reason).toBe('target');
    expect(result.queries.values).toBeLessThanOrEqual(peer);
    const whole = minimize(rosenbrock, new Float64Array(n), { method, stop: evaluations(3000) });
    expect(whole.status).toBe('converged');
    for (const xi of whole.x) expect(xi).toBeCloseTo(1, 6);
  });

  it('finds minima on faces and corners of the bounds, and asks nothing outside', () => {
    let outside = 0;
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside++;
      return rosenbrock(x);
    };
    const options = { method, bounds: { lower: -1, upper: 0.5 } };
    for (const x0 of [Float64Array.of(-1, 0.5), Float64Array.of(0, 0), Float64Array.of(0.49, -0.95)]) {
      const { x, status } = minimize(f, x0, options);
      expect(status).toBe('converged');
      expect([...x]).toEqual([expect.closeTo(0.5, 8), expect.closeTo(0.25, 6)]);
    }
    const corner = minimize((x) => f(x) * 0 + x[0]! - x[1]!, Float64Array.of(0.1, 0.1), options);
    expect(corner.status).toBe('converged');
    expect([...corner.x]).toEqual([-1, 0.5]);
    const narrow = minimize((x) => (x[0]! - 1) ** 2 + x[1]! ** 2, Float64Array.of(0, 3), {
      method,
      bounds: { lower: [0, -Infinity], upper: [1e-3, Infinity] },
    });
    expect([...narrow.x]).toEqual([1e-3, expect.closeTo(0, 6)]);
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
    });
    expect(half.x[0]).toBeCloseTo(1, 5);
  });

  it('refuses a radius that is not positive', () => {
    expect(() => bobyqa({ radius: 0 })).toThrow(/radius must be a positive/);
  });
});
