import { describe, expect, it } from 'vitest';
import { norm2, normInfinity } from '../../array/vector.js';
import { random } from '../../random/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import { equationsOracle, solveEquations } from '../leastsquares/fixtures.js';
import { broyden } from './broyden.js';
import { newtonKrylov } from './newton-krylov.js';

/** A x − b with the solution (1, 2, …, n), and ‖A − I‖ about ½. */
function linear(n: number, seed: number) {
  const draws = random(seed);
  const a = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => +(i === j) + (draws.uniform() - 0.5) / Math.sqrt(n)),
  );
  return equationsOracle(
    (x) => a.map((row) => row.reduce((sum, v, j) => sum + v * (x[j]! - j - 1), 0)),
    () => a.flatMap((row) => [...row]),
  );
}

/** −u″ + ½ (u + t + 1)³ = 0 on (0, 1) with u = 0 at the ends, by differences (Moré, Garbow, Hillstrom: problem 28). */
function boundaryValues(n: number) {
  const h = 1 / (n + 1);
  const cube = (x: ArrayLike<number>, i: number) => x[i]! + (i + 1) * h + 1;
  return equationsOracle(
    (x) => Array.from(x, (v, i) => 2 * v - (x[i - 1] ?? 0) - (x[i + 1] ?? 0) + 0.5 * h * h * cube(x, i) ** 3),
    (x) =>
      Array.from({ length: n * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        return i === j ? 2 + 1.5 * h * h * cube(x, i) ** 2 : Math.abs(i - j) === 1 ? -1 : 0;
      }),
  );
}

const circleAndLine = equationsOracle(
  (x) => [x[0]! ** 2 + x[1]! ** 2 - 4, x[0]! - x[1]!],
  (x) => [2 * x[0]!, 2 * x[1]!, 1, -1],
);

/** Orders log(e₊ / e) / log(e / e₋) of the errors between two sizes. */
function ordersOf(errors: readonly number[], most: number, least: number): readonly number[] {
  const seen = errors.filter((e) => e < most && e > least);
  return seen.slice(2).map((e, k) => Math.log(e / seen[k + 1]!) / Math.log(seen[k + 1]! / seen[k]!));
}

describe('broyden', () => {
  it.each(['good', 'bad'] as const)(
    '%s: whole steps from any first estimate solve n linear equations in 2 n',
    (update) => {
      for (const n of [1, 2, 5, 8]) {
        const method = broyden({ update, jacobian: 1, steps: 'whole' });
        const { reports } = solveEquations(method, linear(n, n), new Float64Array(n), 2 * n + 2);
        const last = reports[Math.min(2 * n, reports.length - 1)]!;
        // n-step updates multiply rounding: the residuals on the way are at most about 10 ‖F(x0)‖.
        expect(norm2(last.residuals)).toBeLessThanOrEqual(2 ** -52 * 1e4 * n * norm2(reports[0]!.residuals));
      }
    },
  );

  it('ends on linear equations after one step from the Jacobian', () => {
    const { end, reports, counts } = solveEquations(broyden(), linear(6, 3), new Float64Array(6));
    expect(reports.length).toBeLessThanOrEqual(4);
    expect(counts.jacobian).toBeLessThanOrEqual(2);
    expect(normInfinity(end!.x.map((v, i) => v - i - 1))).toBeLessThanOrEqual(1e-13);
  });

  it.each([
    ['good', broyden()],
    ['bad', broyden({ update: 'bad' })],
    ['limited', broyden({ memory: 3 })],
    ['without Jacobians', broyden({ jacobian: 2 })],
  ] as const)('%s: finds roots, superlinearly', (_, method) => {
    const { end, reports } = solveEquations(method, circleAndLine, [3, 1]);
    expect(normInfinity(end!.x.map((v) => v - Math.SQRT2))).toBeLessThanOrEqual(1e-12);
    const errors = reports.map(({ x }) => Math.hypot(x[0]! - Math.SQRT2, x[1]! - Math.SQRT2));
    const small = errors.filter((e) => e < 0.1 && e > 1e-13);
    // The ratios of a superlinear sequence vanish; those of a linear one would stay.
    expect(Math.min(...small.slice(1).map((e, k) => e / small[k]!))).toBeLessThan(0.03);
  });

  it('says that there is no root where there is none', () => {
    const none = equationsOracle(
      (x) => [x[0]! ** 2 + 1],
      (x) => [2 * x[0]!],
    );
    for (const update of ['good', 'bad'] as const) {
      const { end, reports } = solveEquations(broyden({ update }), none, [0.7], 500);
      expect(end?.reason).not.toBe('gradient-small');
      // The allowances 1 / k² multiply to ∏ (1 + 1 / k²) = sinh π / π at most.
      const largest = Math.max(...reports.map(({ residuals }) => norm2(residuals)));
      expect(largest).toBeLessThanOrEqual((Math.sinh(Math.PI) / Math.PI) * norm2(reports[0]!.residuals));
    }
  });
});

describe('newtonKrylov', () => {
  it('has the order 2', () => {
    const { end, reports } = solveEquations(newtonKrylov(), circleAndLine, [3, 1]);
    expect(normInfinity(end!.x.map((v) => v - Math.SQRT2))).toBeLessThanOrEqual(1e-14);
    const errors = reports.map(({ x }) => Math.hypot(x[0]! - Math.SQRT2, x[1]! - Math.SQRT2));
    const orders = ordersOf(errors, 1, 1e-11);
    expect(Math.abs(orders.at(-1)! - 2)).toBeLessThan(0.3);
  });

  it('solves a boundary value problem in few steps, without a Jacobian', () => {
    const n = 60;
    const start = Float64Array.from({ length: n }, (_, i) => ((i + 1) / (n + 1)) * ((i + 1) / (n + 1) - 1));
    const { end, reports, counts } = solveEquations(newtonKrylov({ products: n }), boundaryValues(n), start);
    expect(normInfinity(end!.residuals)).toBeLessThanOrEqual(64 * 2 ** -52);
    expect(reports.length).toBeLessThanOrEqual(12);
    expect(counts.jacobian ?? 0).toBe(0);
  });
});

const methods = [broyden(), broyden({ jacobian: 2, update: 'bad' }), newtonKrylov()];
describe.each(methods.map((method, i) => [`${method.name} (${i})`, method] as const))('%s', (_, method) => {
  it('ends at once at a root, and without unknowns', () => {
    expect(solveEquations(method, circleAndLine, [Math.SQRT2, Math.SQRT2]).reports.length).toBeLessThanOrEqual(4);
    const exact = equationsOracle(
      (x) => [x[0]! - 3],
      () => [1],
    );
    expect(solveEquations(method, exact, [3])).toMatchObject({ end: { reason: 'gradient-small' } });
    const none = equationsOracle(
      () => [],
      () => [],
    );
    expect(solveEquations(method, none, []).end!.reason).toBe('gradient-small');
  });

  it('goes around places where the equations are not finite', () => {
    const root = equationsOracle(
      (x) => [Math.sqrt(x[0]!) - 0.1],
      (x) => [0.5 / Math.sqrt(x[0]!)],
    );
    const { end } = solveEquations(method, root, [1], 200);
    expect(Math.abs(end!.x[0]! - 0.01)).toBeLessThanOrEqual(1e-14);
  });

  for (const { name, check } of conformance({
    name: method.name,
    method: () => method.start(problemAt(Float64Array.of(2.5, 1))),
    oracle: () => circleAndLine,
    survivesFailures: true,
  }))
    it(name, check);
});
