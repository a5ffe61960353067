import { describe, expect, it } from 'vitest';
import { norm2 } from '../../array/vector.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import type { Minimizer } from '../minimizer.js';
import { gradientPrediction } from '../pieces/gradient-prediction.js';
import { training } from '../stochastic/training.js';
import { distance } from '../subjects.js';
import { adamUpdate } from '../updates/adam.js';
import { sgdUpdate } from '../updates/sgd.js';
import type { UpdateRule, UpdateState } from '../updates/update.js';
import { optEx } from './opt-ex.js';

const spectrum = [1, 2, 5];
const gradientOf = (x: Vector) => x.map((v, i) => spectrum[i]! * v);
const oracle: Oracle<Gradients> = {
  gradients: ({ points }) =>
    points.map((x) => ({
      value: 0.5 * x.reduce((sum, v, i) => sum + spectrum[i]! * v * v, 0),
      gradient: gradientOf(x),
    })),
};
const start = Float64Array.of(3, -2, 1);

function reportsOf(minimizer: Minimizer<Gradients>, most: number) {
  const reports: { readonly x: Vector; readonly value: number }[] = [];
  run(minimizer.start(problemAt(start)), oracle, {
    stop: iterations(most),
    onProgress: ({ x, value }) => {
      reports.push({ x: x.slice(), value });
    },
  });
  return reports;
}

describe('gradientPrediction', () => {
  const seen = [0, 0.1, 0.2, 0.3].map((t) => {
    const x = start.map((v) => v * (1 - t));
    return { x, gradient: gradientOf(x) };
  });

  it('gives back what was seen', () => {
    const predict = gradientPrediction(seen, 4, 0);
    // The kernel's condition is below 1 / jitter = 1e10, which weights of about its residual come from.
    for (const { x, gradient } of seen)
      expect(distance(predict(x), gradient)).toBeLessThanOrEqual(1e-5 * norm2(gradient));
  });

  it('goes on along a line, more exactly with more seen, and takes the mean where one point is known', () => {
    const next = start.map((v) => 0.6 * v);
    const errors = [2, 3, 4].map((count) =>
      distance(gradientPrediction(seen.slice(-count), 4, 0)(next), gradientOf(next)),
    );
    expect(errors[1]!).toBeLessThan(errors[0]!);
    expect(errors[2]!).toBeLessThan(errors[1]!);
    expect(gradientPrediction(seen.slice(0, 1), 4, 0)(next)).toEqual(seen[0]!.gradient);
  });
});

describe('optEx', () => {
  it('is its rule with one worker, bit for bit', () => {
    const both = <S extends UpdateState>(rule: UpdateRule<S>) => [
      reportsOf(optEx(rule, { rate: 0.01, workers: 1 }), 30),
      reportsOf(training(rule, { rate: 0.01 }), 30),
    ];
    for (const [ours, plain] of [both(sgdUpdate({ momentum: 0.5 })), both(adamUpdate())]) expect(ours).toEqual(plain);
  });

  it('is about N steps of its rule a round, as exactly as gradients are predicted', () => {
    const rule = sgdUpdate();
    const plain = reportsOf(training(rule, { rate: 0.01 }), 100);
    const ahead = reportsOf(optEx(rule, { rate: 0.01, workers: 4 }), 25);
    // The first round has no history: it is one step. Then each is four.
    for (const [k, { x }] of ahead.slice(1).entries()) {
      const same = plain[1 + 4 * k + 3]!;
      if (same !== undefined) expect(distance(x, same.x)).toBeLessThanOrEqual(0.02 * norm2(same.x));
    }
  });

  it('refuses options out of range', () => {
    expect(() => optEx(sgdUpdate(), { workers: 0 })).toThrow('workers must be');
    expect(() => optEx(sgdUpdate(), { lengthScale: 0 })).toThrow('lengthScale must be');
  });

  for (const { name, check } of conformance({
    name: 'optEx',
    method: () => optEx(adamUpdate(), { rate: 0.1, workers: 3, history: 5 }).start(problemAt(start)),
    oracle: () => oracle,
    stop: () => iterations(8),
  }))
    it(name, check);
});
