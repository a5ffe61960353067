import { describe, expect, it } from 'vitest';
import {
  add,
  array,
  concat,
  cos,
  cumulativeProd,
  exp,
  greater,
  log,
  matmul,
  max,
  multiply,
  type NDArray,
  pow,
  prod,
  sin,
  slice,
  sort,
  subtract,
  sum,
  take,
  tanh,
  where,
} from '../array/index.js';
import { grad, hessian, hvp, jacobian, jet, jvp, linearize, valueAndGrad, vjp, vmap } from './index.js';

const rosenbrock = (x: NDArray): NDArray => {
  const a = slice(x, [0, null, 2]);
  const b = slice(x, [1, null, 2]);
  const residual = subtract(b, multiply(a, a));
  return sum(add(multiply(100, multiply(residual, residual)), pow(subtract(1, a), 2)));
};

describe('gradients', () => {
  it('have the form of the argument', () => {
    expect(grad((x) => multiply(x, x))(3)).toBe(6);
    expect(grad((x) => sum(multiply(x, x)))(Float64Array.of(1, 2))).toEqual(Float64Array.of(2, 4));
    expect(grad((x) => sum(multiply(x, x)))([1, 2]).toArray()).toEqual([2, 4]);
    expect(grad((x) => sum(multiply(x, x)))(array([[1, 2]])).toArray()).toEqual([[2, 4]]);
    const nested = grad((p: { a: NDArray; b: NDArray[] }) => multiply(p.a, sum(p.b[0]!)));
    expect(nested({ a: 2, b: [Float64Array.of(1, 5)] })).toEqual({ a: 6, b: [Float64Array.of(2, 2)] });
  });

  it('are those of the extended Rosenbrock function, worked out by hand', () => {
    const x = Float64Array.of(-1.2, 1, 0.5, 2);
    const expected = x.map((_, i) => {
      const [a, b] = i % 2 === 0 ? [x[i]!, x[i + 1]!] : [x[i - 1]!, x[i]!];
      return i % 2 === 0 ? -400 * a * (b - a * a) - 2 * (1 - a) : 200 * (b - a * a);
    });
    const { value, gradient } = valueAndGrad(rosenbrock)(x);
    expect(value).toBeCloseTo(24.2 + 100 * 1.75 ** 2 + 0.25, 10);
    gradient.forEach((g, i) => {
      expect(g).toBeCloseTo(expected[i]!, 10);
    });
  });

  it('nest, and are not confused by it', () => {
    // d/dx (x · d/dy (x + y)) = 1, where a confusion of the two perturbations gives 2.
    expect(grad((x) => multiply(x, grad((y) => add(x, y))(1)))(1)).toBe(1);
    expect(grad(grad(grad((x) => pow(x, 4))))(2)).toBe(48);
  });
});

describe('forward, Taylor and second-order derivatives', () => {
  it('agree with what is known of sin, exp and a product', () => {
    expect(jvp((x) => sin(x), 0.3, 2)).toEqual({ value: Math.sin(0.3), tangent: 2 * Math.cos(0.3) });
    const { value, pullback } = vjp((x, y) => multiply(x, y), 3, 4);
    expect(value).toBe(12);
    expect(pullback(1)).toEqual([4, 3]);
    const derivatives = jet((x) => exp(multiply(2, x)), 0.1, [1, 0, 0, 0]);
    derivatives.forEach((d, k) => {
      expect(d).toBeCloseTo(2 ** k * Math.exp(0.2), 12);
    });
    const tangents = jet((x) => tanh(x), 0, [1, 0, 0, 0, 0]);
    expect(tangents).toEqual([0, 1, 0, -2, 0, 16]);
    expect(linearize((x) => sin(x), 0).jvp(5)).toBe(5);
  });

  it('have the Hessian of the Rosenbrock function', () => {
    const h = hessian(rosenbrock)(Float64Array.of(1, 1)).toArray();
    expect(h).toEqual([
      [802, -400],
      [-400, 200],
    ]);
    expect(hvp(rosenbrock)(Float64Array.of(1, 1), Float64Array.of(1, 2))).toEqual(Float64Array.of(2, 0));
  });

  it('have Jacobians by columns or by rows', () => {
    const f = (x: NDArray): NDArray => concat([sin(x), multiply(x, x), exp(x)]);
    const x = Float64Array.of(0.5, 1);
    expect(jacobian(f)(x).toArray()).toEqual([
      [Math.cos(0.5), 0],
      [0, Math.cos(1)],
      [1, 0],
      [0, 2],
      [Math.exp(0.5), 0],
      [0, Math.exp(1)],
    ]);
    const narrow = jacobian((v) => matmul([[1, 2, 3]], v))(Float64Array.of(1, 1, 1));
    expect(narrow.toArray()).toEqual([[1, 2, 3]]);
    expect(jacobian((v) => sin(v))(0)).toBe(1);
  });

  it('map over batches', () => {
    const gradients = vmap(grad((x) => sum(multiply(cos(x), x))));
    const rows = array([
      [0.1, 0.2],
      [0.3, 0.4],
    ]);
    const got = gradients(rows).toArray();
    const row = (a: number, b: number) => [...grad((x) => sum(multiply(cos(x), x)))(Float64Array.of(a, b))];
    expect(got).toEqual([row(0.1, 0.2), row(0.3, 0.4)]);
  });
});

