import { describe, expect, it } from 'vitest';
import { gradientAt, type Method, type Values, type Vector } from '../query/index.js';
import { OracleError, run } from '../run/index.js';
import { centralStep } from './central-step.js';
import { coordinateEstimates } from './coordinate-estimates.js';
import { centralDifferences, coordinateDifferences, forwardDifferences, lift } from './index.js';
import {
  at,
  gradientBy,
  gradientsBy,
  largestDifference,
  listed,
  n,
  observedOrders,
  quadratic,
  quadraticGradient,
  quadraticRounding,
  returned,
  smooth,
  smoothGradient,
} from './subjects.js';

describe('centralDifferences', () => {
  it('has the double nearest to the cube root of ε as its step', () => {
    // (1 + u)³ − 1 for the neighbours u = 2⁻⁵³ away: half a unit in the last place is a relative 1.1e-16, thrice that cubed.
    expect(Math.abs(centralStep ** 3 / Number.EPSILON - 1)).toBeLessThan(6 * Number.EPSILON);
    expect(Math.abs(centralStep - Math.cbrt(Number.EPSILON))).toBeLessThan(2 ** -69);
  });

  it('is exact on quadratics, but for the rounding of f over h and of the points', () => {
    for (const step of [1e-1, 1e-3, undefined]) {
      const h = step ?? centralStep;
      // Coordinates up to 1.6 and curvatures up to 4: the two points are off centre by at most an ulp of 1.6.
      const bound = quadraticRounding(at) / h + 4 * 2 * Number.EPSILON + 1e-14;
      const gradient = gradientBy(centralDifferences(step === undefined ? {} : { step }), at, quadratic);
      expect(largestDifference(gradient, quadraticGradient(at))).toBeLessThanOrEqual(bound);
    }
  });

  it('has an error of order 2 in the step', () => {
    const steps = [1e-1, 5e-2, 2.5e-2, 1.25e-2, 6.25e-3];
    const exact = smoothGradient(at);
    const orders = observedOrders(steps, (step) =>
      largestDifference(gradientBy(centralDifferences({ step }), at, smooth), exact),
    );
    for (const order of orders) expect(Math.abs(order - 2)).toBeLessThanOrEqual(0.2);
  });

  it('keeps its accuracy far from 0, because steps are relative', () => {
    const x = Float64Array.of(3e9);
    const [gradient] = gradientBy(centralDifferences(), x, ([y]) => y! * y!);
    // f/h is x/ε^(1/3) and f is good to ε/2, so the relative error is about ε^(2/3) / 2.
    expect(Math.abs(gradient! / 6e9 - 1)).toBeLessThanOrEqual(Number.EPSILON ** (2 / 3));
  });

  it('asks all points of a question in one, with f itself, the sample and the fidelity', () => {
    const other = Float64Array.of(1, 2, 3, 4);
    const { answers, asked } = gradientsBy(
      centralDifferences(),
      { points: [at, other], sample: [3, 1], fidelity: 0.5 },
      smooth,
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ kind: 'values', sample: [3, 1], fidelity: 0.5 });
    expect(asked[0]!.points).toHaveLength(2 * (2 * n + 1));
    expect(answers.map(({ value }) => value)).toEqual([smooth(at), smooth(other)]);
  });

  it('fills the buffers of the method, whatever is in them', () => {
    const into = [new Float64Array(n).fill(Number.NaN)];
    const { answers } = gradientsBy(centralDifferences(), { points: [at], into }, smooth);
    expect(answers[0]!.gradient).toBe(into[0]);
    expect(into[0]).toEqual(gradientBy(centralDifferences(), at, smooth));
  });

  it('throws what is not finite into the method, although values of +∞ are', () => {
    function* brave(): Method<Values, unknown> {
      try {
        return yield* lift(gradientAt(at), centralDifferences());
      } catch (error) {
        return error;
      }
    }
    const outcome = run(brave(), { values: ({ points }) => new Float64Array(points.length).fill(Infinity) });
    const error = returned(outcome);
    expect(error).toBeInstanceOf(OracleError);
    expect(error).toMatchObject({ notFinite: true, query: { kind: 'gradients' } });
  });

  it('refuses a step that is not positive', () => {
    expect(() => centralDifferences({ step: 0 })).toThrow('step must be a positive finite number, not 0.');
  });
});

