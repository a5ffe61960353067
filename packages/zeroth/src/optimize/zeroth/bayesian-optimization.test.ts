import { describe, expect, it } from 'vitest';
import { type Kernel, squaredExponential } from '../../gaussian-process/index.js';
import { evaluations, minimize } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { conformance } from '../../testing/index.js';
import { subjectOf } from '../fixtures.js';
import { expectedImprovement, logExpectedImprovement, lowerConfidenceBound } from '../pieces/acquisitions.js';
import { latinHypercube } from '../pieces/latin-hypercube.js';
import { bayesian } from './bayesian-optimization.js';

/** Branin's function on [−5, 10] x [0, 15], least value 0.397887 at three points. */
function branin(x: Vector): number {
  const [a, b] = [x[0]!, x[1]!];
  const first = b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6;
  return first ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
}

const bounds = { lower: [-5, 0], upper: [10, 15] };

/** The points asked about, in order. */
function asked(f: (x: Vector) => number, count: number, options = {}, scale = 1): number[][] {
  const points: number[][] = [];
  const noted = (x: Vector): number => {
    points.push(Array.from(x, (v) => v / scale));
    return f(x.map((v) => v / scale));
  };
  minimize(noted, [2.5 * scale, 7.5 * scale], {
    method: bayesian(options),
    bounds: { lower: bounds.lower.map((v) => v * scale), upper: bounds.upper.map((v) => v * scale) },
    stop: evaluations(count),
  });
  return points;
}

describe('bayesian', () => {
  // Each question is a fit: the suite's many runs are kept short.
  const subject = { ...subjectOf(bayesian({ batch: 2 }), 2), stop: () => evaluations(14) };
  for (const { name, check } of conformance(subject)) it(name, check);

  it('finds the least value of Branin with 35 values: to 1e-3 by improvement, 1e-2 by the bound', () => {
    for (const acquisition of ['log-improvement', 'improvement', 'bound'] as const) {
      const method = bayesian({ acquisition });
      const result = minimize(branin, [2.5, 7.5], { method, bounds, stop: evaluations(35) });
      expect(result.value - 0.397887).toBeLessThan(acquisition === 'bound' ? 1e-2 : 1e-3);
    }
  });

  it('asks the same when values are scaled and bounds are by a power of two: bit for bit', () => {
    const plain = asked(branin, 16);
    expect(asked((x) => 8 * branin(x), 16)).toEqual(plain);
    expect(asked(branin, 16, {}, 4)).toEqual(plain);
  });

  it('asks q different points in a batch, within bounds', () => {
    const points = asked(branin, 26, { batch: 5 });
    expect(new Set(points.map(String)).size).toBe(points.length);
    for (const [a, b] of points) {
      expect(a! >= -5 && a! <= 10).toBe(true);
      expect(b! >= 0 && b! <= 15).toBe(true);
    }
  });

  it('asks about integers only, none twice while there are others', () => {
    const points: string[] = [];
    const f = (x: Vector): number => {
      expect(Number.isInteger(x[0]!)).toBe(true);
      points.push(String(x));
      return (x[0]! - 3) ** 2 + (x[1]! - 0.5) ** 2;
    };
    const options = { method: bayesian(), bounds: { lower: [-10, -1], upper: [10, 1] }, integers: [true, false] };
    const result = minimize(f, [0, 0], { ...options, stop: evaluations(25) });
    expect(result.x[0]).toBe(3);
    expect(result.x[1]).toBeCloseTo(0.5, 1);
  });

  it('finds the region of the minimum through noise', () => {
    const draws = random(5);
    const f = (x: Vector): number => x.reduce((sum, v) => sum + v * v, 0) + 0.05 * draws.normal();
    const options = { method: bayesian({ noise: true }), bounds: { lower: -2, upper: 2 } };
    const result = minimize(f, [1.5, -1.5], { ...options, stop: evaluations(35) });
    // Values above three deviations of the noise over the least one cannot look best.
    expect(result.x.reduce((sum, v) => sum + v * v, 0)).toBeLessThan(0.4);
  });

  it('keeps its trust region within bounds for a kernel with one length for all variables', () => {
    const each = squaredExponential();
    const spread = (theta: Vector, d: number) => Float64Array.from({ length: d + 1 }, (_, i) => theta[Math.min(i, 1)]!);
    const isotropic: Kernel = {
      names: () => ['deviation', 'length'],
      variance: (theta, d) => each.variance(spread(theta, d), d),
      matrix: (out, theta, a, b, d) => each.matrix(out, spread(theta, d), a, b, d),
      pointGradient: (out, theta, x, weights, a) => each.pointGradient(out, spread(theta, x.length), x, weights, a),
      parameterGradient(out, theta, weights, a, d) {
        const slopes = new Float64Array(d + 1);
        each.parameterGradient(slopes, spread(theta, d), weights, a, d);
        out.set([slopes[0]!, slopes.subarray(1).reduce((sum, v) => sum + v, 0)]);
      },
    };
    const points: Vector[] = [];
    const f = (x: Vector): number => {
      points.push(x.slice());
      return x.reduce((sum, v) => sum + v * v, 0);
    };
    const method = bayesian({ kernel: isotropic, trustRegion: true });
    minimize(f, [1, 1, -1], { method, bounds: { lower: -2, upper: 2 }, stop: evaluations(14) });
    expect(points).toHaveLength(14);
    for (const x of points) expect(x.every((v) => v >= -2 && v <= 2)).toBe(true);
  });

  it('ends where all values are equal', () => {
    const result = minimize(() => 1, [0, 0], { method: bayesian(), bounds: { lower: -1, upper: 1 } });
    expect(result.reason).toBe('no-decrease-left');
  });
});

