import { describe, expect, it } from 'vitest';
import { anyOf, evaluations, iterations, minimize, target } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { conformance } from '../../testing/index.js';
import { ellipsoid, problemAt, rosenbrock, sphere, subjectOf, valuesOf } from '../fixtures.js';
import { reportsOf } from '../subjects.js';
import { type CmaEsOptions, cmaEs } from './cma-es.js';

/** Σ 10 + xᵢ² − 10 cos 2πxᵢ: about 10ⁿ local minima within ±5. */
const rastrigin = (x: Vector): number => x.reduce((sum, v) => sum + 10 + v * v - 10 * Math.cos(2 * Math.PI * v), 0);

/** The median, over seeds, of the values that it takes to get below 1e-8. */
function medianCount(f: (x: Vector) => number, x0: Vector, options: CmaEsOptions, seeds = 5): number {
  const counts = Array.from({ length: seeds }, (_, seed) => {
    const stop = anyOf(target(1e-8), evaluations(30_000));
    const { reason, queries } = minimize(f, x0, { method: cmaEs(options), seed, stop });
    return reason === 'target' ? queries.values! : Infinity;
  });
  return counts.sort((a, b) => a - b)[seeds >> 1]!;
}

function asked(f: (x: Vector) => number, x0: Vector, options: CmaEsOptions, generations = 30): readonly Vector[] {
  const points: Vector[] = [];
  const oracle = valuesOf((x) => {
    points.push(x.slice());
    return f(x);
  });
  reportsOf(cmaEs(options).start(problemAt(x0, undefined, 7)), oracle, generations);
  return points;
}

