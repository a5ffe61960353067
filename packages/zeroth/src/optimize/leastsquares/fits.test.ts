import { describe, expect, it } from 'vitest';
import { normInfinity } from '../../array/vector.js';
import type { Jacobian, Oracle, Residuals, Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import { doglegBox } from './dogleg-box.js';
import { equationsOracle, solveEquations } from './fixtures.js';
import { gaussNewton } from './gauss-newton.js';
import { levenbergMarquardt } from './levenberg-marquardt.js';
import { variableProjection } from './variable-projection.js';

const rosenbrock = equationsOracle(
  (x) => [10 * (x[1]! - x[0]! ** 2), 1 - x[0]!],
  (x) => [-20 * x[0]!, 10, -1, 0],
);

/** c₀ exp(−a₀ t) + c₁ exp(−a₁ t) − y at 20 times; x = (a₀, a₁, c₀, c₁) */
function decays(noise: number): Oracle<Residuals | Jacobian> {
  const draws = random(5);
  const times = Array.from({ length: 20 }, (_, i) => i / 4);
  const data = times.map((t) => 2 * Math.exp(-0.5 * t) + 3 * Math.exp(-2 * t) + noise * draws.normal());
  return equationsOracle(
    (x) => times.map((t, i) => x[2]! * Math.exp(-x[0]! * t) + x[3]! * Math.exp(-x[1]! * t) - data[i]!),
    (x) =>
      times.flatMap((t) => {
        const [e, f] = [Math.exp(-x[0]! * t), Math.exp(-x[1]! * t)];
        return [-t * x[2]! * e, -t * x[3]! * f, e, f];
      }),
  );
}

const truth = [0.5, 2, 2, 3];
const errorOf = (x: Vector) => normInfinity(x.map((v, i) => v - truth[i]!));

/** Orders of the errors below 0.1, where they can be told from rounding. */
const orderOf = (errors: readonly number[], least = 1e-13) => {
  const seen = errors.filter((e) => e < 0.1 && e > least);
  const [a, b, c] = seen.slice(-3);
  return Math.log(c! / b!) / Math.log(b! / a!);
};

describe('where the residuals vanish', () => {
  it.each([gaussNewton(), doglegBox(), variableProjection({ linear: [2, 3] })])(
    '$name has at least the order 2',
    (method) => {
      const { end, reports } = solveEquations(method, decays(0), [0.4, 2.3, 1.7, 3.4]);
      expect(errorOf(end!.x)).toBeLessThanOrEqual(1e-12);
      expect(
        orderOf(
          reports.map(({ x }) => errorOf(x)),
          1e-12,
        ),
      ).toBeGreaterThan(1.7);
    },
  );
});

describe('with noise', () => {
  const { end: expected } = solveEquations(levenbergMarquardt(), decays(0.02), truth);
  it.each([gaussNewton(), doglegBox(), variableProjection({ linear: [2, 3] })])(
    '$name finds the minimum that Levenberg and Marquardt find',
    (method) => {
      const { end, reports } = solveEquations(method, decays(0.02), [0.4, 2.3, 1.7, 3.4]);
      // Both are stationary to cosines of 1e-10; the conditioning of two exponentials costs some hundreds of that.
      expect(normInfinity(end!.x.map((v, i) => v - expected!.x[i]!))).toBeLessThanOrEqual(1e-7);
      // Values fall, to the rounding of a sum of 20 squares.
      for (let k = 1; k < reports.length; k++)
        expect(reports[k]!.value).toBeLessThanOrEqual(reports[k - 1]!.value * (1 + 20 * 2 ** -52));
    },
  );
});

describe('doglegBox', () => {
  it('keeps every question within bounds and finds minima on them, as Levenberg and Marquardt do', () => {
    const bounds = { lower: Float64Array.of(-2, -1), upper: Float64Array.of(0.5, 3) };
    const asked: Vector[] = [];
    const recording: Oracle<Residuals | Jacobian> = {
      residuals: (query) => {
        asked.push(...query.points.map((x) => x.slice()));
        return rosenbrock.residuals(query);
      },
      jacobian: (query) => {
        asked.push(query.point.slice());
        return rosenbrock.jacobian(query);
      },
    };
    const { end } = solveEquations(doglegBox(), recording, [-1.2, 1], 200, bounds);
    for (const [a, b] of asked) expect(a! >= -2 && a! <= 0.5 && b! >= -1 && b! <= 3).toBe(true);
    // On x₁ = ½ the minimum is at x₂ = ¼.
    expect(end!.x[0]).toBe(0.5);
    expect(Math.abs(end!.x[1]! - 0.25)).toBeLessThanOrEqual(1e-9);
  });

  it('does not depend on the units of x beyond rounding', () => {
    const scaled = equationsOracle(
      (x) => [10 * (x[1]! / 1024 - (16 * x[0]!) ** 2), 1 - 16 * x[0]!],
      (x) => [-20 * 16 * 16 * x[0]!, 10 / 1024, -16, 0],
    );
    const plain = solveEquations(doglegBox(), rosenbrock, [-1.2, 1]);
    const other = solveEquations(doglegBox(), scaled, [-1.2 / 16, 1024]);
    // Only the order of the pivots differs. The Hessian at the minimum has the condition 2508.
    expect(other.reports.length).toBe(plain.reports.length);
    for (const [k, { value }] of plain.reports.entries())
      expect(Math.abs(other.reports[k]!.value - value)).toBeLessThanOrEqual(2 ** -52 * 2508 * plain.reports[0]!.value);
  });
});

describe('variableProjection', () => {
  it('does not depend on where the linear variables start, to rounding', () => {
    const paths = [
      [1, 1],
      [-50, 1e3],
    ].map((c) => solveEquations(variableProjection({ linear: [2, 3] }), decays(0.02), [0.2, 3, ...c]));
    const [a, b] = paths;
    // The last steps are made of rounding.
    const steps = Math.min(a!.reports.length, b!.reports.length);
    expect(Math.max(a!.reports.length, b!.reports.length) - steps).toBeLessThanOrEqual(2);
    for (const [k, { x }] of a!.reports.slice(0, steps).entries())
      expect(normInfinity(x.map((v, i) => v - b!.reports[k]!.x[i]!))).toBeLessThanOrEqual(1e-8);
  });

  it('needs no more steps than a search of all variables from the same place', () => {
    const start = [0.2, 3.5, 1, 1];
    const projected = solveEquations(variableProjection({ linear: [2, 3] }), decays(0.02), start);
    const all = solveEquations(levenbergMarquardt(), decays(0.02), start);
    expect(projected.reports.length).toBeLessThanOrEqual(all.reports.length);
  });

  it('says which choices make no sense', () => {
    expect(() => solveEquations(variableProjection({ linear: [] }), rosenbrock, [1, 2])).toThrow(/must be linear/);
    expect(() => solveEquations(variableProjection({ linear: [0, 1] }), rosenbrock, [1, 2])).toThrow(/lstsq/);
    expect(() => solveEquations(variableProjection({ linear: [7] }), rosenbrock, [1, 2])).toThrow(/linear/);
  });
});

// A first region that holds the whole first step of linear problems.
const methods = [gaussNewton(), doglegBox({ radius: 100 }), variableProjection({ linear: [1] })];
describe.each(methods.map((method) => [method.name, method] as const))('%s', (_, method) => {
  it('ends at once at the solution, and solves linear problems in one step', () => {
    const at = solveEquations(method, rosenbrock, [1, 1]);
    expect([at.end!.reason, at.reports.length]).toEqual(['gradient-small', 1]);
    const line = equationsOracle(
      (x) => [x[0]! + x[1]! - 1, x[0]! - x[1]! - 2, x[0]! - 4],
      () => [1, 1, 1, -1, 1, 0],
    );
    const { end, reports } = solveEquations(method, line, [0.5, 0.5]);
    // Normal equations: 3 x₀ = 7, 2 x₁ = −1.
    expect(normInfinity(end!.x.map((v, i) => v - [7 / 3, -0.5][i]!))).toBeLessThanOrEqual(1e-14);
    expect(reports.length).toBeLessThanOrEqual(3);
  });

  it('minimises Rosenbrock from far away', () => {
    const { end } = solveEquations(method, rosenbrock, [-120, 100], 400);
    expect(normInfinity(end!.x.map((v) => v - 1))).toBeLessThanOrEqual(1e-13);
  });

  for (const { name, check } of conformance({
    name: method.name,
    method: () => method.start(problemAt(Float64Array.of(-1.2, 1))),
    oracle: () => rosenbrock,
    survivesFailures: true,
  }))
    it(name, check);
});
