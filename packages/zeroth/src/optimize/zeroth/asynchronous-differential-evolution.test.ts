import { describe, expect, it } from 'vitest';
import { type AsyncOracle, evaluateEach, type Oracle, type Values, type Vector, valueAt } from '../../query/index.js';
import { anyOf, askTell, evaluations, run, runAsync, target, within } from '../../run/index.js';
import { asynchronousDifferentialEvolution } from './asynchronous-differential-evolution.js';

const oracle = (f: (x: Vector) => number): Oracle<Values> => ({ values: ({ points }) => evaluateEach(points, f) });
const rastrigin = (x: Vector) => x.reduce((sum, xi) => sum + xi * xi + 10 - 10 * Math.cos(2 * Math.PI * xi), 0);
const box = (n: number, half: number) => [new Float64Array(n).fill(-half), new Float64Array(n).fill(half)] as const;

describe('asynchronousDifferentialEvolution', () => {
  it.each([1, 8])('reaches 1e-6 on Rastrigin in 5 dimensions, with %d workers, at each of 5 seeds', (workers) => {
    const [lower, upper] = box(5, 5.12);
    for (let seed = 0; seed < 5; seed++) {
      const method = asynchronousDifferentialEvolution(lower, upper, {
        population: 40,
        workers,
        differenceWeight: 0.5,
        crossover: 0.2,
        seed,
      });
      const outcome = run(method, oracle(rastrigin), { stop: anyOf(target(1e-6), evaluations(20_000)) });
      expect(outcome).toMatchObject({ status: 'stopped', rule: 'target' });
    }
  });

  it('finds a minimum in a corner of the box exactly, and leaves the box nowhere', () => {
    const lower = Float64Array.of(-1, 0, 2);
    const upper = Float64Array.of(1, 5, 2); // the last coordinate is fixed
    let outside = 0;
    const method = asynchronousDifferentialEvolution(lower, upper, { population: 12 });
    const outcome = run(
      method,
      oracle((x) => {
        for (let i = 0; i < 3; i++) if (x[i]! < lower[i]! || x[i]! > upper[i]!) outside++;
        return x[0]! - x[1]!;
      }),
      { stop: evaluations(2000) },
    );
    expect(outcome.best?.report).toEqual({ x: Float64Array.of(-1, 5, 2), value: -6 });
    expect(outside).toBe(0);
  });

  it('keeps as many questions outstanding as it has workers, however many are answered', () => {
    const [lower, upper] = box(2, 1);
    const session = askTell(asynchronousDifferentialEvolution(lower, upper, { workers: 5, population: 8 }));
    for (let k = 0; k < 40; k++) {
      const open = session.ask();
      expect(open).toHaveLength(5);
      const { id, query } = open[(7 * k) % 5]!;
      session.tell(id, evaluateEach(query.points, rastrigin));
    }
  });

  it('has as many outstanding as the driver allows', async () => {
    const [lower, upper] = box(2, 1);
    let now = 0;
    let most = 0;
    const slow: AsyncOracle<Values> = {
      values: async ({ points }) => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        now--;
        return evaluateEach(points, rastrigin);
      },
    };
    const method = asynchronousDifferentialEvolution(lower, upper, { workers: 6 });
    const outcome = await runAsync(method, slow, { stop: evaluations(60), concurrency: 4 });
    expect(outcome.status).toBe('stopped');
    expect(most).toBe(4);
  });

  it('can be run within another method: its rule counts what its workers ask, and withdraws what is open', () => {
    const [lower, upper] = box(2, 1);
    function* outer() {
      const inner = yield* within(asynchronousDifferentialEvolution(lower, upper, { workers: 5 }), {
        stop: evaluations(23),
      });
      yield* valueAt(lower);
      return inner;
    }
    let asked = 0;
    const outcome = run(outer(), {
      values: ({ points }) => {
        asked += points.length;
        return evaluateEach(points, rastrigin);
      },
    });
    if (outcome.status !== 'returned') throw new Error(outcome.status);
    expect(outcome.result).toMatchObject({ status: 'stopped', rule: 'evaluations', counts: { values: asked - 1 } });
    expect(outcome.counts).toEqual({ values: asked });
    expect(asked).toBeLessThanOrEqual(24);
  });

  it('lives with members that fail, and never takes one', () => {
    const [lower, upper] = box(2, 3);
    const half = oracle((x) => (x[0]! > x[1]! ? Number.NaN : rastrigin(x)));
    let least = Infinity;
    const outcome = run(asynchronousDifferentialEvolution(lower, upper, { population: 20, seed: 2 }), half, {
      stop: evaluations(3000),
      onProgress: ({ value }) => {
        expect(value).toBeLessThanOrEqual(least);
        least = value;
      },
    });
    expect(outcome.best!.report.value).toBeLessThan(1e-6);
  });

  it('closes its pool when a rule stops it', () => {
    const [lower, upper] = box(2, 1);
    const outcome = run(
      asynchronousDifferentialEvolution(lower, upper, { workers: 4 }),
      oracle(() => 1),
      {
        stop: target(2),
      },
    );
    expect(outcome).toMatchObject({ status: 'stopped', rule: 'target', answers: 1 });
  });

  it.each([
    [[0], [1, 2], {}, 'upper must have length 1'],
    [[2], [1], {}, 'Lower bound 0 is 2, above the upper one of 1'],
    [[], [], {}, 'length of the bounds'],
    [[0], [Infinity], {}, 'Component 0 of upper'],
    [[0], [1], { population: 3 }, 'population must be an integer at least 4'],
    [[0], [1], { workers: 0 }, 'workers must be an integer at least 1'],
    [[0], [1], { crossover: 1.5 }, 'crossover must be from 0 to 1'],
    [[0], [1], { differenceWeight: 0 }, 'differenceWeight must be'],
  ])('refuses %o to %o with %o', (lower, upper, options, message) => {
    const method = asynchronousDifferentialEvolution(Float64Array.from(lower), Float64Array.from(upper), options);
    expect(() => run(method, oracle(rastrigin))).toThrow(message);
  });
});
