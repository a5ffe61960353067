import { describe, expect, it } from 'vitest';
import { normInfinity } from '../../array/vector.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { boxOf, problemAt, rosenbrock } from '../fixtures.js';
import type { Bounds, Minimizer } from '../minimizer.js';
import { boxSet, l1Ball, simplex } from '../pieces/convex-sets.js';
import { indicator, l1 } from '../pieces/proximal-maps.js';
import { barzilaiBorwein } from './barzilai-borwein.js';
import { fista } from './fista.js';
import { heavyBall } from './heavy-ball.js';
import { nesterov } from './nesterov.js';
import { polyakStep } from './polyak-step.js';
import { projectedGradient } from './projected-gradient.js';
import { proximalGradient } from './proximal-gradient.js';
import { spectralProjectedGradient } from './spectral-projected-gradient.js';
import { steepestDescent } from './steepest-descent.js';

function oracleOf(value: (x: Vector) => number, gradient: (x: Vector) => Vector): Oracle<Gradients> {
  return { gradients: ({ points }) => points.map((x) => ({ value: value(x), gradient: gradient(x) })) };
}

/** ½ Σ λᵢ (xᵢ − cᵢ)² */
function quadratic(eigenvalues: readonly number[], center: readonly number[] = eigenvalues.map(() => 0)) {
  return oracleOf(
    (x) => x.reduce((sum, v, i) => sum + 0.5 * eigenvalues[i]! * (v - center[i]!) ** 2, 0),
    (x) => x.map((v, i) => eigenvalues[i]! * (v - center[i]!)),
  );
}

const rosenbrockOracle = oracleOf(rosenbrock, ([a, b]) => {
  const t = b! - a! * a!;
  return Float64Array.of(-400 * a! * t - 2 * (1 - a!), 200 * t);
});

function solve(
  minimizer: Minimizer<Gradients>,
  oracle: Oracle<Gradients>,
  x0: readonly number[],
  { bounds, most = 5000 }: { readonly bounds?: Bounds; readonly most?: number } = {},
) {
  const reports: { readonly x: Vector; readonly value: number; readonly gradient: Vector }[] = [];
  const outcome = run(minimizer.start(problemAt(Float64Array.from(x0), bounds)), oracle, {
    stop: iterations(most),
    onProgress: ({ x, value, gradient = new Float64Array() }) => {
      reports.push({ x: x.slice(), value, gradient: gradient.slice() });
    },
  });
  const reason = outcome.status === 'returned' ? outcome.result.reason : outcome.status;
  return { reason, reports, last: reports.at(-1)!, counts: outcome.counts };
}

const unconstrained: readonly Minimizer<Gradients>[] = [
  steepestDescent(),
  steepestDescent({ step: 'exact' }),
  steepestDescent({ step: 0.05 }),
  heavyBall({ smoothness: 10, convexity: 1 }),
  nesterov(),
  nesterov({ restart: 'function' }),
  nesterov({ smoothness: 10, convexity: 1 }),
  barzilaiBorwein(),
  barzilaiBorwein({ step: 'alternate' }),
  projectedGradient(),
  spectralProjectedGradient(),
  fista(l1(0)),
  proximalGradient(l1(0)),
];

