import { describe, expect, it } from 'vitest';
import { dot, multiply, norm2 } from '../../array/vector.js';
import type { Gradients, Hessian, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import type { Minimizer } from '../minimizer.js';
import { absoluteInverse } from '../pieces/newton-direction.js';
import { functionOracle } from '../subjects.js';
import { dampedNewton } from './damped-newton.js';
import { gradientRegularizedNewton } from './gradient-regularized-newton.js';

type Twice = Oracle<Gradients | Hessian>;
const ridge = 0.1;
const rows = [
  [1, -2, 0.5],
  [-0.3, 1, 2],
  [2, 0.4, -1],
  [-1, -1, -1.5],
];

/** Ridge logistic loss, (1/4) Σ log(1 + exp(aᵢ·x)) + ridge/2 ‖x‖², at M x. */
function logistic(map: readonly (readonly number[])[] = identity): Twice {
  const turned = rows.map((row) => map[0]!.map((_, j) => row.reduce((sum, v, i) => sum + v * map[i]![j]!, 0)));
  const gram = map[0]!.map((_, i) => map[0]!.map((__, j) => map.reduce((sum, row) => sum + row[i]! * row[j]!, 0)));
  const n = map.length;
  const margins = (x: Vector) => turned.map((row) => row.reduce((sum, v, i) => sum + v * x[i]!, 0));
  const sigmoid = (t: number) => 1 / (1 + Math.exp(-t));
  return functionOracle(
    (x) =>
      margins(x).reduce((sum, t) => sum + (Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)))) / 4, 0) +
      (ridge / 2) * x.reduce((sum, v, i) => sum + v * gram[i]!.reduce((s, g, j) => s + g * x[j]!, 0), 0),
    (x) => {
      const weights = margins(x).map((t) => sigmoid(t) / 4);
      return x.map(
        (_, j) =>
          weights.reduce((sum, w, i) => sum + w * turned[i]![j]!, 0) +
          ridge * gram[j]!.reduce((sum, g, i) => sum + g * x[i]!, 0),
      );
    },
    (x) => {
      const weights = margins(x).map((t) => (sigmoid(t) * sigmoid(-t)) / 4);
      return Float64Array.from({ length: n * n }, (_, k) => {
        const [i, j] = [Math.floor(k / n), k % n];
        return weights.reduce((sum, w, r) => sum + w * turned[r]![i]! * turned[r]![j]!, 0) + ridge * gram[i]![j]!;
      });
    },
  );
}

const identity = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
/** |d⁴/dt⁴ log(1 + eᵗ)| ≤ 1/8, and (aᵢ·h)² ≤ ‖aᵢ‖² ‖h‖² ≤ ‖aᵢ‖² ‖h‖ₓ² / ridge. */
const thirdLipschitz = rows.reduce((sum, row) => sum + row.reduce((s, v) => s + v * v, 0) ** 2, 0) / 4 / 8 / ridge ** 2;
const far = Float64Array.of(30, -20, 25);

function reportsFrom(minimizer: Minimizer<Gradients | Hessian>, oracle: Twice, x0: Vector, most = 400) {
  const reports: { readonly x: Vector; readonly value: number; readonly gradient: Vector }[] = [];
  const outcome = run(minimizer.start(problemAt(x0)), oracle, {
    stop: iterations(most),
    onProgress: ({ x, value, gradient }) => {
      reports.push({ x: x.slice(), value, gradient: gradient.slice() });
    },
  });
  return { reports, reason: outcome.status === 'returned' ? outcome.result.reason : outcome.status };
}

const both: readonly Minimizer<Gradients | Hessian>[] = [
  dampedNewton(),
  dampedNewton({ smoothness: thirdLipschitz / 18 }),
  gradientRegularizedNewton(),
  gradientRegularizedNewton({ regularization: 1e-3, power: 1 }),
];

describe.each(both.map((minimizer, i) => [`${minimizer.name} (${i})`, minimizer] as const))('%s', (_, minimizer) => {
  it('finds the minimum of a logistic loss from far away, where full steps diverge, without rising', () => {
    const { reports, reason } = reportsFrom(minimizer, logistic(), far);
    expect(reason).toBe('gradient-small');
    for (let k = 1; k < reports.length; k++)
      expect(reports[k]!.value).toBeLessThanOrEqual(reports[k - 1]!.value + 8 * Number.EPSILON * reports[0]!.value);
    const steps = reportsFrom(dampedNewton({ smoothness: 1e-30 }), logistic(), far, 50);
    expect(steps.reason).not.toBe('gradient-small');
  });

  it('ends at the minimum where it starts there', () => {
    const zero = functionOracle(
      () => 3,
      () => new Float64Array(3),
      () => new Float64Array(9),
    );
    expect(reportsFrom(minimizer, zero, far)).toMatchObject({ reason: 'gradient-small', reports: { length: 1 } });
  });

  it('says that a wrong gradient is wrong', () => {
    const wrong = functionOracle(
      ([a]) => (a! - 1) ** 2,
      ([a]) => Float64Array.of(-2 * (a! - 1)),
      () => Float64Array.of(2),
    );
    if (minimizer !== both[1]) expect(reportsFrom(minimizer, wrong, Float64Array.of(3)).reason).toBe('no-progress');
  });

  for (const { name, check } of conformance({
    name: minimizer.name,
    method: () => minimizer.start(problemAt(Float64Array.of(3, -2, 1))),
    oracle: () => logistic(),
    stop: () => iterations(12),
    survivesFailures: true,
  }))
    it(name, check);
});

