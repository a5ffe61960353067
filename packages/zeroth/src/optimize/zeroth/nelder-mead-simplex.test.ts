import { describe, expect, it } from 'vitest';
import { minimize } from '../../minimize/index.js';
import type { Vector } from '../../query/index.js';
import { evaluations, iterations } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { boxOf, problemAt, rosenbrock, sphere, subjectOf, valuesOf } from '../fixtures.js';
import { reportsOf } from '../subjects.js';
import { nelderMeadSimplex } from './nelder-mead-simplex.js';

const method = nelderMeadSimplex();

describe('nelderMeadSimplex', () => {
  for (const { name, check } of conformance(subjectOf(method))) it(name, check);

  it.each([1, 2, 5])('finds the minimum of Rosenbrock functions and says that it is small, n = %i', (n) => {
    const f = n === 1 ? sphere : rosenbrock;
    const result = minimize(f, new Float64Array(n).fill(-1.2), { method, stop: evaluations(20_000) });
    expect(result.status).toBe('converged');
    // Values can tell points apart that differ by about √ε.
    for (const xi of result.x) expect(xi).toBeCloseTo(n === 1 ? 0 : 1, 6);
  });

  it("does not end at the point that is not stationary of McKinnon's function", () => {
    const mckinnon = ([x, y]: Vector): number => (x! <= 0 ? 360 * x! ** 2 : 6 * x! ** 2) + y! + y! ** 2;
    const result = minimize(mckinnon, Float64Array.of(0, 0), { method });
    expect(result.status).toBe('converged');
    expect(result.value).toBeCloseTo(-0.25, 12);
  });

  it('finds minima on faces and corners of the bounds, and asks nothing outside', () => {
    const outside: Vector[] = [];
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside.push(x.slice());
      return rosenbrock(x);
    };
    const options = { method, bounds: { lower: -1, upper: 0.5 } };
    const face = minimize(f, Float64Array.of(-1, 0.5), options);
    expect([...face.x]).toEqual([expect.closeTo(0.5, 7), expect.closeTo(0.25, 6)]);
    const corner = minimize((x) => f(x) * 0 + x[0]! - x[1]!, Float64Array.of(0.1, 0.1), options);
    expect([...corner.x]).toEqual([-1, 0.5]);
    expect(corner.status).toBe('converged');
    expect(outside).toEqual([]);
  });

  it('takes the same trajectory, bit for bit, under increasing transforms', () => {
    const x0 = Float64Array.of(-1.2, 1, 0.3);
    const trajectory = (f: (x: Vector) => number) =>
      reportsOf(method.start(problemAt(x0, boxOf(3, -3, 3))), valuesOf(f), 150).reports.map(({ x }) => x);
    const plain = trajectory(rosenbrock);
    for (const transform of [Math.sqrt, Math.log, (v: number) => 8 * v + 1])
      expect(trajectory((x) => transform(rosenbrock(x)))).toEqual(plain);
  });

  it('never calls what falls without a limit converged, and ends on constants and where nothing has a value', () => {
    for (const n of [1, 3]) {
      const x0 = new Float64Array(n);
      expect(minimize((x) => x[0]! - x[n - 1]! / 2, x0, { method }).reason).toBe('unbounded');
      expect(minimize(() => 3, x0, { method })).toMatchObject({ status: 'converged', reason: 'no-decrease-left' });
      expect(minimize((x) => (x[0] === 0 ? 1 : Number.NaN), x0, { method, stop: iterations(5000) })).toMatchObject({
        status: 'converged',
        value: 1,
      });
      expect(minimize(sphere, x0, { method }).value).toBe(0);
    }
  });

  it('refuses a size that is not positive', () => {
    expect(() => nelderMeadSimplex({ size: 0 })).toThrow(/size must be a positive/);
  });
});