describe.each(unconstrained.map((minimizer, i) => [`${minimizer.name} (${i})`, minimizer] as const))(
  '%s',
  (_, method) => {
    it('finds the minimum of a quadratic to the tolerance', () => {
      const { reason, last } = solve(method, quadratic([1, 3, 10], [1, -2, 0.5]), [5, 5, 5]);
      expect(reason).toBe('gradient-small');
      // |xᵢ − cᵢ| = |gᵢ| / λᵢ ≤ 1e-8
      expect(normInfinity(last.x.map((v, i) => v - [1, -2, 0.5][i]!))).toBeLessThanOrEqual(1.01e-8);
    });

    it('ends at once at the solution, on constants and without variables', () => {
      const at = solve(method, quadratic([1, 3], [1, 2]), [1, 2]);
      expect([at.reason, at.reports.length]).toEqual(['gradient-small', 1]);
      const constant = oracleOf(
        () => 3,
        (x) => x.map(() => 0),
      );
      expect(solve(method, constant, [1]).reason).toBe('gradient-small');
      expect(solve(method, constant, []).reason).toBe('gradient-small');
    });

    it('never calls a linear function converged', () => {
      const linear = oracleOf(
        (x) => x[0]!,
        () => Float64Array.of(1),
      );
      expect(['unbounded', 'stopped']).toContain(solve(method, linear, [0], { most: 2000 }).reason);
    });

    for (const { name, check } of conformance({
      name: method.name,
      method: () => method.start(problemAt(Float64Array.of(1, 2))),
      oracle: () => quadratic([2, 5], [0.3, -0.2]),
      survivesFailures: true,
    }))
      it(name, check);
  },
);

describe('steepestDescent', () => {
  const [low, high] = [1, 25];
  const rate = (high - low) / (high + low);

  it('contracts by (κ − 1)/(κ + 1) a step with η = 2/(μ + L), from a worst start exactly', () => {
    const { reports } = solve(steepestDescent({ step: 2 / (low + high) }), quadratic([low, high]), [1, 1], {
      most: 60,
    });
    for (const [k, { x }] of reports.entries())
      for (const v of x)
        expect(Math.abs(Math.abs(v) / rate ** k - 1)).toBeLessThanOrEqual(4 * (k + 1) * 2 ** -52 * high);
  });

  it('falls by at most ((κ − 1)/(κ + 1))² a step with exact steps, and by that from the worst start', () => {
    const { reports } = solve(steepestDescent({ step: 'exact' }), quadratic([low, high]), [high, low], { most: 40 });
    for (let k = 1; k < 20; k++)
      expect(Math.abs(reports[k]!.value / reports[k - 1]!.value - rate ** 2)).toBeLessThanOrEqual(1e-9);
  });

  it('ends in one exact step on a sphere', () => {
    const { reports, reason } = solve(steepestDescent({ step: 'exact' }), quadratic([3, 3, 3]), [1, -2, 5]);
    expect([reason, reports.length <= 3]).toEqual(['gradient-small', true]);
  });
});

it('heavyBall reaches the rate (√κ − 1)/(√κ + 1) on quadratics', () => {
  const kappa = 100;
  const { reports } = solve(heavyBall({ smoothness: kappa, convexity: 1 }), quadratic([1, 30, kappa]), [1, 1, 1]);
  const rate = (Math.sqrt(kappa) - 1) / (Math.sqrt(kappa) + 1);
  const size = (k: number) => Math.hypot(...reports[k]!.x);
  // ‖x_k‖ is rate^k times a polynomial in k of degree 1, so that the mean rate over 20 to 60 is within 3^(1/40).
  expect((size(60) / size(20)) ** (1 / 40)).toBeLessThanOrEqual(rate * 3 ** (1 / 40));
});