describe('dampedNewton', () => {
  it('falls by ‖∇f(x⁺)‖² / (2 θ) a step at least, in the norm dual to the one at x', () => {
    const [smoothness, oracle] = [thirdLipschitz / 18, logistic()];
    const { reports } = reportsFrom(dampedNewton({ smoothness }), oracle, far);
    expect(reports.length).toBeGreaterThan(10);
    for (const [k, next] of reports.slice(1).entries()) {
      const { x, value, gradient } = reports[k]!;
      const inverse = absoluteInverse(oracle.hessian({ kind: 'hessian', point: x }), 3);
      const damping = (9 * smoothness * dot(gradient, inverse(gradient))) ** (1 / 3);
      const promised = dot(next.gradient, inverse(next.gradient)) / (2 * damping);
      expect(value - next.value).toBeGreaterThanOrEqual(promised - 8 * Number.EPSILON * value);
    }
  });

  it('converges at order 1 + (q − 2)/(q − 1): the error shrinks by θ', () => {
    for (const exponent of [3, 4]) {
      const minimizer = dampedNewton({ smoothness: 0.01, exponent });
      const { reports } = reportsFrom(minimizer, logistic(), Float64Array.of(0.1, 0, 0.1));
      const solution = reportsFrom(dampedNewton({ smoothness: 1e-30 }), logistic(), reports.at(-1)!.x).reports.at(
        -1,
      )!.x;
      const errors = reports.map(({ x }) => norm2(x.map((v, i) => v - solution[i]!))).filter((e) => e > 1e-12);
      const [before, last, latest] = errors.slice(-3);
      const order = Math.log(latest! / last!) / Math.log(last! / before!);
      expect(Math.abs(order - 1 - (exponent - 2) / (exponent - 1))).toBeLessThanOrEqual(0.2);
    }
  });

  it('takes the same steps after a linear change of x', () => {
    const map = [
      [2, 1, 0],
      [0, 0.5, -1],
      [1, 0, 3],
    ];
    const flat = Float64Array.from(map.flat());
    const from = Float64Array.of(4, -3, 2);
    const start = new Float64Array(3);
    multiply(start, flat, from);
    const image = new Float64Array(3);
    for (const minimizer of both.slice(0, 2)) {
      const mapped = reportsFrom(minimizer, logistic(map), from, 10).reports;
      const plain = reportsFrom(minimizer, logistic(), start, 10).reports;
      for (const [k, { x }] of mapped.entries()) {
        multiply(image, flat, x);
        // Each step's rounding is of the order of cond(H) ε; what was lost before shrinks.
        expect(norm2(image.map((v, i) => v - plain[k]!.x[i]!))).toBeLessThanOrEqual(1e-11);
      }
    }
  });

  it('refuses options out of range', () => {
    expect(() => dampedNewton({ smoothness: 0 })).toThrow('smoothness must be');
    expect(() => dampedNewton({ exponent: 5 })).toThrow('exponent must be');
  });
});

describe('gradientRegularizedNewton', () => {
  it('falls by ‖∇f(x⁺)‖² / (4 λ) a step at least', () => {
    const oracle = logistic();
    const { reports } = reportsFrom(gradientRegularizedNewton(), oracle, far);
    for (const [k, next] of reports.slice(1).entries()) {
      const { x, value, gradient } = reports[k]!;
      const move = x.map((v, i) => v - next.x[i]!);
      const image = new Float64Array(3);
      multiply(image, oracle.hessian({ kind: 'hessian', point: x }), move);
      // λ from (H + λ I) move = ∇f.
      const shift = (dot(gradient, move) - dot(image, move)) / dot(move, move);
      const promised = dot(next.gradient, next.gradient) / (4 * shift);
      expect(value - next.value).toBeGreaterThanOrEqual(promised - 8 * Number.EPSILON * value);
    }
  });

  it('refuses options out of range', () => {
    expect(() => gradientRegularizedNewton({ regularization: 0 })).toThrow('regularization must be');
    expect(() => gradientRegularizedNewton({ power: 0.5 })).toThrow('power must be');
  });
});
