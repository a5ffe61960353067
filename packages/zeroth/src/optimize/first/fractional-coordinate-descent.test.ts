import { describe, expect, it } from 'vitest';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import { absoluteSum, largestSum } from '../pieces/piecewise-linear.js';
import { ratioMinimum } from '../pieces/ratio-minimum.js';
import { fractionalCoordinateDescent } from './fractional-coordinate-descent.js';

const draws = random(4);
const data = draws.fillNormal(new Float64Array(12));
/** ½ ‖x − c‖² + 1 */
const center = Float64Array.of(2, -1, 0.2);
const oracle: Oracle<Gradients> = {
  gradients: ({ points }) =>
    points.map((x) => ({
      value: 1 + x.reduce((sum, v, i) => sum + 0.5 * (v - center[i]!) ** 2, 0),
      gradient: x.map((v, i) => v - center[i]!),
    })),
};
const start = Float64Array.of(0.3, 0.5, -1);

describe.each([largestSum(2), absoluteSum(data)])('$name', (denominator) => {
  it('is along a variable what it is at the points there, linear between its bends', () => {
    for (let i = 0; i < 3; i++) {
      const { bends, value } = denominator.along(start, i);
      const at = (t: number) => {
        const x = start.slice();
        x[i]! += t;
        return denominator.value(x);
      };
      for (const t of [-5, -1, 0, 0.4, 3]) expect(value(t)).toBeCloseTo(at(t), 12);
      const sorted = [...bends].sort((a, b) => a - b);
      for (let k = 1; k < sorted.length; k++) {
        const [low, high] = [sorted[k - 1]!, sorted[k]!];
        expect(value((low + high) / 2)).toBeCloseTo((value(low) + value(high)) / 2, 12);
      }
    }
  });

  it('gives ratios whose global minimum is found: none of a fine grid is lower', () => {
    for (const weight of [0, 0.7])
      for (let i = 0; i < 3; i++) {
        const { bends, value } = denominator.along(start, i);
        const line = { value: 1.5, slope: 0.8, curvature: 2, weight, at: start[i]!, bends, denominator: value };
        const found = ratioMinimum(line);
        for (let k = -4000; k <= 4000; k++) {
          const t = k / 400;
          const ratio = (1.5 + 0.8 * t + t * t + weight * Math.abs(t + start[i]!)) / value(t);
          expect(ratio).toBeGreaterThanOrEqual(found.ratio * (1 - 1e-14));
        }
      }
  });

  it.each(['cyclic', 'greedy'] as const)(
    'is divided by without the ratio rising, up to a point that no variable alone can leave for a better one: %s',
    (order) => {
      const reports: { readonly x: Vector; readonly value: number }[] = [];
      const weight = 0.1;
      const method = fractionalCoordinateDescent({ denominator, smoothness: 1, weight, order });
      const outcome = run(method.start(problemAt(start)), oracle, {
        stop: iterations(500),
        onProgress: ({ x, value }) => {
          reports.push({ x: x.slice(), value });
        },
      });
      expect(outcome.status === 'returned' && outcome.result.reason).toBe('step-small');
      for (let k = 1; k < reports.length; k++)
        expect(reports[k]!.value).toBeLessThanOrEqual(reports[k - 1]!.value * (1 + 8 * Number.EPSILON));
      const { x, value } = reports.at(-1)!;
      const ratioAt = (point: Vector) =>
        (oracle.gradients({ kind: 'gradients', points: [point] })[0]!.value +
          weight * point.reduce((sum, v) => sum + Math.abs(v), 0)) /
        denominator.value(point);
      expect(ratioAt(x)).toBeCloseTo(value, 12);
      for (let i = 0; i < 3; i++)
        for (let k = -400; k <= 400; k++) {
          const point = x.slice();
          point[i]! += k / 40;
          // The proximal term θ = 1e-6 lets a ratio that falls by less stand.
          expect(ratioAt(point)).toBeGreaterThanOrEqual(value - 1e-6 * 100);
        }
    },
  );
});

describe('fractionalCoordinateDescent', () => {
  it('moves the variable first whose move alone makes the lowest ratio, where it is greedy', () => {
    const denominator = largestSum(1);
    const method = fractionalCoordinateDescent({
      denominator,
      smoothness: 1,
      weight: 0.1,
      order: 'greedy',
      proximal: 0,
    });
    const asked: Vector[] = [];
    const watched: Oracle<Gradients> = {
      gradients: (query) => {
        asked.push(...query.points.map((point) => point.slice()));
        return oracle.gradients(query);
      },
    };
    run(method.start(problemAt(start)), watched, { stop: iterations(2) });
    const ratioAt = (point: Vector) =>
      (oracle.gradients({ kind: 'gradients', points: [point] })[0]!.value +
        0.1 * point.reduce((sum, v) => sum + Math.abs(v), 0)) /
      denominator.value(point);
    const second = asked[1]!;
    expect(second.filter((v, i) => v !== start[i])).toHaveLength(1);
    for (let i = 0; i < 3; i++)
      for (let k = -400; k <= 400; k++) {
        const point = start.slice();
        point[i]! += k / 40;
        expect(ratioAt(point)).toBeGreaterThanOrEqual(ratioAt(second) * (1 - 1e-14));
      }
  });

  it('refuses what it cannot divide by, and options out of range', () => {
    const method = fractionalCoordinateDescent({ denominator: largestSum(1), smoothness: 1 });
    expect(() => run(method.start(problemAt(new Float64Array(3))), oracle)).toThrow('start where it is positive');
    expect(() => fractionalCoordinateDescent({ denominator: largestSum(1), smoothness: 0 })).toThrow('smoothness');
    expect(() => largestSum(0)).toThrow('k must be');
    expect(() => absoluteSum(data).value(Float64Array.of(1, 2, 3, 4, 5))).toThrow('row-major');
  });

  for (const order of ['cyclic', 'greedy'] as const)
    for (const { name, check } of conformance({
      name: `fractionalCoordinateDescent, ${order}`,
      method: () =>
        fractionalCoordinateDescent({ denominator: absoluteSum(data), smoothness: 1, order }).start(problemAt(start)),
      oracle: () => oracle,
      stop: () => iterations(5),
    }))
      it(name, check);
});
