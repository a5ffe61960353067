import { describe, expect, it } from 'vitest';
import { evaluations, minimize } from '../../index.js';
import { evaluateEach, type Oracle, type Ranking, type Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { boxOf, rosenbrock, sphere, subjectOf } from '../fixtures.js';
import { reportsOf } from '../subjects.js';
import { pairwiseDirectSearch, pairwiseDirectSearchOnValues } from './pairwise-direct-search.js';
import { rankedEvolution, rankedEvolutionOnValues } from './ranked-evolution.js';
import { zoRankSgd, zoRankSgdOnValues } from './zo-rank-sgd.js';

function ranking(f: (x: Vector) => number, seen: (points: readonly Vector[]) => void = () => {}): Oracle<Ranking> {
  return {
    ranking: ({ points, top }) => {
      seen(points);
      const values = evaluateEach(points, f);
      return points
        .map((_, i) => i)
        .sort((i, j) => values[i]! - values[j]!)
        .slice(0, top);
    },
  };
}

const start = Float64Array.of(1, -0.5, 0.25);

for (const [name, method, onValues] of [
  ['zoRankSgd', zoRankSgd, zoRankSgdOnValues],
  ['pairwiseDirectSearch', pairwiseDirectSearch, pairwiseDirectSearchOnValues],
  ['rankedEvolution', rankedEvolution, rankedEvolutionOnValues],
] as const) {
  describe(`${name}, on rankings`, () => {
    const bounds = boxOf(3, -1, 2);
    const subject = {
      name,
      method: () => method(start, { bounds, seed: 3 }),
      oracle: () => ranking(rosenbrock),
      bounds,
      inputs: [start],
    };
    for (const { name: check, check: holds } of conformance(subject)) it(check, holds);

    it('takes the same trajectory, bit for bit, under every increasing transform', () => {
      const trajectory = (f: (x: Vector) => number) => reportsOf(method(start, { seed: 5 }), ranking(f), 60).reports;
      const plain = trajectory(rosenbrock);
      for (const transform of [Math.cbrt, Math.log, (v: number) => 8 * v - 3, (v: number) => -1 / (1 + v)])
        expect(trajectory((x) => transform(rosenbrock(x)))).toEqual(plain);
    });

    it('gets to the minimum, as far as values tell points apart, and then ends by itself', () => {
      const outcome = run(method(start, { seed: 1 }), ranking(sphere), { stop: iterations(20_000) });
      expect(outcome.status).toBe('returned');
      // Probes of 2⁻⁴⁰ are the smallest; x is within a few of them, and of √n.
      if (outcome.status === 'returned') expect(Math.sqrt(sphere(outcome.result))).toBeLessThan(64 * 2 ** -40);
    });

    it('goes to a corner without a question outside of the bounds', () => {
      const corner = boxOf(3, 0, 1);
      const f = (x: Vector): number => x.reduce((sum, v) => sum - v, 0);
      const asked: Vector[] = [];
      run(
        method(new Float64Array(3).fill(0.5), { bounds: corner }),
        ranking(f, (points) => asked.push(...points)),
        { stop: iterations(300) },
      );
      expect(asked.every((x) => x.every((v) => v >= 0 && v <= 1))).toBe(true);
      expect(Math.min(...asked.map(f))).toBe(-3);
    });

    it.each([[[]], [[0, 0]], [[99]], [[-1]], [[0.5]]])('fails on the ranking %o', (order) => {
      const answer = { ranking: () => (order.length === 2 ? [0, 0, 0, 0, 0, 0, 0, 0] : order) };
      const expected = order.length === 2 && name === 'pairwiseDirectSearch' ? 'stopped' : 'failed';
      expect(run(method(start), answer, { stop: iterations(5) }).status).toBe(expected);
    });
  });

  describe(`${name}, at the front door`, () => {
    for (const { name: check, check: holds } of conformance(subjectOf(onValues()))) it(check, holds);

    it('learns the order of values and nothing else', () => {
      const asked = (f: (x: Vector) => number): Vector[] => {
        const points: Vector[] = [];
        const note = (x: Vector): number => {
          points.push(x.slice());
          return f(x);
        };
        minimize(note, start, { method: onValues(), seed: 2, stop: evaluations(300) });
        return points;
      };
      expect(asked((x) => Math.sqrt(sphere(x)))).toEqual(asked(sphere));
    });
  });
}

describe('options', () => {
  it.each([{ probes: 1 }, { probes: 5, top: 5 }, { top: 0 }, { smoothing: 0 }, { step: -1 }, { trials: 0 }])(
    'refuses %o',
    (options) => {
      expect(() => zoRankSgdOnValues(options)).toThrow(/must be/);
      expect(() => run(zoRankSgd(start, options), ranking(sphere))).toThrow(/must be/);
    },
  );
  it('refuses those of the others', () => {
    expect(() => pairwiseDirectSearchOnValues({ step: 0 })).toThrow(/must be/);
    expect(() => pairwiseDirectSearchOnValues({ shortest: 0 })).toThrow(/must be/);
    expect(() => rankedEvolutionOnValues({ population: 1 })).toThrow(/must be/);
    expect(() => rankedEvolutionOnValues({ deviation: 0 })).toThrow(/must be/);
  });
});

describe('the direction of zoRankSgd', () => {
  it('is the mean over the pairs whose order is known, from the worse to the better', () => {
    const questions: (readonly Vector[])[] = [];
    const oracle = ranking(rosenbrock, (points) => questions.push(points.map((x) => x.slice())));
    run(zoRankSgd(start, { probes: 6, top: 2, smoothing: 0.125, step: 1, trials: 1, seed: 4 }), oracle, {
      stop: iterations(2),
    });
    const [probes, line] = questions as [readonly Vector[], readonly Vector[]];
    const order = [...ranking(rosenbrock).ranking({ kind: 'ranking', points: probes, top: 6 })];
    const sum = new Float64Array(3);
    let pairs = 0;
    for (let better = 0; better < 2; better++)
      for (let worse = better + 1; worse < 6; worse++) {
        pairs++;
        sum.forEach((_, i) => {
          sum[i]! += (probes[order[better]!]![i]! - probes[order[worse]!]![i]!) / 0.125;
        });
      }
    expect(pairs).toBe(9);
    for (let i = 0; i < 3; i++) expect(line[1]![i]! - line[0]![i]!).toBeCloseTo(sum[i]! / pairs, 12);
  });
});
