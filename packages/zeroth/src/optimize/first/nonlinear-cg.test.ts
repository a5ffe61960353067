import { describe, expect, it } from 'vitest';
import { dot, normInfinity } from '../../array/vector.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { type NonlinearCgOptions, nonlinearCg } from './nonlinear-cg.js';

function solve(
  value: (x: Vector) => number,
  gradient: (x: Vector) => Vector,
  x0: Vector,
  options?: NonlinearCgOptions,
) {
  const oracle: Oracle<Gradients> = {
    gradients: ({ points }) => points.map((x) => ({ value: value(x), gradient: gradient(x) })),
  };
  const method = nonlinearCg(options).start({
    x0,
    bounds: undefined,
    tolerance: { gradient: 1e-8, step: 1e-12, value: 2 ** -50 },
    seed: 0,
  });
  const reports: { readonly x: Vector; readonly value: number; readonly gradient: Vector }[] = [];
  const outcome = run(method, oracle, {
    stop: iterations(2000),
    onProgress: ({ x, value, gradient }) => {
      reports.push({ x: x.slice(), value, gradient: gradient?.slice() ?? new Float64Array() });
    },
  });
  const reason = outcome.status === 'returned' ? outcome.result.reason : outcome.status;
  return { reason, reports, last: reports.at(-1)!, counts: outcome.counts };
}

describe('nonlinearCg', () => {
  it('minimises convex quadratics of condition 1000 in no more steps than the bound for linear conjugate gradients', () => {
    const n = 200;
    const weights = Float64Array.from({ length: n }, (_, i) => 1000 ** (i / (n - 1)));
    const gradient = (x: Vector): Vector => x.map((v, i) => weights[i]! * v);
    for (const search of ['strongWolfe', 'hagerZhang'] as const) {
      const x0 = new Float64Array(n).fill(1);
      const { reason, last, reports } = solve((x) => 0.5 * dot(x, gradient(x)), gradient, x0, { search });
      expect(reason).toBe('gradient-small');
      expect(normInfinity(last.gradient)).toBeLessThanOrEqual(1e-8);
      // Linear conjugate gradients: 2 ((√κ − 1)/(√κ + 1))^k ‖e₀‖_A ≤ 1e-8 / √κ for k ≥ ½ √κ ln(2 κ ‖e₀‖ 1e8) ≈ 500.
      expect(reports.length).toBeLessThan(500);
    }
  });

  it('finds the minimum of the extended Rosenbrock function, and goes down at each step', () => {
    const n = 20;
    const value = (x: Vector): number => {
      let sum = 0;
      for (let i = 0; i < n; i += 2) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
      return sum;
    };
    const gradient = (x: Vector): Vector => {
      const g = new Float64Array(n);
      for (let i = 0; i < n; i += 2) {
        const t = x[i + 1]! - x[i]! ** 2;
        g[i] = -400 * x[i]! * t - 2 * (1 - x[i]!);
        g[i + 1] = 200 * t;
      }
      return g;
    };
    for (const scale of [1, 10]) {
      const x0 = Float64Array.from({ length: n }, (_, i) => scale * (i % 2 === 0 ? -1.2 : 1));
      const { reason, reports, last } = solve(value, gradient, x0);
      expect(reason).toBe('gradient-small');
      expect(last.value).toBeLessThan(1e-14);
      for (let k = 1; k < reports.length; k++)
        expect(reports[k]!.value).toBeLessThanOrEqual(reports[k - 1]!.value * (1 + 8 * 2 ** -52));
    }
  });

  it('never calls an unbounded function converged, and says that a wrong gradient is wrong', () => {
    expect(
      solve(
        (x) => x[0]!,
        () => Float64Array.of(1),
        Float64Array.of(0),
      ).reason,
    ).toBe('unbounded');
    expect(
      solve(
        (x) => -(x[0]! ** 2),
        (x) => Float64Array.of(-2 * x[0]!),
        Float64Array.of(1),
      ).reason,
    ).toBe('unbounded');
    expect(
      solve(
        (x) => x[0]! ** 2,
        (x) => Float64Array.of(-2 * x[0]!),
        Float64Array.of(1),
      ).reason,
    ).toBe('no-progress');
    expect(
      solve(
        () => 3,
        () => new Float64Array(2),
        new Float64Array(2),
      ).reason,
    ).toBe('gradient-small');
  });
});
