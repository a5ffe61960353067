import { describe, expect, it } from 'vitest';
import { anyOf, evaluations, minimize, target } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { conformance } from '../../testing/index.js';
import { ellipsoid, problemAt, rosenbrock, sphere, subjectOf, valuesOf } from '../fixtures.js';
import { matrixExponential, product } from '../pieces/matrix-exponential.js';
import { reportsOf } from '../subjects.js';
import { type XnesOptions, xnes } from './xnes.js';

function asked(f: (x: Vector) => number, x0: Vector, options: XnesOptions, generations = 30): readonly Vector[] {
  const points: Vector[] = [];
  const oracle = valuesOf((x) => {
    points.push(x.slice());
    return f(x);
  });
  reportsOf(xnes(options).start(problemAt(x0, undefined, 7)), oracle, generations);
  return points;
}

describe('xnes', () => {
  for (const { name, check } of conformance(subjectOf(xnes()))) it(name, check);

  it('takes the same trajectory, bit for bit, under increasing transforms', () => {
    const x0 = Float64Array.of(1, -2, 0.5);
    const plain = asked(ellipsoid, x0, {});
    for (const transform of [Math.sqrt, Math.log, (v: number) => 8 * v + 1])
      expect(asked((x) => transform(ellipsoid(x)), x0, {})).toEqual(plain);
  });

  it('is invariant under affine maps that its first factor follows, but for rounding', () => {
    const x0 = Float64Array.of(1, -2, 0.5);
    // y = B x + c, det B = 1.
    const b = [2, 1, 0, 0, 0.5, 3, 0, 0, 1];
    const c = [3, -1, 2];
    const map = (x: Vector): Vector => x.map((_, i) => x.reduce((sum, v, j) => sum + b[3 * i + j]! * v, c[i]!));
    const inverse = (y: Vector): Vector => {
      const x2 = y[2]! - c[2]!;
      const x1 = (y[1]! - c[1]! - 3 * x2) / 0.5;
      return Float64Array.of((y[0]! - c[0]! - x1) / 2, x1, x2);
    };
    const plain = asked(ellipsoid, x0, {}, 20);
    const mapped = asked((y) => ellipsoid(inverse(y)), map(x0), { shape: Float64Array.from(b) }, 20);
    expect(mapped).toHaveLength(plain.length);
    mapped.forEach((y, k) => {
      const expected = map(plain[k]!);
      // Rounding of the inverse, and of 20 generations.
      for (let i = 0; i < 3; i++) expect(Math.abs(y[i]! - expected[i]!)).toBeLessThan(1e-11);
    });
  });

  it.each([
    ['sphere', sphere, 1],
    ['ellipsoid', ellipsoid, 1],
    ['Rosenbrock', rosenbrock, 0],
  ] as const)('minimises the %s function', (_, f, start) => {
    const stop = anyOf(target(1e-8), evaluations(20_000));
    expect(minimize(f, new Float64Array(4).fill(start), { method: xnes(), stop }).reason).toBe('target');
  });

  it('finds minima on bounds, asks nothing outside, and ends on what has no minimum', () => {
    let outside = 0;
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside++;
      return rosenbrock(x);
    };
    const { x } = minimize(f, [-1, 0.5], { method: xnes(), bounds: { lower: -1, upper: 0.5 } });
    expect([...x]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(0.25, 5)]);
    expect(outside).toBe(0);
    for (const n of [1, 3]) {
      const x0 = new Float64Array(n);
      expect(minimize((p) => p[0]! - p[n - 1]! / 2, x0, { method: xnes() }).status).not.toBe('converged');
      expect(minimize(() => 3, x0, { method: xnes() })).toMatchObject({ status: 'converged', value: 3 });
    }
  });
});

describe('matrixExponential', () => {
  it('has exp(M) exp(−M) = I, and the exponentials of a rotation and a diagonal', () => {
    const draws = random(5);
    for (const n of [1, 2, 5]) {
      const m = draws.fillNormal(new Float64Array(n * n));
      const both = product(
        matrixExponential(m, n),
        matrixExponential(
          m.map((v) => -v),
          n,
        ),
        n,
      );
      // Squaring loses a factor ‖exp M‖ ‖exp −M‖.
      for (let i = 0; i < n * n; i++) expect(both[i]!).toBeCloseTo(i % (n + 1) === 0 ? 1 : 0, 9);
    }
    const turn = matrixExponential(Float64Array.of(0, -2, 2, 0), 2);
    for (const [i, v] of [Math.cos(2), -Math.sin(2), Math.sin(2), Math.cos(2)].entries())
      expect(turn[i]!).toBeCloseTo(v, 13);
    expect(matrixExponential(Float64Array.of(3), 1)[0]! / Math.exp(3)).toBeCloseTo(1, 13);
  });
});
