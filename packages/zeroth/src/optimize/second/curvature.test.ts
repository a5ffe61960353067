import { describe, expect, it } from 'vitest';
import type { Gradients, Hessian, HessianVectorProducts, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import type { Minimizer } from '../minimizer.js';
import { cubicNewton } from './cubic-newton.js';
import { newtonLineSearch } from './newton-line-search.js';
import { truncatedNewton } from './truncated-newton.js';
import { trustRegionNewton } from './trust-region-newton.js';

type All = Gradients | Hessian | HessianVectorProducts;

interface Twice {
  readonly value: (x: Vector) => number;
  readonly gradient: (x: Vector) => readonly number[];
  readonly hessian: (x: Vector) => readonly number[];
}

function oracle({ value, gradient, hessian }: Twice): Oracle<All> {
  return {
    gradients: ({ points }) => points.map((x) => ({ value: value(x), gradient: Float64Array.from(gradient(x)) })),
    hessian: ({ point }) => Float64Array.from(hessian(point)),
    hessianVectorProducts: ({ point, directions }) => {
      const h = hessian(point);
      const n = point.length;
      return directions.map((d) => d.map((_, i) => d.reduce((sum, v, j) => sum + h[i * n + j]! * v, 0)));
    },
  };
}

const rosenbrock = oracle({
  value: ([a, b]) => 100 * (b! - a! * a!) ** 2 + (1 - a!) ** 2,
  gradient: ([a, b]) => [-400 * a! * (b! - a! * a!) - 2 * (1 - a!), 200 * (b! - a! * a!)],
  hessian: ([a, b]) => [1200 * a! * a! - 400 * b! + 2, -400 * a!, -400 * a!, 200],
});
const methods: readonly Minimizer<All>[] = [
  trustRegionNewton(),
  cubicNewton(),
  newtonLineSearch(),
  truncatedNewton(),
  truncatedNewton({ products: 'differences' }),
];
const exact: readonly Minimizer<All>[] = [trustRegionNewton(), cubicNewton()];

function solve(minimizer: Minimizer<All>, f: Oracle<All>, x0: readonly number[]) {
  const problem = {
    x0: Float64Array.from(x0),
    bounds: undefined,
    tolerance: { gradient: 1e-8, step: 1e-12, value: 2 ** -50 },
    seed: 0,
  };
  const reports: { readonly x: Vector; readonly value: number; readonly gradient: Vector }[] = [];
  const outcome = run(minimizer.start(problem), f, {
    stop: iterations(500),
    onProgress: ({ x, value, gradient = new Float64Array() }) => {
      reports.push({ x: x.slice(), value, gradient: gradient.slice() });
    },
  });
  const last = reports.at(-1)!;
  return { reason: outcome.status === 'returned' ? outcome.result.reason : outcome.status, reports, ...last, outcome };
}

describe.each(methods.map((minimizer) => [minimizer.name, minimizer] as const))('%s', (_, minimizer) => {
  it('finds the minimum of the Rosenbrock function, each report below the one before', () => {
    for (const start of [
      [-1.2, 1],
      [10, -10],
      [-120, 100],
    ]) {
      const { reason, x, value, reports } = solve(minimizer, rosenbrock, start);
      expect(reason).toBe('gradient-small');
      expect(value).toBeLessThan(1e-16);
      expect(x[0]).toBeCloseTo(1, 7);
      for (let k = 1; k < reports.length; k++)
        expect(reports[k]!.value).toBeLessThanOrEqual(reports[k - 1]!.value * (1 + 8 * 2 ** -52));
    }
  });

  it('never calls an unbounded function converged', () => {
    const linear = oracle({ value: ([a]) => a!, gradient: () => [1], hessian: () => [0] });
    const concave = oracle({ value: ([a]) => -a! * a!, gradient: ([a]) => [-2 * a!], hessian: () => [-2] });
    for (const f of [linear, concave]) expect(solve(minimizer, f, [1]).reason).toBe('unbounded');
  });

  it('ends where it starts, on a constant and at a minimum', () => {
    const constant = oracle({ value: () => 3, gradient: () => [0, 0], hessian: () => [0, 0, 0, 0] });
    expect(solve(minimizer, constant, [1, 2])).toMatchObject({ reason: 'gradient-small', x: Float64Array.of(1, 2) });
    expect(solve(minimizer, rosenbrock, [1, 1]).reports).toHaveLength(1);
  });

  it('says that a wrong gradient is wrong', () => {
    const wrong = oracle({ value: ([a]) => (a! - 1) ** 2, gradient: ([a]) => [-2 * (a! - 1)], hessian: () => [2] });
    expect(solve(minimizer, wrong, [3]).reason).toBe('no-progress');
  });

  it('backs away from where f is not finite', () => {
    const barrier = oracle({
      value: ([a]) => a! - Math.log(a!),
      gradient: ([a]) => [a! > 0 ? 1 - 1 / a! : Number.NaN],
      hessian: ([a]) => [1 / (a! * a!)],
    });
    const { reason, x } = solve(minimizer, barrier, [8]);
    expect(reason).toBe('gradient-small');
    expect(x[0]).toBeCloseTo(1, 7);
  });
});

describe.each(exact.map((minimizer) => [minimizer.name, minimizer] as const))('%s', (_, minimizer) => {
  it('leaves saddles and maxima without slope for a minimum', () => {
    // (x² − 1)² + y²: a saddle at 0, minima at (±1, 0).
    const double = oracle({
      value: ([a, b]) => (a! * a! - 1) ** 2 + b! * b!,
      gradient: ([a, b]) => [4 * a! * (a! * a! - 1), 2 * b!],
      hessian: ([a]) => [12 * a! * a! - 4, 0, 0, 2],
    });
    const { reason, x, value } = solve(minimizer, double, [0, 0]);
    expect(reason).toBe('gradient-small');
    expect(value).toBeLessThan(1e-16);
    expect(Math.abs(x[0]!)).toBeCloseTo(1, 8);
  });

  it('converges at order 2', () => {
    const { reports } = solve(minimizer, rosenbrock, [-1.2, 1]);
    const errors = reports.map(({ x }) => Math.hypot(x[0]! - 1, x[1]! - 1)).filter((e) => e < 1e-2 && e > 1e-14);
    expect(errors.length).toBeGreaterThan(1);
    // |e₊| ≤ C e²: C near ‖H⁻¹‖ L / 2 at (1, 1), where ‖H⁻¹‖ ≈ 2.5 and L ≈ 2500.
    for (let k = 1; k < errors.length; k++) expect(errors[k]!).toBeLessThan(4000 * errors[k - 1]! ** 2 + 1e-13);
  });
});
