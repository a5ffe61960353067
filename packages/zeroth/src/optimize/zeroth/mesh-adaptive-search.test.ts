import { describe, expect, it } from 'vitest';
import { evaluations, minimize } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { ellipsoid, problemAt, rosenbrock, sphere, subjectOf, valuesOf } from '../fixtures.js';
import { reportsOf } from '../subjects.js';
import { meshAdaptiveSearch } from './mesh-adaptive-search.js';

const method = meshAdaptiveSearch();

describe('meshAdaptiveSearch', () => {
  for (const { name, check } of conformance(subjectOf(method))) it(name, check);
  for (const { name, check } of conformance(subjectOf(meshAdaptiveSearch({ parallel: true }))))
    it(`${name}, in parallel`, check);

  it.each([1, 2, 3])('finds minima of smooth functions, n = %i', (n) => {
    for (const f of [sphere, ...(n === 2 ? [ellipsoid, rosenbrock] : [])]) {
      const result = minimize(f, new Float64Array(n).fill(-1.2), { method, stop: evaluations(20_000) });
      expect(result.status).toBe('converged');
      for (const xi of result.x) expect(xi).toBeCloseTo(f === rosenbrock ? 1 : 0, 6);
    }
  });

  it('does not stall on kinks where no coordinate direction descends', () => {
    // max |xᵢ| + a valley along (1, 1): from (t, t) every step along an axis goes up.
    const f = ([x, y]: Vector): number => Math.max(Math.abs(x!), Math.abs(y!)) + 2 * Math.abs(x! - y!);
    const result = minimize(f, [3, 3], { method, stop: evaluations(20_000) });
    expect(result.value).toBeLessThan(1e-3);
  });

  it('takes the same trajectory, bit for bit, under increasing transforms', () => {
    const x0 = Float64Array.of(-1.2, 1, 0.3);
    const trajectory = (f: (x: Vector) => number) =>
      reportsOf(method.start(problemAt(x0)), valuesOf(f), 150).reports.map(({ x }) => x);
    const plain = trajectory(rosenbrock);
    for (const transform of [Math.sqrt, Math.log, (v: number) => 8 * v + 1])
      expect(trajectory((x) => transform(rosenbrock(x)))).toEqual(plain);
  });

  it('asks about points of its mesh only, and nothing that breaks a constraint', () => {
    const asked: Vector[] = [];
    const f = (x: Vector): number => {
      asked.push(x.slice());
      return (x[0]! - 2) ** 2 + (x[1]! - 1) ** 2;
    };
    const inDisk = meshAdaptiveSearch({ size: 0.25, constraints: ([a, b]) => [1 - a! ** 2 - b! ** 2] });
    const result = minimize(f, [0, 0], { method: inDisk, stop: evaluations(5000) });
    // The nearest point of the disk to (2, 1). On a curved barrier few directions descend, so that three digits are much.
    expect(result.value).toBeCloseTo((Math.sqrt(5) - 1) ** 2, 3);
    expect(asked.every(([a, b]) => a! ** 2 + b! ** 2 <= 1)).toBe(true);
    // The first poll's mesh is ¼ wide, refined by fours.
    for (const x of asked.slice(0, 20)) for (const v of x) expect(Number.isInteger(v * 2 ** 16)).toBe(true);
    expect(() => minimize(f, [1, 1], { method: meshAdaptiveSearch({ constraints: ([a]) => a! < 0.5 }) })).toThrow(
      /x0 does not keep/,
    );
  });

  it('finds minima on faces and corners of the bounds, and asks nothing outside', () => {
    let outside = 0;
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside++;
      return rosenbrock(x);
    };
    const options = { method, bounds: { lower: -1, upper: 0.5 }, stop: evaluations(20_000) };
    const face = minimize(f, [-1, 0.5], options);
    expect([...face.x]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.25, 5)]);
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
