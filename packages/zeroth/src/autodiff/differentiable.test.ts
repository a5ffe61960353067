import { describe, expect, it } from 'vitest';
import { add, concat, exp, multiply, type NDArray, pow, slice, subtract, sum } from '../array/index.js';
import { problemAt } from '../optimize/fixtures.js';
import { gradientDescent, newton } from '../optimize/index.js';
import { levenbergMarquardt } from '../optimize/leastsquares/levenberg-marquardt.js';
import { truncatedNewton } from '../optimize/second/truncated-newton.js';
import { trustRegionNewton } from '../optimize/second/trust-region-newton.js';
import { jetAt } from '../query/index.js';
import { anyOf, evaluations, gradientNorm, run } from '../run/index.js';
import { differentiable } from './index.js';

const rosenbrock = (x: NDArray): NDArray => {
  const a = slice(x, [0, null, 2]);
  const b = slice(x, [1, null, 2]);
  return sum(add(multiply(100, pow(subtract(b, multiply(a, a)), 2)), pow(subtract(1, a), 2)));
};

describe('a function that is differentiated as an oracle', () => {
  const oracle = differentiable(rosenbrock);
  const point = Float64Array.of(-1.2, 1);

  it('answers every kind', () => {
    expect(oracle.values({ kind: 'values', points: [point] })[0]).toBeCloseTo(24.2, 12);
    const into = new Float64Array(2);
    const [answer] = oracle.gradients({ kind: 'gradients', points: [point], into: [into] });
    expect(answer!.gradient).toBe(into);
    expect([...into]).toEqual([expect.closeTo(-215.6, 10), expect.closeTo(-88, 10)]);
    expect([...oracle.hessian({ kind: 'hessian', point })]).toEqual(
      [1330, 480, 480, 200].map((h) => expect.closeTo(h, 9)),
    );
    const directions = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
    expect(
      oracle.hessianVectorProducts({ kind: 'hessianVectorProducts', point, directions }).map((v) => [...v]),
    ).toEqual([
      [expect.closeTo(1330, 9), expect.closeTo(480, 9)],
      [expect.closeTo(480, 9), expect.closeTo(200, 9)],
    ]);
    const jet = oracle.jet({ kind: 'jet', point, direction: Float64Array.of(1, 0), order: 5 });
    // f(−1.2 + t, 1) = 24.2 − 215.6 t + 665 t² − 480 t³ + 100 t⁴
    expect([...jet]).toEqual([24.2, -215.6, 665, -480, 100, 0].map((c) => expect.closeTo(c, 9)));
  });

  it('answers residuals and their Jacobian', () => {
    const residuals = differentiable((x) => concat([slice(x, [0, 1]), multiply(x, x)]));
    const answer = residuals.jacobian({ kind: 'jacobian', point: Float64Array.of(2, 3) });
    expect(answer).toEqual({ residuals: Float64Array.of(2, 4, 9), jacobian: Float64Array.of(1, 0, 4, 0, 0, 6) });
    expect(() => residuals.values({ kind: 'values', points: [point] })).toThrow(/scalar/);
    expect(() => oracle.jacobian({ kind: 'jacobian', point })).toThrow(/vector/);
  });

  it('serves methods of order 1 and 2', () => {
    const outcome = run(newton(point), oracle, { stop: anyOf(gradientNorm(1e-12), evaluations(40)) });
    expect([...outcome.best!.report.x]).toEqual([expect.closeTo(1, 8), expect.closeTo(1, 8)]);
    const steps = run(gradientDescent(point, { step: 1e-3 }), oracle, { stop: evaluations(10) });
    expect(steps.best!.report.value).toBeLessThan(24.2);
  });

  it('serves methods that ask Hessians, products with them, and residuals', () => {
    const start = Float64Array.of(-1.2, 1);
    const stop = evaluations(2000);
    const byHessians = run(trustRegionNewton().start(problemAt(start)), oracle, { stop });
    const byProducts = run(truncatedNewton().start(problemAt(start)), oracle, { stop });
    for (const { report } of [byHessians.best!, byProducts.best!]) {
      // ‖x − (1, 1)‖ ≤ ‖∇f‖ / λ, and the smaller eigenvalue of the Hessian there is 0.399.
      expect(Math.hypot(...report.x.map((t) => t - 1))).toBeLessThanOrEqual(Math.hypot(...report.gradient) / 0.39);
      expect(Math.hypot(...report.gradient)).toBeLessThan(1e-7);
    }
    const parts = differentiable((x) => {
      const [a, b] = [slice(x, [0, 1]), slice(x, [1, 2])];
      return concat([multiply(10, subtract(b, multiply(a, a))), subtract(1, a)]);
    });
    const fit = run(levenbergMarquardt().start(problemAt(start)), parts, { stop }).best!.report;
    // Half the Hessian of the sum of squares.
    expect(Math.hypot(...fit.x.map((t) => t - 1))).toBeLessThanOrEqual(Math.hypot(...fit.gradient) / 0.19);
    expect(Math.hypot(...fit.gradient)).toBeLessThan(1e-7);
  });

  it('serves methods that ask jets: Halley’s method for a root of the slope converges with order 3', () => {
    const errors: number[] = [];
    function* halley(x: number) {
      for (let k = 0; k < 4; k++) {
        errors.push(Math.abs(x - 0.3));
        const c = yield* jetAt(Float64Array.of(x), Float64Array.of(1), 3);
        const [slope, curvature, third] = [c[1]!, 2 * c[2]!, 6 * c[3]!];
        x -= (2 * slope * curvature) / (2 * curvature ** 2 - slope * third);
      }
      return x;
    }
    // f = (x − 0.3)² + exp(x − 0.3) − x, whose slope 2 t + exp(t) − 1 has its root at t = 0.
    const bowl = differentiable((x) => {
      const t = subtract(sum(x), 0.3);
      return subtract(add(multiply(t, t), exp(t)), t);
    });
    const outcome = run(halley(1.1), bowl);
    expect(outcome.status).toBe('returned');
    // The asymptotic constant of Halley’s method, (g″ / 2g′)² − g‴ / 6g′, is 1/36 − 1/18 here.
    expect(errors[2]! / errors[1]! ** 3).toBeCloseTo(1 / 36, 2);
    expect(errors[3]!).toBeLessThan(4e-16);
  });
});
