import { describe, expect, it } from 'vitest';
import { minimize } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import { diagonalQuadratic, reportsOf } from '../subjects.js';
import { onlineToNonConvex } from './online-to-non-convex.js';

const start = Float64Array.of(1, -0.5);
const options = { longest: 0.05, rate: 0.01, epoch: 8 };

describe('onlineToNonConvex', () => {
  for (const optimistic of [false, true])
    for (const { name, check } of conformance({
      name: 'onlineToNonConvex',
      method: () => onlineToNonConvex({ ...options, optimistic }).start(problemAt(start, undefined, 2)),
      oracle: () => diagonalQuadratic([1, 3]),
      inputs: [start],
    }))
      it(`${optimistic ? 'optimistic: ' : ''}${name}`, check);

  it('takes no step longer than D, so that an epoch lies within δ = T D', () => {
    const asked: Vector[] = [];
    const oracle = diagonalQuadratic([40, 80]);
    const method = onlineToNonConvex({ longest: 0.03, rate: 1, epoch: 5 });
    const noted = {
      gradients: (query: Parameters<typeof oracle.gradients>[0]) => {
        asked.push(...query.points.map((x) => x.slice()));
        return oracle.gradients(query);
      },
    };
    const { reports } = reportsOf(method.start(problemAt(start)), noted, 6);
    reports.forEach(({ x, gradient }, k) => {
      const points = asked.slice(5 * k, 5 * (k + 1));
      for (let i = 0; i < 2; i++) {
        const mean = points.reduce((sum, p) => sum + p[i]! / 5, 0);
        expect(x[i]).toBeCloseTo(mean, 13);
        // A quadratic: the mean of gradients is the gradient of the mean.
        expect(gradient[i]).toBeCloseTo([40, 80][i]! * mean, 11);
      }
      for (const p of points) expect(Math.hypot(p[0]! - x[0]!, p[1]! - x[1]!)).toBeLessThanOrEqual(5 * 0.03);
    });
  });

  it('ends at a minimum by itself where f is smooth', () => {
    const method = onlineToNonConvex({ longest: 0.1, rate: 0.02, epoch: 20, optimistic: true });
    const result = minimize(diagonalQuadratic([1, 4]), start, { method, tolerance: 1e-6 });
    expect(result.reason).toBe('gradient-small');
    expect(result.value).toBeLessThan(1e-9);
  });

  it.each([{ longest: 0 }, { rate: 0 }, { epoch: 0 }, { terms: 1, batch: 2 }])('refuses %o', (wrong) => {
    expect(() => onlineToNonConvex({ ...options, ...wrong })).toThrow(/must be/);
  });
});