describe('cmaEs', () => {
  for (const { name, check } of conformance(subjectOf(cmaEs()))) it(name, check);

  // The medians of the reference implementation are 624, 1432 and 1580.
  it.each([
    ['sphere', sphere, 1, 624],
    ['ellipsoid', ellipsoid, 1, 1432],
    ['Rosenbrock', rosenbrock, 0, 1580],
  ] as const)('needs about as many values on the %s function as it is known to', (_, f, start, known) => {
    const count = medianCount(f, new Float64Array(5).fill(start), { deviation: 0.5 }, 11);
    expect(count).toBeGreaterThan(0.7 * known);
    expect(count).toBeLessThan(1.1 * known);
  });

  it('takes the same trajectory, bit for bit, under increasing transforms and scaling by powers of two', () => {
    const x0 = Float64Array.of(1, -2, 0.5);
    for (const covariance of ['full', 'diagonal', 'limited'] as const) {
      const options = { covariance, deviation: 0.5 };
      const plain = asked(ellipsoid, x0, options);
      for (const transform of [Math.sqrt, Math.log, (v: number) => 8 * v + 1])
        expect(asked((x) => transform(ellipsoid(x)), x0, options)).toEqual(plain);
      const scales = Float64Array.of(4, 0.125, 2 ** 20);
      const scaled = asked(
        (x) => ellipsoid(x.map((v, i) => v / scales[i]!)),
        x0.map((v, i) => v * scales[i]!),
        { covariance, deviation: scales.map((s) => 0.5 * s) },
      );
      expect(scaled.map((x) => x.map((v, i) => v / scales[i]!))).toEqual(plain);
    }
  });

  it('costs on a rotated function what it costs on the function', () => {
    const n = 5;
    const normal = random(4).sphere(n);
    // A reflection in a random plane mixes all coordinates.
    const reflect = (x: Vector): Vector => {
      const along = x.reduce((sum, v, i) => sum + v * normal[i]!, 0);
      return x.map((v, i) => v - 2 * along * normal[i]!);
    };
    const x0 = new Float64Array(n).fill(1);
    const plain = medianCount(ellipsoid, x0, { deviation: 0.5 }, 5);
    const rotated = medianCount((x) => ellipsoid(reflect(x)), reflect(x0), { deviation: 0.5 }, 5);
    expect(rotated / plain).toBeGreaterThan(0.85);
    expect(rotated / plain).toBeLessThan(1.15);
  });

  it('learns a separable function faster by its diagonal, and many variables in limited memory', () => {
    const x0 = new Float64Array(20).fill(1);
    const diagonal = medianCount(ellipsoid, x0, { deviation: 0.5, covariance: 'diagonal' }, 3);
    expect(diagonal).toBeLessThan(0.6 * 12782);
    const many = new Float64Array(60).fill(1);
    const limited = minimize(sphere, many, {
      method: cmaEs({ covariance: 'limited' }),
      stop: anyOf(target(1e-8), evaluations(30_000)),
    });
    expect(limited.reason).toBe('target');
    const curved = minimize(rosenbrock, new Float64Array(5), {
      method: cmaEs({ covariance: 'limited' }),
      stop: anyOf(target(1e-8), evaluations(60_000)),
    });
    expect(curved.reason).toBe('target');
  });

  it.each(['ipop', 'bipop'] as const)('gets out of local minima by restarts, %s', (restarts) => {
    const method = cmaEs({ restarts });
    const options = { method, bounds: { lower: -5, upper: 5 }, stop: anyOf(target(1e-8), evaluations(100_000)) };
    expect(minimize(rastrigin, Float64Array.of(3, 4, -4), options).reason).toBe('target');
    // They end by themselves: their number is limited.
    const few = minimize(rastrigin, Float64Array.of(3, 4), {
      ...options,
      method: cmaEs({ restarts, mostRestarts: 1 }),
      stop: iterations(5000),
    });
    expect(few.status).toBe('converged');
  });

  it('finds minima on bounds, asks nothing outside, and starts on a bound', () => {
    let outside = 0;
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside++;
      return rosenbrock(x);
    };
    const options = { method: cmaEs(), bounds: { lower: -1, upper: 0.5 } };
    for (const x0 of [Float64Array.of(-1, 0.5), Float64Array.of(0, 0)]) {
      const { x, status } = minimize(f, x0, options);
      expect(status).toBe('converged');
      expect([...x]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.25, 6)]);
    }
    const half = minimize((x) => (x[0]! - 1) ** 2 + x[1]!, Float64Array.of(5, 5), {
      method: cmaEs(),
      bounds: { lower: [2, 3] },
    });
    expect([...half.x]).toEqual([expect.closeTo(2, 6), expect.closeTo(3, 6)]);
    expect(outside).toBe(0);
  });

  it('takes integers among real variables', () => {
    const fractional: number[] = [];
    const f = (x: Vector): number => {
      if (!Number.isInteger(x[0]) || !Number.isInteger(x[1])) fractional.push(x[0]!);
      return (x[0]! - 7) ** 2 + 3 * (x[1]! + 4) ** 2 + (x[2]! - x[0]! / 4) ** 2;
    };
    const { x, value } = minimize(f, Float64Array.of(0, 0, 0), {
      method: cmaEs(),
      integers: [true, true, false],
      stop: anyOf(target(1e-10), evaluations(5000)),
    });
    expect([...x]).toEqual([7, -4, expect.closeTo(1.75, 4)]);
    expect(value).toBeLessThan(1e-10);
    expect(fractional).toEqual([]);
  });

  it('gets nearer to the minimum of a noisy function when it asks again', () => {
    const distance = (noise: boolean, seed: number): number => {
      // The mean is what converges: the least of noisy values is a lucky one.
      const means: Vector[] = [];
      const draws = random(99, seed);
      const oracle = valuesOf((at) => {
        means.push(at.slice());
        return sphere(at) + 0.1 * draws.normal();
      });
      reportsOf(cmaEs({ noise }).start(problemAt(new Float64Array(4).fill(2), undefined, seed)), oracle, 150);
      const last = means.slice(-20);
      return Math.sqrt(sphere(last[0]!.map((_, i) => last.reduce((sum, at) => sum + at[i]! / last.length, 0))));
    };
    const seeds = [0, 1, 2, 3, 4];
    const median = (noise: boolean): number => seeds.map((s) => distance(noise, s)).sort((a, b) => a - b)[2]!;
    expect(median(true)).toBeLessThan(median(false));
    expect(median(true)).toBeLessThan(0.2);
  });

  it.each([1, 3])('ends on what has no minimum, is constant, or has no values; n = %i', (n) => {
    const x0 = new Float64Array(n);
    const options = { method: cmaEs() };
    expect(minimize((x) => x[0]! - x[n - 1]! / 2, x0, options).reason).toBe('unbounded');
    expect(minimize(() => 3, x0, options)).toMatchObject({ status: 'converged', value: 3 });
    expect(minimize((x) => (x[0] === 0 ? 1 : Number.NaN), x0, options)).toMatchObject({
      status: 'converged',
      value: 1,
    });
    expect(minimize((x) => (x[0]! < -0.2 ? Number.NaN : sphere(x)), x0, options).value).toBeLessThan(1e-12);
  });

  it.each([{ population: 1 }, { deviation: 0 }, { mostRestarts: -1 }])('refuses %o', (options) => {
    expect(() => cmaEs(options)).toThrow(/must be/);
  });
});
