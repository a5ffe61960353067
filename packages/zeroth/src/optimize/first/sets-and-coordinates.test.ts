import { describe, expect, it } from 'vitest';
import { dot, normInfinity } from '../../array/vector.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { boxOf, problemAt, rosenbrock } from '../fixtures.js';
import type { Bounds, Minimizer } from '../minimizer.js';
import { boxSet, type ConvexSet, l1Ball, l2Ball, nuclearBall, simplex } from '../pieces/convex-sets.js';
import { elasticNet, l1 } from '../pieces/proximal-maps.js';
import { andersonDescent } from './anderson-descent.js';
import { coordinateDescent } from './coordinate-descent.js';
import { type FrankWolfeOptions, frankWolfe } from './frank-wolfe.js';

function oracleOf(value: (x: Vector) => number, gradient: (x: Vector) => Vector): Oracle<Gradients> {
  return { gradients: ({ points }) => points.map((x) => ({ value: value(x), gradient: gradient(x) })) };
}

/** ½ (x − c)' A (x − c), A row-major and symmetric */
function quadratic(a: readonly (readonly number[])[], center: readonly number[]): Oracle<Gradients> {
  const product = (x: Vector) =>
    Float64Array.from(a, (row) => row.reduce((sum, v, j) => sum + v * (x[j]! - center[j]!), 0));
  return oracleOf((x) => 0.5 * product(x).reduce((sum, p, i) => sum + p * (x[i]! - center[i]!), 0), product);
}

const identity = (n: number) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => +(i === j)));

const dense = [
  [4, 1, -1],
  [1, 3, 0.5],
  [-1, 0.5, 5],
];