describe('bounds that hold for every iterate', () => {
  // Nesterov's worst function in the small: a chain, L = 4.
  const n = 60;
  const chain = oracleOf(
    (x) => {
      let sum = 0.5 * (x[0]! ** 2 + x[n - 1]! ** 2) - x[0]!;
      for (let i = 0; i + 1 < n; i++) sum += 0.5 * (x[i]! - x[i + 1]!) ** 2;
      return sum;
    },
    (x) => x.map((v, i) => 2 * v - (x[i - 1] ?? 0) - (x[i + 1] ?? 0) - (i === 0 ? 1 : 0)),
  );
  const least = -0.5 * (1 - 1 / (n + 1));
  let square = 0;
  for (let i = 1; i <= n; i++) square += (1 - i / (n + 1)) ** 2;
  const start = new Array<number>(n).fill(0);

  it.each([
    ['nesterov', nesterov({ smoothness: 4, restart: 'never' }), 4],
    ['nesterov, backtracking', nesterov({ restart: 'never' }), 8],
    ['fista', fista(l1(0), { smoothness: 4, restart: 'never' }), 4],
  ] as const)('%s: f(x_k) − f* ≤ 2 L ‖x0 − x*‖² / (k + 1)²', (_, method, lipschitz) => {
    const { reports } = solve(method, chain, start, { most: 400 });
    for (const [k, { value }] of reports.entries())
      if (k > 0) expect(value - least).toBeLessThanOrEqual((2 * lipschitz * square) / (k + 1) ** 2 + 1e-14);
  });

  it('proximalGradient: F(x_k) − F* ≤ L ‖x0 − x*‖² / 2k, monotone', () => {
    const { reports } = solve(proximalGradient(l1(0), { smoothness: 4 }), chain, start, { most: 400 });
    for (const [k, { value }] of reports.entries()) {
      if (k === 0) continue;
      expect(value - least).toBeLessThanOrEqual((4 * square) / (2 * k) + 1e-14);
      expect(value).toBeLessThanOrEqual(reports[k - 1]!.value + 1e-14);
    }
  });

  it('polyakStep: ‖x − x*‖ never grows', () => {
    const { reports } = solve(polyakStep({ lowerBound: 0 }), quadratic([1, 9, 40]), [3, -2, 1], { most: 300 });
    for (let k = 1; k < reports.length; k++)
      expect(Math.hypot(...reports[k]!.x)).toBeLessThanOrEqual(Math.hypot(...reports[k - 1]!.x) * (1 + 2 ** -50));
    expect(reports.at(-1)!.value).toBeLessThan(1e-12);
  });
});

describe('terms and sets', () => {
  it.each([fista(l1(2)), proximalGradient(l1(2))])('$name: soft thresholds solve the separable lasso', (method) => {
    // Minimum of ½ λ (x − c)² + 2 |x|: c shrunk by 2 / λ.
    const { reason, last } = solve(method, quadratic([1, 4, 2], [3, -0.25, -5]), [1, 1, 1]);
    expect(reason).toBe('gradient-small');
    for (const [i, v] of [1, 0, -4].entries()) expect(Math.abs(last.x[i]! - v)).toBeLessThanOrEqual(1e-7);
  });

  const sets = { simplex: simplex(), 'l1 ball': l1Ball(1), box: boxSet(boxOf(3, -0.5, 0.25)) };
  for (const [name, set] of Object.entries(sets))
    it.each([projectedGradient({ onto: set }), spectralProjectedGradient({ onto: set }), fista(indicator(set))])(
      `$name solves a projection as a problem: ${name}`,
      (method) => {
        const point = [0.9, -0.4, 0.7];
        const expected = Float64Array.from(point);
        set.project(expected);
        const { reason, last } = solve(method, quadratic([1, 1, 1], point), [0, 0, 0]);
        expect(reason).toBe('gradient-small');
        expect(normInfinity(last.x.map((v, i) => v - expected[i]!))).toBeLessThanOrEqual(1e-7);
      },
    );

  it.each([projectedGradient(), spectralProjectedGradient()])('$name keeps every question within bounds', (method) => {
    const bounds = boxOf(2, -1.5, 0.5);
    const asked: Vector[] = [];
    const oracle: Oracle<Gradients> = {
      gradients: (query) => {
        asked.push(...query.points.map((x) => x.slice()));
        return rosenbrockOracle.gradients(query);
      },
    };
    const { last } = solve(method, oracle, [-1.2, 0.5], { bounds, most: 20_000 });
    for (const x of asked) for (const v of x) expect(v >= -1.5 && v <= 0.5).toBe(true);
    // On x₁ = 0.5 the minimum is at x₂ = 0.25, f = 0.25.
    expect(Math.abs(last.value - 0.25)).toBeLessThanOrEqual(1e-9);
  });
});
