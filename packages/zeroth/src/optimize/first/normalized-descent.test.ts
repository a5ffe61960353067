import { describe, expect, it } from 'vitest';
import { norm2 } from '../../array/vector.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import type { Minimizer } from '../minimizer.js';
import { normalizedSpider } from '../stochastic/normalized-spider.js';
import { distance } from '../subjects.js';
import { normalizedDescent } from './normalized-descent.js';

const terms = 12;
/** Term i: Σ cosh(xⱼ) (1 + (i + j) mod 3 / 4). */
const oracle: Oracle<Gradients> = {
  gradients: ({ points, sample }) =>
    points.map((x) => {
      const chosen = typeof sample === 'object' ? sample : Array.from({ length: terms }, (_, i) => i);
      const weights = x.map((_, j) => chosen.reduce((sum, i) => sum + (1 + ((i + j) % 3) / 4) / chosen.length, 0));
      return {
        value: x.reduce((sum, v, j) => sum + weights[j]! * Math.cosh(v), 0),
        gradient: x.map((v, j) => weights[j]! * Math.sinh(v)),
      };
    }),
};
const start = Float64Array.of(5, -3, 8);

function pointsOf(minimizer: Minimizer<Gradients>, most: number) {
  const points: { readonly x: Vector; readonly gradient: Vector }[] = [];
  run(minimizer.start(problemAt(start)), oracle, {
    stop: iterations(most),
    onProgress: ({ x, gradient }) => {
      points.push({ x: x.slice(), gradient: gradient.slice() });
    },
  });
  return points;
}

describe('normalizedDescent', () => {
  it('makes steps of the length γ ‖∇f‖^(1 − β)', () => {
    for (const power of [1, 0.8, 0]) {
      const step = power === 1 ? 0.1 : 1e-4;
      const points = pointsOf(normalizedDescent({ step, power }), 20);
      for (const [k, { x, gradient }] of points.slice(0, -1).entries())
        expect(distance(points[k + 1]!.x, x) / (step * norm2(gradient) ** (1 - power))).toBeCloseTo(1, 8);
    }
  });

  it('comes within γ of the minimum of a sum of exponentials, in the steps that the way takes and no more than twice', () => {
    const step = 0.05;
    const points = pointsOf(normalizedDescent({ step }), Math.ceil((2 * norm2(start)) / step));
    expect(norm2(points.at(-1)!.x)).toBeLessThanOrEqual(step);
  });

  it('refuses options out of range', () => {
    expect(() => normalizedDescent({ step: 0 })).toThrow('step must be');
    expect(() => normalizedDescent({ step: 1, power: 2 })).toThrow('power must be');
    expect(() => normalizedSpider({ step: 1, terms, freshBatch: 13 })).toThrow('freshBatch must be');
  });
});

describe('normalizedSpider', () => {
  it('is normalised descent where each sample is the whole', () => {
    const whole = pointsOf(normalizedDescent({ step: 0.1 }), 30);
    const sampled = pointsOf(normalizedSpider({ step: 0.1, terms, batch: terms, period: 5, reportEvery: 1 }), 30);
    // v gathers one rounding of a difference a step, of sinh(8) ε; directions turn by that, over the gradient's length.
    for (const [k, { x }] of sampled.entries()) expect(distance(x, whole[k]!.x)).toBeLessThanOrEqual(1e-10);
  });

  it('goes on about the minimum at a distance of the order of γ, from samples', () => {
    const points = pointsOf(normalizedSpider({ step: 0.02, terms, batch: 3, period: 4, reportEvery: 1 }), 900);
    for (const { x } of points.slice(-100)) expect(norm2(x)).toBeLessThanOrEqual(0.1);
  });
});

for (const minimizer of [
  normalizedDescent({ step: 0.3 }),
  normalizedSpider({ step: 0.3, terms, batch: 2, freshBatch: 6, period: 3, reportEvery: 2 }),
])
  describe(`${minimizer.name}: conformance`, () => {
    for (const { name, check } of conformance({
      name: minimizer.name,
      method: () => minimizer.start(problemAt(start)),
      oracle: () => oracle,
      stop: () => iterations(10),
      survivesFailures: minimizer.name === 'normalizedDescent',
    }))
      it(name, check);
  });
