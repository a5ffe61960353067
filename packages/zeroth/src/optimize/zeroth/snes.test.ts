import { describe, expect, it } from 'vitest';
import {
  type Cloud,
  evaluateEach,
  isCloud,
  type Oracle,
  readDraw,
  type Values,
  type Vector,
} from '../../query/index.js';
import { run } from '../../run/index.js';
import { reportsOf } from '../subjects.js';
import { type SnesOptions, snes } from './snes.js';

const ellipsoid = (x: Vector, offset = 1) => x.reduce((sum, xi, i) => sum + 10 ** i * xi * xi, offset);
const oracle = (f: (x: Vector) => number): Oracle<Values> => ({ values: ({ points }) => evaluateEach(points, f) });

function trajectory(f: (x: Vector) => number, x0: Vector, options: SnesOptions = {}, generations = 40) {
  return reportsOf(snes(x0, { seed: 5, ...options }), oracle(f), generations).reports;
}

describe('snes', () => {
  const x0 = Float64Array.of(1, -2, 0.5);

  it('takes the same trajectory, bit for bit, under increasing transforms of the values', () => {
    const plain = trajectory(ellipsoid, x0);
    for (const transform of [Math.sqrt, (f: number) => 8 * f, (f: number) => -1 / f]) {
      const transformed = trajectory((x) => transform(ellipsoid(x)), x0);
      for (const [k, { x, mean, deviation }] of plain.entries())
        expect(transformed[k]).toMatchObject({ x, mean, deviation });
    }
  });

  it('is invariant under scaling by powers of two, bit for bit, and under translation, but for rounding', () => {
    const plain = trajectory(ellipsoid, x0);
    const scales = Float64Array.of(4, 0.125, 2 ** 20);
    const scaled = trajectory(
      (x) => ellipsoid(x.map((xi, i) => xi / scales[i]!)),
      x0.map((xi, i) => xi * scales[i]!),
      { deviation: scales },
    );
    const shift = 1024;
    const translated = trajectory(
      (x) => ellipsoid(x.map((xi) => xi - shift)),
      x0.map((xi) => xi + shift),
    );
    for (const [k, { mean, deviation }] of plain.entries()) {
      expect(scaled[k]!.mean).toEqual(mean.map((m, i) => m * scales[i]!));
      expect(scaled[k]!.deviation).toEqual(deviation.map((d, i) => d * scales[i]!));
      // Each generation rounds a mean near 1024 once; deviations depend on ranks alone.
      const bound = 2 * (k + 1) * Number.EPSILON * 2 * shift;
      for (let i = 0; i < 3; i++)
        expect(Math.abs(translated[k]!.mean[i]! - shift - mean[i]!)).toBeLessThanOrEqual(bound);
      expect(translated[k]!.deviation).toEqual(deviation);
    }
  });

  it('ranks NaN last, as if it were +∞', () => {
    const failing = (worst: number) => (x: Vector) => (x[0]! < 0 ? worst : ellipsoid(x));
    expect(trajectory(failing(Number.NaN), x0)).toEqual(trajectory(failing(Infinity), x0));
    const nothing = reportsOf(
      snes(x0),
      oracle(() => Number.NaN),
      3,
    );
    expect(nothing.outcome).toMatchObject({ status: 'stopped', result: x0 });
  });

  it('gets to the minimum though a third of the points fail', () => {
    let asked = 0;
    const { outcome } = reportsOf(
      snes(x0, { population: 15 }),
      oracle((x) => (asked++ % 3 === 0 ? Number.NaN : ellipsoid(x, 0))),
      300,
    );
    expect(outcome.best!.report.value).toBeLessThan(1e-9);
  });

  it('agrees with the update of the paper, written plainly', () => {
    const n = 3;
    const population = 9;
    const clouds: Cloud[] = [];
    const { reports } = reportsOf(
      snes(x0, { population, deviation: 0.5, deviationRate: 0.3 }),
      {
        values: ({ points }) => {
          if (isCloud(points)) clouds.push(structuredClone(points));
          return evaluateEach(points, ellipsoid);
        },
      },
      25,
    );
    let mean = [...x0];
    let deviation = [0.5, 0.5, 0.5];
    for (const [k, cloud] of clouds.entries()) {
      const drawn = Array.from({ length: population }, (_, i) => {
        const z = [...readDraw(cloud, i, new Float64Array(n))];
        return { z, value: ellipsoid(Float64Array.from(z, (zj, j) => mean[j]! + deviation[j]! * zj)) };
      }).sort((a, b) => a.value - b.value);
      const logs = drawn.map((_, rank) => Math.max(0, Math.log(population / 2 + 1) - Math.log(rank + 1)));
      const total = logs.reduce((sum, u) => sum + u);
      const weighted = (term: (z: number[]) => number) =>
        drawn.reduce((sum, { z }, rank) => sum + (logs[rank]! / total - 1 / population) * term(z), 0);
      mean = mean.map((m, j) => m + deviation[j]! * weighted((z) => z[j]!));
      deviation = deviation.map((d, j) => d * Math.exp(0.15 * weighted((z) => z[j]! ** 2 - 1)));
      for (let j = 0; j < n; j++) {
        expect(reports[k]!.mean[j]).toBeCloseTo(mean[j]!, 11);
        expect(reports[k]!.deviation[j]).toBeCloseTo(deviation[j]!, 11);
      }
      mean = [...reports[k]!.mean];
      deviation = [...reports[k]!.deviation];
    }
    expect(clouds).toHaveLength(25);
    expect(new Set(clouds.map(({ seed }) => seed)).size).toBe(25);
  });

  it('converges linearly on an ellipsoid of condition 1000, to the precision of its values', () => {
    const reports = trajectory((x) => ellipsoid(x, 0), Float64Array.of(1, 1, 1, 1), {}, 800);
    const logs = [200, 400, 600].map((k) => Math.log10(reports[k]!.value));
    for (const k of [0, 1]) expect(logs[k]! - logs[k + 1]!).toBeGreaterThan(3);
    expect(reports[799]!.value).toBeLessThan(1e-20);
  });

  it('draws other populations for neighbouring seeds', () => {
    const seeds = (seed: number) => {
      const asked: number[] = [];
      reportsOf(
        snes(x0, { seed }),
        {
          values: ({ points }) => {
            if (isCloud(points)) asked.push(points.seed);
            return evaluateEach(points, ellipsoid);
          },
        },
        20,
      );
      return asked;
    };
    expect(new Set([...seeds(0), ...seeds(1)]).size).toBe(40);
  });

  it.each([
    { deviation: 0 },
    { deviation: Float64Array.of(1, 2) },
    { population: 1 },
    { deviationRate: 0 },
    { seed: 0.5 },
  ])('refuses %o', (options) => {
    expect(() => run(snes(x0, options), oracle(ellipsoid))).toThrow(/must (be|have)/);
  });
});
