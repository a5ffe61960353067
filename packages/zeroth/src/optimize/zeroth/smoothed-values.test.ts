import { describe, expect, it } from 'vitest';
import { evaluations, iterations, minimize } from '../../index.js';
import { evaluateEach, type Oracle, type Values, type Vector } from '../../query/index.js';
import { run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { boxOf, problemAt, rosenbrock, sphere, subjectOf, valuesOf } from '../fixtures.js';
import { boxSet, l2Ball, simplex } from '../pieces/convex-sets.js';
import { reportsOf } from '../subjects.js';
import { consensusBased } from './consensus-based.js';
import { gfmPlus } from './gfm-plus.js';
import { smoothedAccelerated } from './smoothed-accelerated.js';
import { zerothOrderFrankWolfe } from './zeroth-order-frank-wolfe.js';

const start = Float64Array.of(0.5, 0.25, 0);
const gfm = { radius: 0.01, step: 1e-3, period: 3, freshDirections: 4 };

/** The mean of four terms, f(x) + (i − 1.5) x₀, by what the question samples. */
function termsOf(f: (x: Vector) => number, seen: (query: Values) => void = () => {}): Oracle<Values> {
  return {
    values: (query) => {
      seen(query);
      const { sample } = query;
      const shift = typeof sample === 'object' ? sample.reduce((sum, i) => sum + i - 1.5, 0) / sample.length : 0;
      return evaluateEach(query.points, (x) => f(x) + shift * x[0]!);
    },
  };
}

for (const { name, method } of [
  { name: 'gfmPlus', method: gfmPlus(gfm) },
  { name: 'gfmPlus, of samples', method: gfmPlus({ ...gfm, terms: 4, batch: 2 }) },
  { name: 'smoothedAccelerated', method: smoothedAccelerated({ lipschitz: 100, radius: 0.01, directions: 3 }) },
  { name: 'zerothOrderFrankWolfe', method: zerothOrderFrankWolfe({ over: l2Ball(1) }) },
  {
    name: 'zerothOrderFrankWolfe, coordinates, of samples',
    method: zerothOrderFrankWolfe({ over: simplex(), directions: 'coordinates', terms: 4, horizon: 50 }),
  },
])
  describe(name, () => {
    const subject = {
      name,
      method: () => method.start(problemAt(start, undefined, 3)),
      oracle: () => termsOf(rosenbrock),
      inputs: [start],
    };
    for (const { name: check, check: holds } of conformance(subject)) it(check, holds);
  });

describe('consensusBased', () => {
  for (const { name, check } of conformance(subjectOf(consensusBased({ particles: 9 })))) it(name, check);

  it('brings all particles to one point, near the minimum, and then ends', () => {
    const result = minimize(sphere, [1, -1], { method: consensusBased({ spread: 2 }), seed: 4 });
    expect(result.reason).toBe('step-small');
    // Values that differ by less than 1 / α hardly weigh apart.
    expect(result.value).toBeLessThan(1 / 100);
  });

  it('makes the consensus the mean of the particles under the weights exp(−α f)', () => {
    let asked: readonly Vector[] = [];
    const method = consensusBased({ particles: 12, weight: 0.5 });
    run(
      method.start(problemAt(start)),
      {
        values: ({ points }) => {
          if (Array.isArray(points)) asked = points.map((x: Vector) => x.slice());
          return evaluateEach(points, sphere);
        },
      },
      {
        stop: iterations(4),
        onProgress: ({ consensus, spread }) => {
          const weights = asked.map((x) => Math.exp(-0.5 * sphere(x)));
          const total = weights.reduce((sum, w) => sum + w, 0);
          for (let i = 0; i < 3; i++)
            expect(consensus[i]).toBeCloseTo(
              asked.reduce((sum, x, k) => sum + (weights[k]! / total) * x[i]!, 0),
              13,
            );
          expect(spread).toBe(Math.max(...asked.flatMap((x) => Array.from(x, (v, i) => Math.abs(v - consensus[i]!)))));
        },
      },
    );
  });

  it('goes on where half of the points fail, and without noise draws straight lines to the consensus', () => {
    const f = (x: Vector): number => (x[0]! < 0 ? Number.NaN : sphere(x));
    expect(minimize(f, [1, 1], { method: consensusBased(), stop: evaluations(20_000) }).value).toBeLessThan(0.01);
    const spreads: number[] = [];
    minimize(() => 1, [0], {
      method: consensusBased({ noise: 0, timeStep: 0.5, particles: 20 }),
      stop: iterations(8),
      onProgress: ({ spread }) => spreads.push(spread),
    });
    // Equal weights: the mean stays, and distances are halved.
    spreads.slice(1).forEach((spread, k) => {
      expect(spread / spreads[k]!).toBeCloseTo(0.5, 12);
    });
  });
});

describe('zerothOrderFrankWolfe', () => {
  it('keeps every iterate in the set, for all estimates', () => {
    for (const directions of [1, 4, 'coordinates'] as const) {
      const method = zerothOrderFrankWolfe({ over: simplex(), directions });
      const { reports } = reportsOf(method.start(problemAt(start)), valuesOf(rosenbrock), 60);
      for (const { x } of reports) {
        expect(Math.min(...x)).toBeGreaterThanOrEqual(0);
        // A convex combination: each step rounds once or twice a component.
        expect(Math.abs(x.reduce((sum, v) => sum + v, 0) - 1)).toBeLessThan(60 * 4 * Number.EPSILON);
      }
    }
  });

  it('with exact differences of a linear function is Frank-Wolfe with the step 2 / (t + 8)', () => {
    const slopes = [1, -2, 0.5];
    const f = (x: Vector): number => slopes.reduce((sum, s, i) => sum + s * x[i]!, 0);
    const over = boxSet(boxOf(3, -1, 1));
    const method = zerothOrderFrankWolfe({ over, directions: 'coordinates' });
    const { reports } = reportsOf(method.start(problemAt(start)), valuesOf(f), 20);
    const expected = start.slice();
    reports.forEach(({ x }, t) => {
      for (let i = 0; i < 3; i++) {
        expect(x[i]).toBeCloseTo(expected[i]!, 12);
        expected[i]! += (2 / (t + 8)) * (-Math.sign(slopes[i]!) - expected[i]!);
      }
    });
  });

  it('asks both ends of a difference of the same sample', () => {
    const samples: unknown[] = [];
    const oracle = termsOf(sphere, ({ sample, points }) => {
      if (sample !== undefined) samples.push([sample, points.length]);
    });
    const method = zerothOrderFrankWolfe({ over: l2Ball(2), directions: 2, terms: 4, batch: 4 });
    reportsOf(method.start(problemAt(start)), oracle, 3);
    expect(samples.length).toBeGreaterThan(0);
    for (const entry of samples) expect(entry).toEqual([expect.arrayContaining([0, 1, 2, 3]), 3]);
  });
});

describe('gfmPlus', () => {
  it('on a linear function, where differences do not change, keeps its fresh estimate for a period', () => {
    const f = (x: Vector): number => 3 * x[0]! - x[1]! + 2 * x[2]!;
    const method = gfmPlus({ radius: 0.5, step: 0.125, period: 4, freshDirections: 2, directions: 3, reportEvery: 1 });
    const { reports } = reportsOf(method.start(problemAt(start)), valuesOf(f), 9);
    const moves = reports.slice(1).map(({ x }, t) => x.map((v, i) => v - reports[t]!.x[i]!));
    for (let t = 1; t < moves.length; t++)
      for (let i = 0; i < 3; i++) {
        const same = Math.abs(moves[t]![i]! - moves[t - 1]![i]!) < 1e-12;
        if (t % 4 !== 0) expect(same).toBe(true);
      }
    expect(moves[4]).not.toEqual(moves[3]);
  });

  it('asks 2 b′ values every m-th iteration and 4 b in between, and the whole objective where it reports', () => {
    const result = minimize(sphere, start, { method: gfmPlus({ ...gfm, directions: 2 }), stop: iterations(3) });
    // Reports at 0, 3 and 6, the last of which stops the run: two periods of 8 + 2 · 8, three reports and the start.
    expect(result.queries.values).toBe(2 * (8 + 2 * 8) + 3);
  });
});

describe('smoothedAccelerated', () => {
  it('counts values and rounds apart', () => {
    const seen: (readonly [number, number])[] = [];
    const result = minimize(sphere, start, {
      method: smoothedAccelerated({ lipschitz: 10, radius: 0.01, directions: 5 }),
      stop: iterations(4),
      onProgress: ({ calls, rounds }) => seen.push([calls, rounds]),
    });
    expect(seen).toEqual([1, 2, 3, 4].map((k) => [11 * k, k]));
    expect(result.queries.values).toBe(44);
  });

  it('in one variable, where estimates are exact, keeps 2 L R² / k² on a function of known smoothness', () => {
    // The average of x² over an interval has the derivative 2x of x² itself.
    const method = smoothedAccelerated({ lipschitz: 1, radius: 0.5, smoothness: 2 });
    const { reports } = reportsOf(method.start(problemAt(Float64Array.of(3))), valuesOf(sphere), 40);
    reports.forEach(({ value }, k) => {
      if (k > 0) expect(value).toBeLessThanOrEqual((2 * 2 * 9) / k ** 2 + 1e-12);
    });
  });
});

it.each([
  () => consensusBased({ particles: 1 }),
  () => consensusBased({ weight: 0 }),
  () => consensusBased({ noise: -1 }),
  () => gfmPlus({ ...gfm, radius: 0 }),
  () => gfmPlus({ ...gfm, period: 0 }),
  () => gfmPlus({ ...gfm, terms: 2, batch: 3 }),
  () => smoothedAccelerated({ lipschitz: 0, radius: 1 }),
  () => smoothedAccelerated({ lipschitz: 1, radius: 1, smoothness: 0 }),
  () => zerothOrderFrankWolfe({ over: simplex(), directions: 0 }),
  () => zerothOrderFrankWolfe({ over: simplex(), horizon: 0 }),
])('refuses options out of range: %s', (make) => {
  expect(make).toThrow(/must be/);
});
