import { describe, expect, it } from 'vitest';
import { asArray, exp, multiply, type NDArray, sin, sum, toFloat64Array } from '../array/index.js';
import { grad, hessian, hvp, jacobian, jet, jvp, linearize, valueAndGrad, vjp, vmap } from './index.js';

const x = Float64Array.of(0.3, -0.2, 0.9);
const v = Float64Array.of(1, 2, -1);
const scalar = (y: NDArray): NDArray => sum(multiply(sin(y), exp(y)));
const vector = (y: NDArray): NDArray => multiply(sin(y), exp(y));

/** A function, and how often it was called. */
function counted(f: (y: NDArray) => NDArray): { readonly f: (y: NDArray) => NDArray; readonly calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    f: (y) => {
      calls++;
      return f(y);
    },
  };
}

describe('a transform of one function', () => {
  type Transform = (f: (y: NDArray) => NDArray) => () => unknown;
  /** The transforms; those that are given function and arguments at once are called anew each time. */
  const transforms: Readonly<Record<string, readonly [(y: NDArray) => NDArray, Transform]>> = {
    valueAndGrad: [
      scalar,
      (f) => {
        const g = valueAndGrad(f);
        return () => g(x);
      },
    ],
    hvp: [
      scalar,
      (f) => {
        const g = hvp(f);
        return () => g(x, v);
      },
    ],
    hessian: [
      scalar,
      (f) => {
        const g = hessian(f);
        return () => g(x);
      },
    ],
    jacobian: [
      vector,
      (f) => {
        const g = jacobian(f);
        return () => g(x);
      },
    ],
    vmap: [
      vector,
      (f) => {
        const g = vmap(f);
        return () => g(x);
      },
    ],
    jvp: [vector, (f) => () => jvp(f, [x], [v])],
    jet: [vector, (f) => () => jet(f, x, [v, v, v])],
    linearize: [vector, (f) => () => linearize(f, x).jvp(v)],
    vjp: [vector, (f) => () => vjp(f, x).pullback(v)],
  };
  for (const [name, [given, transform]] of Object.entries(transforms))
    it(`is traced once for a shape: ${name}`, () => {
      const { f, calls } = counted(given);
      const call = transform(f);
      const first = call();
      // Once to trace it, and once to see whether it does the same again.
      expect(calls()).toBe(2);
      for (let i = 0; i < 5; i++) expect(call()).toEqual(first);
      expect(calls()).toBe(2);
    });

  it('is traced anew for another shape, dtype, nesting or number of derivatives', () => {
    const { f, calls } = counted(vector);
    jvp(f, [x], [v]);
    jvp(f, [x.subarray(1)], [v.subarray(1)]);
    jvp(f, [Float32Array.from(x)], [Float32Array.from(v)]);
    jet(f, x, [v]);
    jet(f, x, [v, v]);
    expect(calls()).toBe(10);
    expect(jet(f, x, [v, v])).toHaveLength(3);
  });
});

describe('vjp', () => {
  const f = (y: NDArray, z: NDArray): NDArray => multiply(exp(y), z);

  it('gives values and cotangents of its point, at each of its points', () => {
    const points = [x, x.map((t) => t + 1)];
    const maps = points.map((point) => vjp(f, point.slice(), 2));
    maps.forEach(({ value, pullback }, i) => {
      const [first, second] = pullback(v);
      const rates = points[i]!.map((t) => Math.exp(t));
      expect(value).toEqual(rates.map((rate) => rate * 2));
      expect(first).toEqual(v.map((c, k) => c * (rates[k]! * 2)));
      expect(second).toBeCloseTo(
        rates.reduce((sum, rate, k) => sum + rate * v[k]!, 0),
        12,
      );
    });
  });

  it('keeps what it needs of its point', () => {
    const point = x.slice();
    const { pullback } = vjp(f, point, 2);
    const before = pullback(v);
    point.fill(0);
    expect(pullback(v)).toEqual(before);
  });

  it('nests in other transforms, and they in its map', () => {
    const slope = (t: NDArray) => asArray(vjp((y: NDArray) => vector(multiply(y, t)), x).pullback(v)[0]);
    const rows = vmap((c: NDArray) => asArray(vjp(vector, x).pullback(c)[0]))([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(rows.toArray()).toEqual(jacobian(vector)(x).toArray());
    const direct = (t: NDArray) =>
      asArray(grad((y: NDArray) => sum(multiply(vector(multiply(y, t)), asArray(v))))(asArray(x)));
    const [ours, theirs] = [jvp(slope, 1, 1), jvp(direct, 1, 1)];
    for (const part of ['value', 'tangent'] as const)
      toFloat64Array(asArray(ours[part])).forEach((t, i) => {
        expect(t).toBeCloseTo(toFloat64Array(asArray(theirs[part]))[i]!, 13);
      });
  });
});

describe('linearize', () => {
  const data = Float64Array.of(2, 3, 4);
  const f = (y: NDArray, z: NDArray): NDArray => multiply(multiply(asArray(data), exp(y)), z);

  it('gives values and tangents as jvp does, at each of its points', () => {
    const points = [x, x.map((t) => t + 1)];
    const maps = points.map((point) => linearize(f, point, 2));
    maps.forEach((map, i) => {
      const expected = jvp(f, [points[i]!, 2], [v, 0.5]);
      expect(map.value).toEqual(expected.value);
      expect(map.jvp(v, 0.5)).toEqual(expected.tangent);
    });
  });

  it('keeps what it needs of its point', () => {
    const point = x.slice();
    const { jvp: push } = linearize(f, point, 2);
    const before = push(v, 0);
    point.fill(0);
    expect(push(v, 0)).toEqual(before);
  });

  it('nests in other transforms, and they in its map', () => {
    const outer = jvp((t: NDArray) => linearize((y) => vector(multiply(y, t)), x).jvp(v), 1, 1);
    const direct = jvp((t: NDArray) => jvp((y: NDArray) => vector(multiply(y, t)), [x], [v]).tangent, 1, 1);
    expect(outer).toEqual(direct);
    const { jvp: push } = linearize(vector, x);
    const columns = vmap((direction: NDArray) => asArray(push(direction)))([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(columns.toArray()).toEqual(jacobian(vector)(x).toArray());
  });
});
