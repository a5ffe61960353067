import { describe, expect, it } from 'vitest';
import { type Gradients, gradientAt, type Values, type Vector } from '../query/index.js';
import { random } from '../random/index.js';
import { run } from '../run/index.js';
import { directionalEstimates } from './directional-estimates.js';
import { type Estimator, lift, randomizedSmoothing, spsa } from './index.js';
import {
  at,
  gradientBy,
  gradientsBy,
  listed,
  n,
  quadratic,
  quadraticGradient,
  quadraticRounding,
  smooth,
} from './subjects.js';

const slope = Float64Array.of(2, -1, 0.5, 1);
const squaredSlope = slope.reduce((sum, g) => sum + g * g, 0);
const linear = (x: Vector) => x.reduce((sum, xi, i) => sum + slope[i]! * xi, 0);
const draws = 4000;

/** The mean of many estimates and of their squared lengths. */
function moments(estimator: Estimator<Gradients, Values>, f: (x: Vector) => number) {
  const mean = new Float64Array(n);
  let squared = 0;
  function* many() {
    for (let k = 0; k < draws; k++) {
      const { gradient } = yield* gradientAt(at);
      for (let i = 0; i < n; i++) {
        mean[i]! += gradient[i]! / draws;
        squared += gradient[i]! ** 2 / draws;
      }
    }
  }
  run(lift(many(), estimator), { values: (query) => Float64Array.from(listed(query), f) });
  return { mean, squared };
}

describe('randomizedSmoothing', () => {
  /*
   * For f = g·x and one direction, Σ over E d_i² (g·d)² of the law gives the variances below: E (g·w)² wᵢ² is
   * (‖g‖² + 2 gᵢ²)/(n (n + 2)) on the sphere and E (g·z)² zᵢ² = ‖g‖² + 2 gᵢ² for a Gaussian; the one-point form has
   * f(x)²/δ² times n (sphere) or 1 (Gaussian) besides.
   */
  const radius = 0.5;
  const cases = [
    { law: 'ball', points: 2, variance: (g: number) => (n * (squaredSlope + 2 * g * g)) / (n + 2) - g * g },
    { law: 'gaussian', points: 2, variance: (g: number) => squaredSlope + g * g },
    {
      law: 'ball',
      points: 1,
      variance: (g: number) => (n * (squaredSlope + 2 * g * g)) / (n + 2) - g * g + (n * linear(at) ** 2) / radius ** 2,
    },
    { law: 'gaussian', points: 1, variance: (g: number) => squaredSlope + g * g + linear(at) ** 2 / radius ** 2 },
  ] as const;

  it.each(cases)(
    'is unbiased on linear f within 4 standard errors: $law, $points points',
    ({ law, points, variance }) => {
      const { mean } = moments(randomizedSmoothing({ radius, law, points, seed: 1 }), linear);
      for (let i = 0; i < n; i++)
        expect(Math.abs(mean[i]! - slope[i]!)).toBeLessThanOrEqual(4 * Math.sqrt(variance(slope[i]!) / draws));
    },
  );

  it('has the second moment n ‖g‖² (ball) or (n + 2) ‖g‖² (Gaussian) on linear f', () => {
    // E (g·w)⁴ = 3 ‖g‖⁴ / (n (n + 2)), and E ‖z‖⁴ (g·z)⁴ = 3 ‖g‖⁴ (n + 4) (n + 6).
    const ball = moments(randomizedSmoothing({ radius, seed: 4 }), linear).squared;
    const ballVariance = ((3 * n ** 3) / (n + 2) - n * n) * squaredSlope ** 2;
    expect(Math.abs(ball - n * squaredSlope)).toBeLessThanOrEqual(4 * Math.sqrt(ballVariance / draws));
    const gaussian = moments(randomizedSmoothing({ radius, law: 'gaussian', seed: 4 }), linear).squared;
    const gaussianVariance = (3 * (n + 4) * (n + 6) - (n + 2) ** 2) * squaredSlope ** 2;
    expect(Math.abs(gaussian - (n + 2) * squaredSlope)).toBeLessThanOrEqual(4 * Math.sqrt(gaussianVariance / draws));
  });

  it('is the derivative of the smoothed |x| in one dimension: x/δ within δ, its sign beyond', () => {
    for (const x of [-2, -0.25, 0, 0.125, 0.4, 3]) {
      const [derivative] = gradientBy(randomizedSmoothing({ radius: 0.5 }), Float64Array.of(x), ([y]) => Math.abs(y!));
      expect(derivative).toBeCloseTo(Math.max(-1, Math.min(1, x / 0.5)), 14);
    }
  });

  it('asks `points · directions` values in one question, the same directions at all of its points', () => {
    const other: Vector = at.map((x) => x + 1);
    for (const points of [1, 2] as const) {
      const { asked, answers } = gradientsBy(
        randomizedSmoothing({ radius, points, directions: 3 }),
        { points: [at, other], sample: [2], fidelity: 0.25 },
        linear,
      );
      expect(asked).toHaveLength(1);
      expect(asked[0]).toMatchObject({ sample: [2], fidelity: 0.25 });
      const asking = listed(asked[0]!);
      expect(asking).toHaveLength(2 * 3 * points);
      for (const [k, x] of asking.slice(0, 3 * points).entries())
        for (let i = 0; i < n; i++) expect(asking[k + 3 * points]![i]! - x[i]!).toBeCloseTo(1, 14);
      const mean = asking.slice(0, 3 * points).reduce((sum, x) => sum + linear(x), 0) / (3 * points);
      expect(answers[0]!.value).toBeCloseTo(mean, 13);
    }
  });

  it('fills the buffers of the method, whatever is in them', () => {
    const into = [new Float64Array(n).fill(Number.NaN)];
    const { answers } = gradientsBy(randomizedSmoothing({ radius }), { points: [at], into }, smooth);
    expect(answers[0]!.gradient).toBe(into[0]);
    expect(into[0]).toEqual(gradientBy(randomizedSmoothing({ radius }), at, smooth));
  });

  it('draws other directions for another seed, and the same in each run', () => {
    const by = (seed: number) => gradientBy(randomizedSmoothing({ radius, seed }), at, smooth);
    expect(by(1)).toEqual(by(1));
    expect(by(1)).not.toEqual(by(2));
  });

  it.each([{ radius: 0 }, { radius: Number.NaN }, { radius: 1, directions: 0 }])('refuses %o', (options) => {
    expect(() => randomizedSmoothing(options)).toThrow('must be');
  });
});

