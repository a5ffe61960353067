import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  array,
  asArray,
  divide,
  exp,
  matmul,
  matrixTranspose,
  maximum,
  multiply,
  type NDArray,
  sign,
  sqrt,
  subtract,
  sum,
  toFloat64Array,
} from '../array/index.js';
import { solve } from '../linalg/index.js';
import { random } from '../random/index.js';
import {
  fixedPointOf,
  grad,
  hessian,
  implicit,
  jacobian,
  jet,
  jvp,
  kktOf,
  minimizerOf,
  proximalFixedPointOf,
  rootOf,
} from './index.js';

const source = random(3);
const draws = (...shape: number[]): NDArray =>
  asArray(Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => source.normal())).reshape(shape);
const largest = (x: NDArray): number => toFloat64Array(x).reduce((m, v) => Math.max(m, Math.abs(v)), 0);

/** The root of x + e^x = t by Newton's method, in plain numbers. */
const scalarRoot = implicit(
  (x0: number, t: NDArray) => {
    let x = x0;
    for (let k = 0; k < 60; k++) x -= (x + Math.exp(x) - Number(t.item())) / (1 + Math.exp(x));
    return x;
  },
  rootOf((x: NDArray, t: NDArray) => subtract(add(x, exp(x)), t)),
);

describe('implicit derivatives of a root', () => {
  it('are those of the inverse function, to the fourth order', () => {
    const x = scalarRoot(0, 3);
    const e = Math.exp(x);
    // x′ = 1 / (1 + e^x), and derivatives of that along the curve.
    const first = 1 / (1 + e);
    const second = -e * first ** 3;
    const third = (3 * e * e * first - e) * first ** 4;
    expect(typeof x).toBe('number');
    const theta = (t: NDArray): NDArray => asArray(scalarRoot(0, t));
    expect(grad(theta)(3)).toBeCloseTo(first, 14);
    expect(grad((t: NDArray) => grad(theta)(t))(3)).toBeCloseTo(second, 13);
    expect(hessian(theta)(3)).toBeCloseTo(second, 13);
    const [, d1, d2, d3] = jet(theta, 3, [1, 0, 0]);
    expect(d1).toBeCloseTo(first, 14);
    expect(d2).toBeCloseTo(second, 13);
    expect(d3).toBeCloseTo(third, 12);
  });

  it('do not ask the solver again', () => {
    let calls = 0;
    const counted = implicit(
      (_: NDArray, t: NDArray) => {
        calls++;
        return sqrt(t);
      },
      rootOf((x: NDArray, t: NDArray) => subtract(multiply(x, x), t)),
    );
    expect(grad((t: NDArray) => counted(asArray(1), t))(9)).toBeCloseTo(1 / 6, 14);
    expect(calls).toBe(1);
  });

  it('name what does not fit', () => {
    const wrong = implicit(
      () => [1, 2, 3],
      rootOf((x: NDArray, t: NDArray) => subtract(x, t)),
    );
    expect(() => wrong(array([0, 0]), [1, 2])).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});

describe('implicit derivatives of a minimiser', () => {
  const a = draws(8, 5);
  const b = draws(8);
  const normal = (penalty: NDArray): NDArray => {
    const gram = matmul(matrixTranspose(a), a);
    return add(
      gram,
      multiply(
        penalty,
        asArray([
          [1, 0, 0, 0, 0],
          [0, 1, 0, 0, 0],
          [0, 0, 1, 0, 0],
          [0, 0, 0, 1, 0],
          [0, 0, 0, 0, 1],
        ]),
      ),
    );
  };
  const direct = (penalty: NDArray): NDArray => solve(normal(penalty), matmul(matrixTranspose(a), b));
  const objective = (x: NDArray, penalty: NDArray): NDArray => {
    const r = subtract(matmul(a, x), b);
    return add(multiply(0.5, sum(multiply(r, r))), multiply(multiply(0.5, penalty), sum(multiply(x, x))));
  };
  for (const denseUpTo of [200, 0])
    it(`of ridge regression are those of the closed form (${denseUpTo > 0 ? 'factored' : 'by MINRES'})`, () => {
      const ridge = implicit((_: NDArray, penalty: NDArray) => direct(penalty), minimizerOf(objective), { denseUpTo });
      const x0 = draws(5);
      const g = (penalty: NDArray): NDArray => ridge(x0, penalty);
      expect(largest(subtract(asArray(jacobian(g)(0.7)), asArray(jacobian(direct)(0.7))))).toBeLessThan(1e-11);
      const square =
        (h: (p: NDArray) => NDArray) =>
        (p: NDArray): NDArray =>
          sum(multiply(h(p), h(p)));
      expect(grad(square(g))(0.7)).toBeCloseTo(grad(square(direct))(0.7), 10);
      expect(hessian(square(g))(0.7)).toBeCloseTo(hessian(square(direct))(0.7), 9);
    });

  it('under constraints have those of the multipliers with them', () => {
    // min |x − θ|² / 2 with Σ x = 1: x = θ − (Σ θ − 1) / n, multiplier (Σ θ − 1) / n.
    const n = 4;
    const projected = implicit(
      (_: unknown, theta: NDArray) => {
        const excess = divide(subtract(sum(theta), 1), n);
        return { x: subtract(theta, excess), multipliers: excess.reshape([1]) };
      },
      kktOf(
        (x: NDArray, theta: NDArray) => multiply(0.5, sum(multiply(subtract(x, theta), subtract(x, theta)))),
        (x: NDArray) => subtract(sum(x), 1).reshape([1]),
      ),
    );
    const start = { x: draws(n), multipliers: draws(1) };
    const byTheta = asArray(jacobian((theta: NDArray) => projected(start, theta).x)(draws(n)));
    const exact = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0) - 1 / n));
    expect(largest(subtract(byTheta, exact))).toBeLessThan(1e-14 * 10);
    const multiplier = asArray(jacobian((theta: NDArray) => projected(start, theta).multipliers)(draws(n)));
    expect(largest(subtract(multiplier, new Array(n).fill(1 / n)))).toBeLessThan(1e-13);
  });

  it('of the lasso are those on its support', () => {
    const penalty = 1.5;
    const shrink = (y: NDArray, step: number, p: NDArray): NDArray =>
      multiply(sign(y), maximum(subtract(abs(y), multiply(step, p)), 0));
    const smooth = (x: NDArray, _penalty: NDArray): NDArray => {
      const r = subtract(matmul(a, x), b);
      return multiply(0.5, sum(multiply(r, r)));
    };
    const step = 0.02;
    const lasso = implicit(
      (x0: NDArray, p: NDArray) => {
        let x = x0;
        for (let k = 0; k < 1500; k++)
          x = shrink(subtract(x, multiply(step, matmul(matrixTranspose(a), subtract(matmul(a, x), b)))), step, p);
        return x;
      },
      proximalFixedPointOf(smooth, shrink, { step }),
    );
    const x0 = draws(5);
    const x = toFloat64Array(asArray(lasso(x0, penalty)));
    const support = [...x.keys()].filter((i) => x[i] !== 0);
    const slope = toFloat64Array(asArray(jvp((p: NDArray) => lasso(x0, p), [penalty], [1]).tangent));
    expect(support.length).toBeGreaterThan(0);
    // On the support, (AᵀA) x′ = −sign(x); elsewhere x′ = 0.
    const gram = matmul(matrixTranspose(a), a).toArray() as number[][];
    const exact = toFloat64Array(
      solve(
        asArray(support.map((i) => support.map((j) => gram[i]![j]!))),
        asArray(support.map((i) => -Math.sign(x[i]!))),
      ),
    );
    support.forEach((i, k) => {
      expect(slope[i]).toBeCloseTo(exact[k]!, 10);
    });
    for (const i of x.keys()) if (!support.includes(i)) expect(Math.abs(slope[i]!)).toBe(0);
  });
});

