import { describe, expect, it } from 'vitest';
import { dot } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';
import { run } from '../../run/index.js';
import { rosenbrock } from '../fixtures.js';
import { functionOracle } from '../subjects.js';
import { hagerZhang } from './hager-zhang.js';
import type { Trial } from './trial.js';

/** Searches from 0 along a line on which f and its slope are given. */
function searched(f: (t: number) => number, slope: (t: number) => number, first: number, options = {}) {
  let evaluations = 0;
  const start = { x: Float64Array.of(0), value: f(0), gradient: Float64Array.of(slope(0)) };
  const oracle = functionOracle(
    ([t]) => f(t!),
    ([t]) => {
      evaluations++;
      return Float64Array.of(slope(t!));
    },
  );
  const outcome = run(hagerZhang(start, Float64Array.of(1), { first, ...options }), oracle);
  if (outcome.status !== 'returned') throw new Error(outcome.status);
  return { result: outcome.result, evaluations };
}

/** Functions that fall at first, from Moré and Thuente (1994) and steeper ones. */
const lines: readonly (readonly [name: string, f: (t: number) => number, slope: (t: number) => number])[] = [
  ['−t / (t² + 2)', (t) => -t / (t * t + 2), (t) => (t * t - 2) / (t * t + 2) ** 2],
  [
    '(t + 0.004)⁵ − 2 (t + 0.004)⁴',
    (t) => (t + 0.004) ** 5 - 2 * (t + 0.004) ** 4,
    (t) => 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3,
  ],
  ['cosh(t − 3)', (t) => Math.cosh(t - 3), (t) => Math.sinh(t - 3)],
  ['t² − t', (t) => t * t - t, (t) => 2 * t - 1],
];

describe('hagerZhang', () => {
  for (const [name, f, slope] of lines)
    for (const first of [1e-3, 0.1, 1, 10, 1e3])
      it(`finds a Wolfe point of ${name} from a step of ${first}`, () => {
        for (const curvature of [0.9, 0.1]) {
          const { result, evaluations } = searched(f, slope, first, { curvature });
          expect(result?.found).toBe(true);
          const t = result!.step;
          const limit = f(0) + 1e-6 * Math.abs(f(0));
          const wolfe = f(t) <= f(0) + 0.1 * t * slope(0);
          const approximate = f(t) <= limit && slope(t) <= (2 * 0.1 - 1) * slope(0);
          expect(slope(t)).toBeGreaterThanOrEqual(curvature * slope(0));
          expect(wolfe || approximate).toBe(true);
          expect(evaluations).toBeLessThanOrEqual(50);
        }
      });

  it('is exact on a parabola after the bracket and one secant', () => {
    const { result, evaluations } = searched(
      (t) => t * t - t,
      (t) => 2 * t - 1,
      10,
      { curvature: 1e-12, decrease: 1e-13 },
    );
    expect(result?.step).toBeCloseTo(0.5, 14);
    expect(evaluations).toBe(2);
  });

  it('goes on by slopes where rounding hides the decrease', () => {
    // About the minimum of 1 + t² the values are 1 from |t| = 1e-8 down.
    const [f, slope] = [(t: number) => 1 + (t - 1e-9) ** 2, (t: number) => 2 * (t - 1e-9)];
    const { result } = searched(f, slope, 1, { curvature: 0.1 });
    expect(result?.found).toBe(true);
    expect(Math.abs(slope(result!.step))).toBeLessThanOrEqual(0.8 * 2e-9);
  });

  it('comes back from where f is not finite, and says when there is no step', () => {
    const { result } = searched(
      (t) => (t < 1 ? -Math.log(1 - t) - 3 * t : NaN),
      (t) => 1 / (1 - t) - 3,
      8,
    );
    expect(result?.found).toBe(true);
    expect(result!.step).toBeLessThan(1);
    // Its gradient has the wrong sign.
    expect(
      searched(
        (t) => t,
        () => -1,
        1,
      ).result,
    ).toBeUndefined();
    const falling = searched(
      (t) => -t,
      () => -1,
      1,
      { most: 5, curvature: 0.5 },
    ).result;
    expect([falling?.found, falling?.step]).toEqual([false, 5 ** 4]);
  });

  it('writes over the points of its store, never over its start', () => {
    const gradient = ([a, b]: Float64Array) =>
      Float64Array.of(-400 * a! * (b! - a! * a!) - 2 * (1 - a!), 200 * (b! - a! * a!));
    const x: Vector = Float64Array.of(-1.2, 1);
    const store: Parameters<typeof hagerZhang>[2]['store'] = [];
    let now: Trial = { x, value: rosenbrock(x), gradient: gradient(x) };
    for (let k = 0; k < 20; k++) {
      const direction = now.gradient.map((g) => -g);
      const before = structuredClone(now);
      const outcome = run(hagerZhang(now, direction, { first: 1, store }), functionOracle(rosenbrock, gradient));
      if (outcome.status !== 'returned' || outcome.result === undefined) throw new Error(outcome.status);
      expect(now).toEqual(before);
      const { x: at, value, gradient: g } = outcome.result;
      expect([value, ...g]).toEqual([rosenbrock(at), ...gradient(at)]);
      expect(dot(g, direction)).toBeGreaterThanOrEqual(0.9 * dot(before.gradient, direction));
      now = { x: at, value, gradient: g };
    }
    expect(store.length).toBeLessThanOrEqual(6);
  });
});
