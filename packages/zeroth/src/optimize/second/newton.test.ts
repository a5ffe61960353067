import { describe, expect, it } from 'vitest';
import { dot } from '../../array/vector.js';
import { run } from '../../run/index.js';
import { newtonDirection } from '../pieces/newton-direction.js';
import { diagonalQuadratic, distance, functionOracle, reportsOf } from '../subjects.js';
import { newton } from './newton.js';

/** exp(x + 3y − 0.1) + exp(x − 3y − 0.1) + exp(−x − 0.1), of Boyd and Vandenberghe, section 9.3.2. */
const slopes = [
  [1, 3],
  [1, -3],
  [-1, 0],
] as const;
const terms = ([x, y]: Float64Array) => slopes.map(([a, b]) => Math.exp(a * x! + b * y! - 0.1));
const boyd = functionOracle(
  (x) => terms(x).reduce((sum, t) => sum + t),
  (x) =>
    Float64Array.of(
      terms(x).reduce((sum, t, i) => sum + slopes[i]![0] * t, 0),
      terms(x).reduce((sum, t, i) => sum + slopes[i]![1] * t, 0),
    ),
  (x) => {
    const entry = (j: 0 | 1, k: 0 | 1) => terms(x).reduce((sum, t, i) => sum + slopes[i]![j] * slopes[i]![k] * t, 0);
    return Float64Array.of(entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1));
  },
);
const minimizer = Float64Array.of(-Math.LN2 / 2, 0);

describe('newton', () => {
  it('converges at order 2', () => {
    const { reports } = reportsOf(newton(Float64Array.of(0.1, 0.08)), boyd, 9);
    const errors = reports.map(({ x }) => distance(x, minimizer)).filter((e) => e > 1e-12 && e < 0.2);
    expect(errors.length).toBeGreaterThanOrEqual(4);
    const orders = errors.slice(2).map((e, k) => Math.log(e / errors[k + 1]!) / Math.log(errors[k + 1]! / errors[k]!));
    expect(Math.abs(orders[orders.length - 1]! - 2)).toBeLessThanOrEqual(0.2);
    expect(distance(reports[8]!.x, minimizer)).toBeLessThanOrEqual(4 * Number.EPSILON);
  });

  it('takes one step on a convex quadratic', () => {
    const n = 6;
    // x·(D + v vᵀ)x/2 with condition about 1000.
    const v = [1, -2, 0.5, 3, 1, -1];
    const hessian = Float64Array.from({ length: n * n }, (_, k) => {
      const i = Math.floor(k / n);
      const j = k % n;
      return v[i]! * v[j]! + (i === j ? 10 ** (i - 3) * 2 : 0);
    });
    const product = (x: Float64Array) => x.map((_, i) => x.reduce((sum, xj, j) => sum + hessian[i * n + j]! * xj, 0));
    const quadratic = functionOracle(
      (x) => dot(x, product(x)) / 2,
      product,
      () => hessian,
    );
    const start = Float64Array.of(3, -1, 4, 1, -5, 9);
    const { reports } = reportsOf(newton(start), quadratic, 2);
    // Cholesky's error: about n ε times the condition number, which is below 200 / 0.002.
    expect(distance(reports[1]!.x, new Float64Array(n))).toBeLessThanOrEqual(n * Number.EPSILON * 1e5 * 12);
  });

  it('takes the fraction of the step that is wanted', () => {
    const { reports } = reportsOf(newton(Float64Array.of(8, 4), { step: 0.5 }), diagonalQuadratic([1, 1000]), 3);
    expect(reports.map(({ x }) => [...x])).toEqual([
      [8, 4],
      [4, 2],
      [2, 1],
    ]);
  });

  it('leaves a saddle that Newton steps would run into', () => {
    // x⁴/4 − x²/2 + y²/2: a saddle at 0, minima at (±1, 0).
    const saddle = functionOracle(
      ([x, y]) => x! ** 4 / 4 - x! ** 2 / 2 + y! ** 2 / 2,
      ([x, y]) => Float64Array.of(x! ** 3 - x!, y!),
      ([x]) => Float64Array.of(3 * x! ** 2 - 1, 0, 0, 1),
    );
    const { reports } = reportsOf(newton(Float64Array.of(0.1, 1)), saddle, 12);
    expect(distance(reports[11]!.x, Float64Array.of(1, 0))).toBeLessThanOrEqual(4 * Number.EPSILON);
  });

  it('refuses a step of 0', () => {
    expect(() => run(newton(Float64Array.of(1), { step: 0 }), diagonalQuadratic([1]))).toThrow('step must be');
  });
});

describe('newtonDirection', () => {
  const directionFor = (hessian: readonly number[], gradient: readonly number[]) =>
    newtonDirection(Float64Array.from(hessian), Float64Array.from(gradient));

  it('takes eigenvalues by magnitude', () => {
    // Eigenvalues 3 and −1 of (1, ±1)/√2: |H|⁻¹ has 1/3 and 1 there.
    const direction = directionFor([1, 2, 2, 1], [3, 1]);
    expect(direction[0]).toBeCloseTo(-(2 / 3 + 1), 14);
    expect(direction[1]).toBeCloseTo(-(2 / 3 - 1), 14);
  });

  it('is finite where the Hessian is singular, and steepest descent where it is zero', () => {
    const singular = directionFor([1, 1, 1, 1], [1, 1]);
    expect(singular[0]).toBeCloseTo(-0.5, 14);
    expect(singular[1]).toBeCloseTo(-0.5, 14);
    expect(directionFor([0, 0, 0, 0], [2, -3])).toEqual(Float64Array.of(-2, 3));
  });
});