function solve(
  minimizer: Minimizer<Gradients>,
  oracle: Oracle<Gradients>,
  x0: readonly number[],
  { bounds, most = 2000 }: { readonly bounds?: Bounds; readonly most?: number } = {},
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

const recording = (oracle: Oracle<Gradients>, asked: Vector[]): Oracle<Gradients> => ({
  gradients: (query) => {
    asked.push(...query.points.map((x) => x.slice()));
    return oracle.gradients(query);
  },
});

describe('frankWolfe', () => {
  const variants: readonly FrankWolfeOptions[] = [
    { steps: 'plain' },
    { openLoop: true },
    { steps: 'plain', smoothness: 1 },
    { steps: 'away' },
    { steps: 'pairwise' },
    { smoothness: 1 },
  ];
  const c = [0.9, -0.4, 0.7, 0.2];
  /** Sets with the squares of their diameters. */
  const sets: readonly (readonly [ConvexSet, number])[] = [
    [simplex(), 2],
    [l1Ball(1), 4],
    [boxSet(boxOf(4, -0.5, 0.25)), 4 * 0.75 ** 2],
    [l2Ball(0.6), 1.44],
    [nuclearBall(2, 2, 0.8), 2.56],
  ];
  describe.each(sets.map(([set, square]) => [set.name, set, square] as const))('on %s', (_, over, square) => {
    it.each(variants)('%o: f − f* and the gap obey their bounds at every step, and no question leaves', (options) => {
      const best = Float64Array.from(c);
      over.project(best);
      const least = 0.5 * best.reduce((sum, v, i) => sum + (v - c[i]!) ** 2, 0);
      const asked: Vector[] = [];
      const { reports } = solve(
        frankWolfe({ ...options, over }),
        recording(quadratic(identity(4), c), asked),
        [0, 0, 0, 0],
        {
          most: 150,
        },
      );
      // Backtracking ends with at most twice the constant; drop steps of 'away' and 'pairwise' halve what steps count.
      const factor = options.openLoop || options.smoothness !== undefined ? 1 : 2;
      const plain = options.openLoop || options.steps === 'plain';
      for (const [k, { x, value, gradient }] of reports.entries()) {
        if (k > 0 && plain) expect(value - least).toBeLessThanOrEqual((2 * factor * square) / (k + 2) + 1e-14);
        const gap = dot(gradient, x) - dot(gradient, over.linearMinimizer(gradient));
        expect(value - least).toBeLessThanOrEqual(gap + 1e-13);
        if (k > 0 && !options.openLoop) expect(value).toBeLessThanOrEqual(reports[k - 1]!.value + 1e-15);
      }
      for (const x of asked) {
        const inside = x.slice();
        over.project(inside);
        expect(normInfinity(inside.map((v, i) => v - x[i]!))).toBeLessThanOrEqual(2 ** -44);
      }
    });
  });

  it.each(['away', 'pairwise'] as const)('%s steps converge linearly on a polytope, plain ones do not', (steps) => {
    // x* is inside a face of the simplex, off its vertices: the others' weights must vanish.
    const center = [0.5, 0.6, 0.1, 0.7, 0.1];
    // From within, plain steps can shrink those only by shares.
    const start = [0.2, 0.2, 0.2, 0.2, 0.2];
    const quick = solve(frankWolfe({ over: simplex(), steps }), quadratic(identity(5), center), start);
    expect(quick.reason).toBe('gradient-small');
    expect(quick.reports.length).toBeLessThan(200);
    const plain = solve(frankWolfe({ over: simplex(), steps: 'plain' }), quadratic(identity(5), center), start, {
      most: 200,
    });
    expect(plain.last.value - quick.last.value).toBeGreaterThan(1e-6);
    for (const i of [2, 4]) expect(Math.abs(quick.last.x[i]!)).toBeLessThanOrEqual(2 ** -50);
  });

  it('takes the box of the bounds by default, and asks for finite ones', () => {
    const bounds = boxOf(3, -1, 0.5);
    const { last } = solve(frankWolfe(), quadratic(dense, [2, 0.25, -0.5]), [0, 0, 0], { bounds });
    const fixedPoint = last.x.map((v, i) => Math.min(0.5, Math.max(-1, v - last.gradient[i]!)) - v);
    expect(normInfinity(fixedPoint)).toBeLessThanOrEqual(1e-4);
    expect(() => solve(frankWolfe(), quadratic(dense, [2, 0, 0]), [0, 0, 0])).toThrow(/finite bounds/);
  });

  it('ends at once on constants, at the solution and without variables; on linear functions at a vertex', () => {
    const flat = oracleOf(
      () => 3,
      (x) => x.map(() => 0),
    );
    for (const options of variants) {
      const method = frankWolfe({ ...options, over: l1Ball(1) });
      expect(solve(method, flat, [0.25, 0.5]).reason).toBe('gradient-small');
      expect(solve(method, flat, []).reason).toBe('gradient-small');
      expect(solve(method, quadratic(identity(2), [0.25, 0.5]), [0.25, 0.5]).reports.length).toBe(1);
    }
    const linear = oracleOf(
      (x) => x[0]! - 2 * x[1]!,
      () => Float64Array.of(1, -2),
    );
    const { reason, last } = solve(frankWolfe({ over: l1Ball(3) }), linear, [0, 0]);
    expect([reason, ...last.x]).toEqual(['gradient-small', 0, 3]);
  });
});

describe('coordinateDescent', () => {
  const orders = ['cyclic', 'random', 'greedy'] as const;
  it.each(orders)('%s: finds the minimum of a quadratic, monotonically', (order) => {
    const { reason, last, reports } = solve(coordinateDescent({ order }), quadratic(dense, [1, -2, 0.5]), [5, 5, 5]);
    expect(reason).toBe('gradient-small');
    // ‖x − c‖∞ ≤ ‖A⁻¹‖∞ ‖g‖∞, and ‖A⁻¹‖∞ < 1 for this A, whose rows dominate by at least 1.5.
    expect(normInfinity(last.x.map((v, i) => v - [1, -2, 0.5][i]!))).toBeLessThanOrEqual(1e-8);
    for (let k = 1; k < reports.length; k++) expect(reports[k]!.value).toBeLessThanOrEqual(reports[k - 1]!.value);
  });

  it('is the iteration of Gauss and Seidel on quadratics from the second sweep on', () => {
    const { reports } = solve(coordinateDescent(), quadratic(dense, [0, 0, 0]), [5, -3, 2], { most: 8 });
    for (let k = 1; k + 1 < reports.length; k++) {
      const x = reports[k]!.x.slice();
      for (let i = 0; i < 3; i++) x[i] = x[i]! - dense[i]!.reduce((sum, v, j) => sum + v * x[j]!, 0) / dense[i]![i]!;
      const error = normInfinity(x.map((v, i) => v - reports[k + 1]!.x[i]!));
      // A learnt curvature has the relative error of a difference of gradients that are up to 40 by a move that shrinks.
      expect(error).toBeLessThanOrEqual(2 ** -46 + 2 ** -30 * normInfinity(reports[k]!.x));
    }
  });

  it('solves a separable elastic net in two sweeps', () => {
    const a = identity(3).map((row, i) => row.map((v) => v * [1, 4, 2][i]!));
    const method = coordinateDescent({ term: elasticNet(2, 0.5) });
    const { reason, last, reports } = solve(method, quadratic(a, [3, -0.25, -5]), [1, 1, 1]);
    expect(reason).toBe('gradient-small');
    expect(reports.length).toBeLessThanOrEqual(5);
    // λ (x − c) + ½ x + 2 sign x = 0
    for (const [i, v] of [1 / 1.5, 0, -8 / 2.5].entries()) expect(Math.abs(last.x[i]! - v)).toBeLessThanOrEqual(1e-8);
  });

  it('leaves out what the lasso leaves out, with signs that satisfy the conditions of optimality', () => {
    const { reason, last } = solve(coordinateDescent({ term: l1(3) }), quadratic(dense, [1, -2, 0.1]), [0, 0, 0]);
    expect(reason).toBe('gradient-small');
    const [x, g] = [
      last.x,
      Float64Array.from(dense, (row) => row.reduce((s, v, j) => s + v * (last.x[j]! - [1, -2, 0.1][j]!), 0)),
    ];
    for (let i = 0; i < 3; i++)
      if (x[i] === 0) expect(Math.abs(g[i]!)).toBeLessThanOrEqual(3 + 1e-7);
      else expect(Math.abs(g[i]! + 3 * Math.sign(x[i]!))).toBeLessThanOrEqual(1e-7);
  });

  it('keeps every question within bounds', () => {
    const bounds = boxOf(3, -1, 0.5);
    const asked: Vector[] = [];
    const { reason } = solve(coordinateDescent(), recording(quadratic(dense, [2, 0.25, -3]), asked), [0, 0, 0], {
      bounds,
    });
    expect(reason).toBe('gradient-small');
    for (const x of asked) for (const v of x) expect(v >= -1 && v <= 0.5).toBe(true);
  });
});

describe('andersonDescent', () => {
  it('ends on quadratics about as soon as its memory spans them', () => {
    const { reason, reports } = solve(andersonDescent(), quadratic(dense, [1, -2, 0.5]), [5, 5, 5]);
    expect(reason).toBe('gradient-small');
    // n + 1 gradients span the answer; one more step takes it, and one rounding away.
    expect(reports.length).toBeLessThanOrEqual(3 + 4);
  });

  it('minimises Rosenbrock monotonically', () => {
    const gradient = ([a, b]: Vector) => {
      const t = b! - a! * a!;
      return Float64Array.of(-400 * a! * t - 2 * (1 - a!), 200 * t);
    };
    const { reason, last, reports } = solve(andersonDescent(), oracleOf(rosenbrock, gradient), [-1.2, 1], {
      most: 20_000,
    });
    expect(reason).toBe('gradient-small');
    expect(last.value).toBeLessThanOrEqual(1e-14);
    for (let k = 1; k < reports.length; k++)
      expect(reports[k]!.value).toBeLessThanOrEqual(reports[k - 1]!.value * (1 + 2 ** -48));
  });
});

const unconstrained = [
  coordinateDescent(),
  coordinateDescent({ order: 'random' }),
  coordinateDescent({ order: 'greedy' }),
  coordinateDescent({ term: l1(0) }),
  andersonDescent(),
];
describe.each(unconstrained.map((minimizer, i) => [`${minimizer.name} (${i})`, minimizer] as const))(
  '%s',
  (_, method) => {
    it('ends at once at the solution, on constants and without variables; never on a linear function', () => {
      expect(solve(method, quadratic(identity(2), [1, 2]), [1, 2]).reports.length).toBe(1);
      const flat = oracleOf(
        () => 3,
        (x) => x.map(() => 0),
      );
      expect(solve(method, flat, [1]).reason).toBe('gradient-small');
      expect(solve(method, flat, []).reason).toBe('gradient-small');
      const linear = oracleOf(
        (x) => x[0]!,
        () => Float64Array.of(1),
      );
      expect(['unbounded', 'stopped']).toContain(solve(method, linear, [0]).reason);
    });
  },
);

for (const method of [
  ...unconstrained,
  frankWolfe({ over: l1Ball(2) }),
  frankWolfe({ over: l1Ball(2), openLoop: true }),
])
  for (const { name, check } of conformance({
    name: method.name,
    method: () => method.start(problemAt(Float64Array.of(1, 2))),
    oracle: () => quadratic(identity(2), [0.3, -0.2]),
    survivesFailures: true,
  }))
    it(`${method.name}: ${name}`, check);