describe('spsa', () => {
  it('has the gradient for a mean on quadratics: over all 2ⁿ signs, but for rounding', () => {
    const step = 0.25;
    const signs = Array.from({ length: 2 ** n }, (_, bits) =>
      Float64Array.from({ length: n }, (_, i) => (bits & (1 << i) ? 1 : -1)),
    );
    const all: Estimator<Gradients, Values> = {
      begin: () => ({
        gradients: (query) => directionalEstimates(query, signs, { radius: step, points: 2, factor: 1 / step }),
      }),
    };
    const gradient = gradientBy(all, at, quadratic);
    const exact = quadraticGradient(at);
    // Each difference is off by the rounding of f over c; points off by an ulp, times a gradient below 20; 2ⁿ additions.
    const bound = quadraticRounding(at) / step + (20 * 2 * Number.EPSILON) / step + 2 ** n * Number.EPSILON * 20;
    for (let i = 0; i < n; i++) expect(Math.abs(gradient[i]! - exact[i]!)).toBeLessThanOrEqual(bound);
  });

  it('is that estimate for the signs that its seed draws', () => {
    const source = random(8);
    const directions = Array.from({ length: 3 }, () => source.fillRademacher(new Float64Array(n)));
    const same: Estimator<Gradients, Values> = {
      begin: () => ({
        gradients: (query) => directionalEstimates(query, directions, { radius: 0.1, points: 2, factor: 10 }),
      }),
    };
    expect(gradientBy(spsa({ step: 0.1, directions: 3, seed: 8 }), at, smooth)).toEqual(gradientBy(same, at, smooth));
  });

  it('is unbiased within 4 standard errors: the variance of a component is ‖g‖² − gᵢ² on linear f', () => {
    const { mean } = moments(spsa({ step: 0.1, seed: 5 }), linear);
    for (let i = 0; i < n; i++) {
      const deviation = Math.sqrt((squaredSlope - slope[i]! ** 2) / draws);
      expect(Math.abs(mean[i]! - slope[i]!)).toBeLessThanOrEqual(4 * deviation);
    }
  });

  it('moves every coordinate by the step', () => {
    const { asked } = gradientsBy(spsa({ step: 0.5 }), { points: [at] }, smooth);
    for (const x of listed(asked[0]!))
      for (let i = 0; i < n; i++) expect(Math.abs(x[i]! - at[i]!)).toBeCloseTo(0.5, 14);
  });
});
