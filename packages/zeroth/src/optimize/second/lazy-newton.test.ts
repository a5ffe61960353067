import { describe, expect, it } from 'vitest';
import type { Vector } from '../../query/index.js';
import type { MinimizationProblem } from '../minimizer.js';
import { diagonalQuadratic, distance, functionOracle, reportsOf } from '../subjects.js';
import { lazyNewton } from './lazy-newton.js';

/*
 * Σ cᵢ log cosh(xᵢ − aᵢ) turned by a rotation: |third derivatives| of log cosh are at most 4/(3√3), so the Hessian's
 * Lipschitz constant is at most the largest cᵢ times that.
 */
const centers = [1, -0.5];
const weights = [1, 3];
const cosine = Math.cos(0.6);
const sine = Math.sin(0.6);
const turned = ([x, y]: Float64Array) => [cosine * x! + sine * y!, -sine * x! + cosine * y!] as const;
const back = (u: number, v: number) => Float64Array.of(cosine * u - sine * v, sine * u + cosine * v);
const logCosh = (t: number) => Math.abs(t) + Math.log1p(Math.exp(-2 * Math.abs(t))) - Math.LN2;
const lipschitz = (3 * 4) / (3 * Math.sqrt(3));
const oracle = functionOracle(
  (x) => turned(x).reduce((sum, u, i) => sum + weights[i]! * logCosh(u - centers[i]!), 0),
  (x) => {
    const [u, v] = turned(x);
    return back(weights[0]! * Math.tanh(u - centers[0]!), weights[1]! * Math.tanh(v - centers[1]!));
  },
  (x) => {
    const [p, q] = turned(x).map((u, i) => weights[i]! / Math.cosh(u - centers[i]!) ** 2) as [number, number];
    const cross = cosine * sine * (p - q);
    return Float64Array.of(cosine ** 2 * p + sine ** 2 * q, cross, cross, sine ** 2 * p + cosine ** 2 * q);
  },
);
const minimizer = back(centers[0]!, centers[1]!);
const start = Float64Array.of(4, 3);

/** A problem whose tolerances never end the method. */
function exactlyFrom(x0: Vector): MinimizationProblem {
  return { x0, bounds: undefined, tolerance: { gradient: 0, step: 0, value: 0 }, seed: 0 };
}

describe('lazyNewton', () => {
  it('asks one Hessian in m steps', () => {
    for (const every of [1, 3, 5]) {
      const { outcome } = reportsOf(
        lazyNewton({ regularization: 6 * every * lipschitz, every }).start(exactlyFrom(start)),
        oracle,
        12,
      );
      // The last report stops the method before it asks for a Hessian.
      expect(outcome.counts).toEqual({ gradients: 12, hessian: Math.ceil(11 / every) });
    }
  });

  it('never rises with a fresh Hessian and M at least its Lipschitz constant, and falls as cubic steps promise', () => {
    const { reports } = reportsOf(
      lazyNewton({ regularization: lipschitz, every: 1 }).start(exactlyFrom(start)),
      oracle,
      40,
    );
    for (const [k, { value }] of reports.slice(1).entries()) {
      const before = reports[k]!;
      expect(value).toBeLessThanOrEqual(before.value + 8 * Number.EPSILON);
      // Nesterov and Polyak, lemma 4: f(x) − f(x⁺) ≥ M ‖x⁺ − x‖³ / 12.
      const length = distance(reports[k + 1]!.x, before.x);
      expect(before.value - value).toBeGreaterThanOrEqual((lipschitz * length ** 3) / 12 - 8 * Number.EPSILON);
    }
    expect(distance(reports.at(-1)!.x, minimizer)).toBeLessThanOrEqual(1e-15);
  });

  it('converges at order 2 with a fresh Hessian', () => {
    const { reports } = reportsOf(
      lazyNewton({ regularization: 6 * lipschitz, every: 1 }).start(exactlyFrom(start)),
      oracle,
      40,
    );
    const errors = reports.map(({ x }) => distance(x, minimizer)).filter((e) => e > 1e-13 && e < 1e-1);
    const [before, last, latest] = errors.slice(-3);
    const order = Math.log(latest! / last!) / Math.log(last! / before!);
    expect(Math.abs(order - 2)).toBeLessThanOrEqual(0.2);
  });

  it('converges from far away with a Hessian that is m steps old', () => {
    for (const every of [2, 4, 10]) {
      const { reports } = reportsOf(
        lazyNewton({ regularization: 6 * every * lipschitz, every }).start(exactlyFrom(start)),
        oracle,
        200,
      );
      expect(distance(reports.at(-1)!.x, minimizer)).toBeLessThanOrEqual(1e-14);
    }
  });

  it('takes all but one step on a quadratic where M is small', () => {
    const { reports } = reportsOf(
      lazyNewton({ regularization: 1e-20 }).start(exactlyFrom(Float64Array.of(1, 1, 1))),
      diagonalQuadratic([1, 10, 100]),
      2,
    );
    expect(distance(reports[1]!.x, new Float64Array(3))).toBeLessThanOrEqual(1e-14);
  });

  it.each([
    [{ regularization: 0 }, 'regularization must be'],
    [{ regularization: 1, every: 0 }, 'every must be'],
  ])('refuses %o', (options, message) => {
    expect(() => lazyNewton(options)).toThrow(message);
  });
});
