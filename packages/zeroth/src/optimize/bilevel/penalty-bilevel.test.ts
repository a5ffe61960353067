import { describe, expect, it } from 'vitest';
import type { Gradients, Oracle } from '../../query/index.js';
import { anyOf, gradientNorm, iterations, run } from '../../run/index.js';
import { adam } from '../first/adam.js';
import { gradientDescent } from '../first/gradient-descent.js';
import { reportsOf } from '../subjects.js';
import { penaltyBilevel } from './penalty-bilevel.js';

/*
 * f(x, y) = ½ (x − a)² + ½ ‖y − b‖², g(x, y) = ½ ‖y − c x‖², so y*(x) = c x. By hand, F_λ(x) = ½ (x − a)² +
 * λ/(1 + λ) ½ ‖c x − b‖², whose minimiser tends to that of f(x, y*(x)) at the rate 1/λ.
 */
const a = 2;
const b = [1, -1];
const c = [0.5, 2];
const upper: Oracle<Gradients> = {
  gradients: ({ points }) =>
    points.map(([x, y0, y1]) => ({
      value: ((x! - a) ** 2 + (y0! - b[0]!) ** 2 + (y1! - b[1]!) ** 2) / 2,
      gradient: Float64Array.of(x! - a, y0! - b[0]!, y1! - b[1]!),
    })),
};
const lower: Oracle<Gradients> = {
  gradients: ({ points }) =>
    points.map(([x, y0, y1]) => {
      const [r, s] = [y0! - c[0]! * x!, y1! - c[1]! * x!];
      return { value: (r * r + s * s) / 2, gradient: Float64Array.of(-c[0]! * r - c[1]! * s, r, s) };
    }),
};
const oracle = { upper, lower };
const minimizerAt = (penalty: number) => {
  const share = Number.isFinite(penalty) ? penalty / (1 + penalty) : 1;
  return (a + share * (c[0]! * b[0]! + c[1]! * b[1]!)) / (1 + share * (c[0]! ** 2 + c[1]! ** 2));
};
const x0 = Float64Array.of(-3);
const y0 = Float64Array.of(5, 5);
const accurately = {
  step: 0.2,
  lowerSolver: (y: Float64Array) => gradientDescent(y, { step: 0.7 }),
  lowerStop: anyOf(gradientNorm(1e-14), iterations(100)),
};

describe('penaltyBilevel', () => {
  it('finds the minimiser of F_λ, and y at the minimum of f + λ g', () => {
    for (const penalty of [1, 10, 100]) {
      const { outcome } = reportsOf(penaltyBilevel(x0, y0, { ...accurately, penalty }), oracle, 120);
      if (outcome.status !== 'stopped' || outcome.result === undefined) throw new Error(outcome.status);
      const { x, y } = outcome.result;
      // ∇F_λ is a difference of lower gradients times λ, each good to 1e-14.
      expect(Math.abs(x[0]! - minimizerAt(penalty))).toBeLessThanOrEqual(1e-13 * (1 + penalty));
      for (const i of [0, 1])
        expect(Math.abs(y[i]! - (b[i]! + penalty * c[i]! * x[0]!) / (1 + penalty))).toBeLessThanOrEqual(1e-12);
    }
  });

  it('tends to the solution of the bilevel problem at order 1 in 1/λ', () => {
    const solution = minimizerAt(Infinity);
    const errors = [16, 64, 256].map((penalty) => {
      const { reports } = reportsOf(penaltyBilevel(x0, y0, { ...accurately, penalty }), oracle, 120);
      return Math.abs(reports[119]!.x[0]! - solution);
    });
    for (const k of [0, 1]) expect(Math.abs(Math.log(errors[k]! / errors[k + 1]!) / Math.log(4) - 1)).toBeLessThan(0.2);
  });

  it('reaches it with a penalty that increases', () => {
    const method = penaltyBilevel(x0, y0, { ...accurately, penalty: 1, penaltyIncrease: 20 });
    const { reports } = reportsOf(method, oracle, 200);
    // λ is 1 + 20 · 199 at the end, and the bias (a c·c − c·b)/(…)²/λ, of which 2/λ is a bound.
    expect(Math.abs(reports[199]!.x[0]! - minimizerAt(Infinity))).toBeLessThanOrEqual(2 / 3981);
  });

  it('reports the gradient of F_λ', () => {
    const penalty = 7;
    const { reports } = reportsOf(penaltyBilevel(x0, y0, { ...accurately, penalty }), oracle, 3);
    const share = penalty / (1 + penalty);
    for (const { x, gradient } of reports) {
      const exact = x[0]! - a + share * c.reduce((sum, ci, i) => sum + ci * (ci * x[0]! - b[i]!), 0);
      expect(gradient[0]).toBeCloseTo(exact, 11);
    }
  });

  it('takes any solver of the lower problem, and stops it by its own rule', () => {
    const method = penaltyBilevel(x0, y0, {
      step: 0.1,
      penalty: 2,
      lowerSolver: (y) => adam(y, { step: 0.05 }),
      lowerStop: iterations(6),
    });
    const { outcome } = reportsOf(method, oracle, 4);
    // Each iteration: 6 lower questions for z, 6 of each level for y, then one question of each, the lower at two points.
    expect(outcome.counts).toEqual({ 'lower.gradients': 4 * (6 + 6 + 2), 'upper.gradients': 4 * (6 + 1) });
  });

  it('hands a failure of the lower oracle on, with its cause', () => {
    const failing = {
      upper,
      lower: {
        gradients: () => {
          throw new Error('no licence');
        },
      },
    };
    const outcome = run(penaltyBilevel(x0, y0, { ...accurately, penalty: 1 }), failing);
    expect(outcome).toMatchObject({ status: 'failed', cause: 'oracle', error: { message: 'no licence' } });
  });

  it.each([
    [{ step: 0 }, 'step must be'],
    [{ penalty: 0 }, 'penalty must be'],
    [{ penaltyIncrease: -1 }, 'penaltyIncrease must be'],
  ])('refuses %o', (bad, message) => {
    expect(() => run(penaltyBilevel(x0, y0, { ...accurately, penalty: 1, ...bad }), oracle)).toThrow(message);
  });
});
