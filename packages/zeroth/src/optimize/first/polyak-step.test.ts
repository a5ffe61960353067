import { describe, expect, it } from 'vitest';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { evaluations, iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import { type PolyakStepOptions, polyakStep } from './polyak-step.js';

/** Rows of equations a·x = a·(1, −2, 3) that one x solves: f is the mean of ½ (a·x − b)², and 0 there. */
const rows = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(3 * i), 0.2 * Math.sin(7 * i + 1)]);
const solution = [1, -2, 3];
const all = rows.map((_, i) => i);

function meanOf(x: Vector, sample: readonly number[]) {
  const gradient = new Float64Array(3);
  let value = 0;
  for (const i of sample) {
    const residual = rows[i]!.reduce((sum, a, j) => sum + a * (x[j]! - solution[j]!), 0);
    value += residual ** 2 / 2 / sample.length;
    for (let j = 0; j < 3; j++) gradient[j]! += (residual * rows[i]![j]!) / sample.length;
  }
  return { value, gradient };
}

const asked: (readonly number[])[] = [];
const oracle: Oracle<Gradients> = {
  gradients({ points, sample }) {
    const terms = Array.isArray(sample) ? sample.map(Number) : all;
    asked.push(terms);
    return points.map((x) => meanOf(x, terms));
  },
};

function follow(options: PolyakStepOptions, steps: number): Vector[] {
  const points: Vector[] = [];
  asked.length = 0;
  run(polyakStep(options).start(problemAt(Float64Array.of(3, 1, -1))), oracle, {
    stop: iterations(steps),
    onProgress: ({ x }) => points.push(x.slice()),
  });
  return points;
}

const distances = (points: readonly Vector[]) => points.map((x) => Math.hypot(...x.map((v, j) => v - solution[j]!)));

describe('polyakStep', () => {
  it.each(['movingAverage', 'heavyBall'] as const)('follows its definition: %s', (form) => {
    const points = follow({ lowerBound: 0, momentum: 0.7, form }, 30);
    let x = points[0]!;
    let before = x;
    let d = x.map(() => 0);
    for (const [k, point] of points.entries()) {
      // The two sums of products are taken in another order: errors of rounding, grown by the map for 30 steps.
      for (const [j, v] of point.entries()) expect(Math.abs(v - x[j]!), `${k}`).toBeLessThan(1e-11);
      const { value, gradient: g } = meanOf(x, all);
      const inner = (a: Vector, b: Vector) => a.reduce((sum, v, j) => sum + v * b[j]!, 0);
      const last = x;
      if (form === 'movingAverage') {
        const memory = d;
        d = g.map((v, j) => 0.7 * memory[j]! + v);
        const [direction, step] = [d, value / inner(d, d)];
        x = x.map((v, j) => v - step * direction[j]!);
      } else {
        const move = x.map((v, j) => v - before[j]!);
        const step = Math.max(0, (value + 0.7 * inner(g, move)) / inner(g, g));
        x = x.map((v, j) => v - step * g[j]! + 0.7 * move[j]!);
      }
      before = last;
    }
  });

  it('never grows the distance to the minimiser, with any momentum and of samples too where one x suits all', () => {
    for (const momentum of [0, 0.5, 0.95])
      for (const part of [{}, { terms: rows.length, batch: 2, reportEvery: 1 }]) {
        const found = distances(follow({ lowerBound: 0, momentum, ...part }, 200));
        for (let k = 1; k < found.length; k++) expect(found[k]!).toBeLessThanOrEqual(found[k - 1]! * (1 + 2 ** -40));
        expect(found.at(-1)!).toBeLessThan(0.5 * found[0]!);
      }
  });

  it('asks the whole objective once a report, and samples otherwise', () => {
    follow({ lowerBound: 0, terms: rows.length, batch: 3 }, 3);
    expect(asked.slice(0, 6).map((terms) => terms.length)).toEqual([12, 3, 3, 3, 3, 12]);
  });
});

for (const form of ['movingAverage', 'heavyBall'] as const)
  describe(`polyakStep of samples, ${form}`, () => {
    for (const { name, check } of conformance({
      name: 'polyakStep',
      method: () =>
        polyakStep({ lowerBound: 0, momentum: 0.5, form, terms: rows.length, batch: 2 }).start(
          problemAt(Float64Array.of(3, 1, -1)),
        ),
      oracle: () => oracle,
      stop: () => evaluations(20),
    }))
      it(name, check);
  });