describe('acquisitions', () => {
  it('expected improvement is the integral of its definition', () => {
    for (const [mean, deviation, best] of [
      [0.3, 0.7, 0.1],
      [-1, 0.2, 0.5],
      [2, 1, 0],
    ] as const) {
      // The trapezoidal rule in the substitution best − y = t, t from 0: f(0) = 0, second order in the step.
      const [steps, end] = [200_000, 12];
      let sum = 0;
      for (let k = 1; k <= steps; k++) {
        const t = (end * k) / steps;
        const z = (best - t - mean) / deviation;
        sum += ((t * Math.exp(-0.5 * z * z)) / (deviation * Math.sqrt(2 * Math.PI))) * (end / steps);
      }
      const { value } = expectedImprovement(mean, deviation, best);
      expect(Math.abs(value - sum)).toBeLessThan((end / steps) ** 2 / deviation);
      expect(logExpectedImprovement(mean, deviation, best).value).toBeCloseTo(Math.log(value), 12);
    }
  });

  it.each([
    ['improvement', expectedImprovement],
    ['log-improvement', logExpectedImprovement],
    ['bound', lowerConfidenceBound(2)],
  ] as const)('%s has the derivatives that differences show', (_, acquisition) => {
    const h = 1e-6;
    for (const mean of [-2, 0, 0.5, 1, 3]) {
      const { byMean, byDeviation } = acquisition(mean, 0.8, 0);
      const slope = (acquisition(mean + h, 0.8, 0).value - acquisition(mean - h, 0.8, 0).value) / (2 * h);
      const other = (acquisition(mean, 0.8 + h, 0).value - acquisition(mean, 0.8 - h, 0).value) / (2 * h);
      expect(byMean).toBeCloseTo(slope, 7);
      expect(byDeviation).toBeCloseTo(other, 7);
    }
  });

  it('log improvement is −z²/2 − 2 ln |z| − ½ ln 2π far below, where the improvement is 0', () => {
    for (const z of [1e2, 9e3, 1.1e4, 1e6]) {
      expect(expectedImprovement(z, 1, 0).value).toBe(0);
      const expected = -0.5 * z * z - 2 * Math.log(z) - 0.5 * Math.log(2 * Math.PI);
      expect(logExpectedImprovement(z, 1, 0).value / expected).toBeCloseTo(1, 6);
      expect(logExpectedImprovement(z, 1, 0).byMean / -z).toBeCloseTo(1, 3);
    }
  });
});

describe('latinHypercube', () => {
  it('has one point in each interval of each coordinate', () => {
    const points = latinHypercube(17, 4, random(3));
    for (let i = 0; i < 4; i++)
      expect(points.map((u) => Math.floor(17 * u[i]!)).sort((a, b) => a - b)).toEqual([...Array(17).keys()]);
  });
});