describe('implicit derivatives of a fixed point', () => {
  it('of an unsymmetric map agree in both modes and by GMRES', () => {
    const w = multiply(draws(6, 6), 0.1);
    const map = (x: NDArray, theta: NDArray): NDArray =>
      add(multiply(0.5, exp(multiply(-1, multiply(x, x)))), add(matmul(w, x), theta));
    const iterate = (x0: NDArray, theta: NDArray): NDArray => {
      let x = x0;
      for (let k = 0; k < 400; k++) x = map(x, theta);
      return x;
    };
    const theta = draws(6);
    const x0 = draws(6);
    const [factored, krylov] = [200, 0].map((denseUpTo) => implicit(iterate, fixedPointOf(map), { denseUpTo }));
    const j = asArray(jacobian((t: NDArray) => factored!(x0, t))(theta));
    const k = asArray(jacobian((t: NDArray) => krylov!(x0, t))(theta));
    // Against the derivative of the iteration itself, traced.
    const unrolled = asArray(jacobian((t: NDArray) => iterate(x0, t))(theta));
    expect(largest(subtract(j, unrolled))).toBeLessThan(1e-12);
    expect(largest(subtract(k, unrolled))).toBeLessThan(1e-10);
    const v = draws(6);
    const forward = asArray(jvp((t: NDArray) => factored!(x0, t), [theta], [v]).tangent);
    expect(largest(subtract(forward, matmul(j, v)))).toBeLessThan(1e-13);
  });
});
