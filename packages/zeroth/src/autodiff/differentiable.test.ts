import { describe, expect, it } from 'vitest';
import { add, concat, multiply, type NDArray, pow, slice, subtract, sum } from '../array/index.js';
import { gradientDescent, newton } from '../optimize/index.js';
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
});
