import { describe, expect, it } from 'vitest';
import { minimize } from '../../minimize/index.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { evaluations, iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import type { Minimizer } from '../minimizer.js';
import { stepDecay } from '../pieces/schedules.js';
import { adamUpdate } from '../updates/index.js';
import { batches, type TrainingOptions, training } from './training.js';
import * as methods from './update-methods.js';

const terms = 12;
const draws = random(4);
const centers = Array.from({ length: terms }, () => draws.fillNormal(new Float64Array(4)));
const mean = Float64Array.from({ length: 4 }, (_, i) => centers.reduce((sum, c) => sum + c[i]!, 0) / terms);
const curvature = [1, 2, 0.5, 3];

/** The mean of ½ Σ λᵢ (xᵢ − cᵢ)² over terms c, whose minimum is at the mean of c; it writes down the samples. */
function oracle(seen: (readonly number[] | undefined)[] = []): Oracle<Gradients> {
  return {
    gradients: ({ points, sample }) => {
      const indices = typeof sample === 'object' ? sample : undefined;
      seen.push(indices);
      const chosen = indices?.map((i) => centers[i]!) ?? centers;
      return points.map((x) => ({
        value: chosen.reduce(
          (sum, c) => sum + x.reduce((s, v, i) => s + (curvature[i]! * (v - c[i]!) ** 2) / 2, 0) / chosen.length,
          0,
        ),
        gradient: x.map((v, i) => chosen.reduce((g, c) => g + (curvature[i]! * (v - c[i]!)) / chosen.length, 0)),
      }));
    },
  };
}

const everyMethod: readonly ((options: TrainingOptions) => Minimizer<Gradients>)[] = [
  methods.sgd,
  (options) => methods.sgd({ momentum: 0.9, nesterov: true, ...options }),
  methods.adam,
  methods.adamW,
  methods.amsGrad,
  methods.nAdam,
  methods.rAdam,
  methods.rmsProp,
  methods.adaGrad,
  methods.lion,
  methods.lamb,
  methods.adafactor,
  methods.prodigy,
  methods.dAdaptation,
  methods.scheduleFreeSgd,
  methods.scheduleFreeAdamW,
  (options) => methods.shampoo({ shapes: [{ shape: [2, 2] }], ...options }),
];

describe.each(everyMethod.map((make, i) => [`${make({}).name} (${i})`, make] as const))('%s', (_, make) => {
  for (const { name, check } of conformance({
    name: 'on batches',
    method: () => make({ terms, batch: 5, clip: 10 }).start(problemAt(Float64Array.of(1, -2, 3, 0.5), undefined, 7)),
    oracle: () => oracle(),
    stop: () => evaluations(20),
    survivesFailures: true,
  }))
    it(name, check);

  it('comes nearer to the minimum of the whole from batches', () => {
    const reports: number[] = [];
    const { name } = make({});
    // 1 for rules that find their own rate, larger ones where sums of squares shrink it, 0.02 for the others.
    const rate = ['prodigy', 'dAdaptation'].includes(name) ? 1 : ['adaGrad', 'shampoo'].includes(name) ? 0.3 : 0.02;
    const method = make({ terms, batch: 4, rate });
    run(method.start(problemAt(Float64Array.of(1, -2, 3, 0.5))), oracle(), {
      stop: iterations(200),
      onProgress: ({ x }) => reports.push(Math.hypot(...x.map((v, i) => v - mean[i]!))),
    });
    expect(Math.min(...reports.slice(-20))).toBeLessThan(0.5 * reports[0]!);
  });
});

describe('training', () => {
  it('asks each term once an epoch, and the whole once a report', () => {
    const seen: (readonly number[] | undefined)[] = [];
    const method = methods.sgd({ terms, batch: 5 });
    run(method.start(problemAt(new Float64Array(4))), oracle(seen), { stop: iterations(3) });
    expect(seen.map((sample) => sample?.length)).toEqual([undefined, 5, 5, 2, undefined, 5, 5, 2, undefined]);
    for (const first of [1, 5]) expect(new Set(seen.slice(first, first + 3).flat()).size).toBe(terms);
    expect(seen.slice(1, 4)).not.toEqual(seen.slice(5, 8));
  });

  it('never takes the value of a sample for the best of the function', () => {
    const result = minimize(oracle(), [1, 1, 1, 1], {
      method: methods.sgd({ terms, rate: 0.1 }),
      stop: iterations(20),
    });
    const whole = oracle().gradients({ kind: 'gradients', points: [Float64Array.from(result.x)] });
    expect(result.value).toBe(whole[0]!.value);
  });

  it('follows a schedule and clips', () => {
    const points: Vector[] = [];
    const slope: Oracle<Gradients> = {
      gradients: ({ points: [x] }) => [{ value: -3 * x![0]!, gradient: Float64Array.of(-3) }],
    };
    run(methods.sgd({ rate: stepDecay(1, 2, 0.5), clip: 2 }).start(problemAt(Float64Array.of(0))), slope, {
      stop: iterations(6),
      onProgress: ({ x }) => points.push(x.slice()),
    });
    expect(points.map((x) => x[0])).toEqual([0, 2, 4, 5, 6, 6.5]);
  });

  it.each([
    [{ rate: 0 }, 'rate must be'],
    [{ terms: 3, batch: 4 }, 'batch must be an integer from 1 to 3'],
    [{ clip: -1 }, 'clip must be'],
    [{ reportEvery: 0 }, 'reportEvery must be'],
  ])('refuses %o', (options, message) => {
    expect(() => training(adamUpdate(), options)).toThrow(message);
  });

  it('refuses shapes that do not hold x', () => {
    const method = training(adamUpdate(), { shapes: [{ shape: [2, 3] }] });
    expect(() => run(method.start(problemAt(new Float64Array(4))), oracle())).toThrow(
      'The shapes hold 6 parameters, and x has 4.',
    );
  });

  it('gives the left of an epoch as its last sample', () => {
    const next = batches(random(1), 3, 2);
    const sizes = [next(), next(), next(), next()].map(({ length }) => length);
    expect(sizes).toEqual([2, 1, 2, 1]);
  });
});