describe('forwardDifferences', () => {
  it('is off by h/2 times the second derivative on quadratics, and nothing else but rounding', () => {
    const step = 1e-3;
    const gradient = gradientBy(forwardDifferences({ step }), at, quadratic);
    const exact = quadraticGradient(at);
    for (const [i, curvature] of [3, -2, 4, 1].entries()) {
      const h = step * Math.max(1, at[i]!);
      const expected = exact[i]! + (h * curvature) / 2;
      expect(Math.abs(gradient[i]! - expected)).toBeLessThanOrEqual((2 * quadraticRounding(at)) / h + 1e-14);
    }
  });

  it('has an error of order 1 in the step', () => {
    const steps = [2e-2, 1e-2, 5e-3, 2.5e-3];
    const exact = smoothGradient(at);
    const orders = observedOrders(steps, (step) =>
      largestDifference(gradientBy(forwardDifferences({ step }), at, smooth), exact),
    );
    for (const order of orders) expect(Math.abs(order - 1)).toBeLessThanOrEqual(0.2);
  });

  it('asks n + 1 points', () => {
    const { asked, answers } = gradientsBy(forwardDifferences(), { points: [at], sample: 7 }, smooth);
    expect(asked).toHaveLength(1);
    expect(asked[0]!.points).toHaveLength(n + 1);
    expect(asked[0]!.sample).toBe(7);
    expect(answers[0]!.value).toBe(smooth(at));
  });
});

describe('coordinateDifferences', () => {
  const step = 1e-3;

  it('has the central differences for a mean: over all pairs of coordinates', () => {
    const mean = new Float64Array(n);
    let pairs = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++, pairs++) {
        const estimator = {
          begin: () => ({
            gradients: (query: Parameters<typeof coordinateEstimates>[0]) => coordinateEstimates(query, [i, j], step),
          }),
        };
        for (const [k, g] of gradientBy(estimator, at, smooth).entries()) mean[k]! += g;
      }
    const central = gradientBy(centralDifferences({ step }), at, smooth);
    for (let k = 0; k < n; k++)
      expect(Math.abs(mean[k]! / pairs - central[k]!)).toBeLessThanOrEqual(1e-15 * 8 * Math.abs(central[k]!));
  });

  it('has it in draws too, within 4 standard errors', () => {
    const draws = 4000;
    const coordinates = 2;
    const central = gradientBy(centralDifferences({ step }), at, smooth);
    const sum = new Float64Array(n);
    function* many() {
      for (let k = 0; k < draws; k++) {
        const { gradient } = yield* gradientAt(at);
        for (let i = 0; i < n; i++) sum[i]! += gradient[i]!;
      }
    }
    run(lift(many(), coordinateDifferences({ coordinates, step, seed: 2 })), {
      values: (query) => Float64Array.from(listed(query), smooth),
    });
    const deviations = central.map((g) => Math.abs(g) * Math.sqrt((n / coordinates - 1) / draws));
    for (let i = 0; i < n; i++) expect(Math.abs(sum[i]! / draws - central[i]!)).toBeLessThanOrEqual(4 * deviations[i]!);
  });

  it('asks 2m + 1 points, all points of a question along the same coordinates', () => {
    const other: Vector = at.map((x) => x + 1);
    const { asked, answers } = gradientsBy(
      coordinateDifferences({ coordinates: 3 }),
      { points: [at, other], sample: 4 },
      smooth,
    );
    expect(asked[0]!.points).toHaveLength(2 * 7);
    expect(asked[0]!.sample).toBe(4);
    const zeros = answers.map(({ gradient }) => gradient.indexOf(0));
    expect(zeros[0]).toBe(zeros[1]);
    expect(zeros[0]).toBeGreaterThanOrEqual(0);
  });

  it('is centralDifferences where it has all coordinates', () => {
    const all = gradientBy(coordinateDifferences({ coordinates: 9, step }), at, smooth);
    expect(all).toEqual(gradientBy(centralDifferences({ step }), at, smooth));
  });

  it('begins each run afresh', () => {
    const estimator = coordinateDifferences({ seed: 3 });
    expect(gradientBy(estimator, at, smooth)).toEqual(gradientBy(estimator, at, smooth));
  });
});