describe('the rules of primitives', () => {
  const functions: Readonly<Record<string, (x: NDArray) => NDArray>> = {
    products: (x) => sum(multiply(prod(x), cumulativeProd(x))),
    sorting: (x) => sum(multiply(sort(x), [1, 2, 3, 4])),
    selection: (x) => sum(where(greater(x, 0.5), multiply(x, x), log(x))),
    maximum: (x) => multiply(max(x), sum(x)),
    gathering: (x) => sum(multiply(take(x, [3, 0, 3]), take(x, [1, 1, 2]))),
    matrices: (x) => {
      const a = x.reshape([2, 2]);
      return sum(multiply(matmul(a, matmul(a, a)), a.T));
    },
  };
  for (const [name, f] of Object.entries(functions))
    it(`agree in all modes with each other and with differences: ${name}`, () => {
      const x = Float64Array.of(0.9, 0.3, 1.4, 0.7);
      const v = Float64Array.of(0.2, -0.5, 0.3, 0.8);
      const along = (t: number): number => f(array(x.map((xi, i) => xi + t * v[i]!))).item();
      const directional = [...grad(f)(x)].reduce((s, g, i) => s + g * v[i]!, 0);
      const h = 1e-3;
      const slope = (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h);
      expect(directional).toBeCloseTo(slope, 9);
      expect(jvp(f, x, v).tangent).toBeCloseTo(directional, 12);
      const [value, first, second] = jet(f, x, [v, new Float64Array(4)]);
      expect(value).toBeCloseTo(along(0), 12);
      expect(first).toBeCloseTo(directional, 12);
      const curvature = [...hvp(f)(x, v)].reduce((s, g, i) => s + g * v[i]!, 0);
      expect(second).toBeCloseTo(curvature, 10);
      const difference = (16 * (along(h) + along(-h)) - (along(2 * h) + along(-2 * h)) - 30 * along(0)) / (12 * h * h);
      expect(curvature).toBeCloseTo(difference, 6);
    });
});

describe('mistakes', () => {
  const message = (action: () => unknown): string => {
    try {
      action();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return '';
  };

  it('are named with the line of the function', () => {
    expect(message(() => grad((x) => (x > array(0) ? x : multiply(2, x)))(1))).toMatch(
      /where.*transforms\.test\.ts:\d+/s,
    );
    expect(message(() => grad((x) => sum(add(x, [1, 2, 3])))(Float64Array.of(1, 2)))).toMatch(
      /\[2\].*\[3\].*transforms\.test\.ts:\d+/s,
    );
    expect(message(() => grad((x) => x)(Float64Array.of(1, 2)))).toMatch(/scalar/);
    let leaked: NDArray | undefined;
    grad((x) => {
      leaked = x;
      return x;
    })(1);
    expect(message(() => grad((x) => multiply(x, leaked ?? 0))(2))).toMatch(/after its trace.*transforms\.test\.ts/s);
    let calls = 0;
    expect(message(() => grad((x) => multiply(x, ++calls))(1))).toMatch(/something else.*transforms\.test\.ts/s);
  });
});
