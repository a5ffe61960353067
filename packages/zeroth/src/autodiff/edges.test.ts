import { describe, expect, it } from 'vitest';
import {
  add,
  array,
  asArray,
  asinh,
  astype,
  expm1,
  greater,
  hypot,
  logaddexp,
  matmul,
  max,
  min,
  multiply,
  type NDArray,
  negative,
  pad,
  round,
  sin,
  stack,
  sum,
  take,
  where,
} from '../array/index.js';
import * as primitives from '../array/primitives/index.js';
import {
  checkpoint,
  customRule,
  differentiable,
  forLoop,
  grad,
  hessian,
  inspect,
  jacobian,
  jet,
  jvp,
  linearize,
  sampleBeta,
  valueAndGrad,
  vjp,
  vmap,
} from './index.js';
import { compositionOf, ruleOf } from './rules/index.js';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

describe('constants', () => {
  it('that are not finite are told apart when equal operations become one', () => {
    const f = (x: NDArray): NDArray =>
      add(min(pad(x, [[1, 0]], { value: Infinity })), max(pad(x, [[1, 0]], { value: -Infinity })));
    expect(valueAndGrad(f)(of(1, 2))).toEqual({ value: 3, gradient: of(1, 1) });
  });

  it('that are arrays are read at each call, in values and in all derivatives', () => {
    const held = of(2, 3, 4);
    const a = asArray(held);
    const square = (x: NDArray): NDArray => sum(multiply(multiply(x, x), a));
    const both = valueAndGrad(square);
    const second = hessian(square);
    const slopes = jacobian((x: NDArray) => multiply(multiply(x, x), a));
    const oracle = differentiable(square);
    const looped = grad((x: NDArray) => forLoop(2, (_, s) => multiply(s, sum(multiply(x, a))), array(1)));
    const x = of(1, 1, 1);
    const look = () => [
      both(x),
      second(x).toArray(),
      slopes(x).toArray(),
      oracle.gradients({ kind: 'gradients', points: [x] })[0],
      looped(x),
    ];
    const diagonal = (d: number[]): number[][] => d.map((v, i) => d.map((_, j) => (i === j ? 2 * v : 0)));
    const expected = (d: number[]) => {
      const total = d.reduce((s, v) => s + v, 0);
      const value = { value: total, gradient: of(...d.map((v) => 2 * v)) };
      return [value, diagonal(d), diagonal(d), value, of(...d.map((v) => 2 * total * v))];
    };
    expect(look()).toEqual(expected([2, 3, 4]));
    held.fill(7);
    expect(look()).toEqual(expected([7, 7, 7]));
    const line = of(1, 2, 3);
    const product = valueAndGrad((w: NDArray) => matmul(asArray(line), w));
    product(x);
    line.fill(5);
    expect(product(x)).toEqual({ value: 15, gradient: of(5, 5, 5) });
  });

  it('that are drawn anew are found however many they are', () => {
    for (const length of [2, 17, 1000]) {
      let calls = 0;
      const f = (x: NDArray): NDArray =>
        sum(
          multiply(
            x,
            Float64Array.from({ length }, (_, i) => i + ++calls),
          ),
        );
      expect(() => grad(f)(new Float64Array(length))).toThrow(/something else/);
    }
  });
});

describe('batches', () => {
  it('keep the derivative of the user, in batches of batches too', () => {
    const straight = customRule((x: NDArray) => round(x), { jvp: (_, [t]) => t });
    expect(grad((x) => sum(vmap(straight)(x)))(of(1.2, 2.3))).toEqual(of(1, 1));
    const tenfold = customRule((x: NDArray) => sin(x), { vjp: (_, c) => [multiply(10, c)] });
    const twice = vmap((row: NDArray) => vmap((x: NDArray) => tenfold(x))(row));
    expect(grad((x) => sum(twice(x)))(array([[1, 2, 3]])).toArray()).toEqual([[10, 10, 10]]);
    expect(jvp((x) => sum(twice(x)), [array([[1, 2, 3]])], [array([[1, 1, 1]])]).tangent).toBe(30);
  });

  it('keep checkpoints', () => {
    const f = (x: NDArray): NDArray => sum(vmap(checkpoint((y: NDArray) => sin(sin(y))))(x));
    expect(inspect(f)(of(1, 2))).toContain('checkpoint');
    expect(grad(f)(of(1))[0]).toBeCloseTo(Math.cos(Math.sin(1)) * Math.cos(1), 15);
  });

  it('do not read beyond the end of an element', () => {
    const rows = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const pick = vmap((x: NDArray, i: NDArray) => take(x, i));
    const at = (values: number[][]): NDArray => array(values, { dtype: 'int32' });
    expect(pick(rows, at([[2], [-1]])).toArray()).toEqual([[3], [6]]);
    expect(() => pick(rows, at([[5], [1]]))).toThrow(/leaves axis/);
    expect(() => pick(rows, at([[0], [-4]]))).toThrow(/leaves axis/);
  });
});

describe('what cannot change by little', () => {
  it('has no Taylor coefficients', () => {
    expect(jet((x) => sum(astype(astype(x, 'int32'), 'float64')), of(2.5), [of(3)])).toEqual([2, 0]);
    expect(jet((x) => sum(multiply(x, astype(x, 'int32'))), of(2.5), [of(3)])).toEqual([5, 6]);
  });
  it('is refused as the argument of a gradient', () => {
    expect(() => grad((x) => sum(multiply(x, 0.5)))(Int32Array.of(1, 2))).toThrow(/int32/);
    expect(() => jacobian((x) => multiply(x, 0.5))(Int32Array.of(1, 2))).toThrow(/int32/);
  });
});

describe('rules', () => {
  it('exist for every primitive of arrays', () => {
    for (const primitive of Object.values(primitives))
      if (compositionOf(primitive) === undefined) expect(() => ruleOf(primitive), primitive.name).not.toThrow();
  });
  it('do not overflow on their way', () => {
    const expected = [
      [grad((x) => hypot(x, 4))(3), 0.6],
      [grad((x) => hypot(x, 0))(0), 0],
      [grad((x) => asinh(x))(1e200), 1e-200],
      [grad((x) => expm1(x))(-50), Math.exp(-50)],
    ] as const;
    for (const [got, wanted] of expected) expect(got).toBeCloseTo(wanted, 300);
  });
  it('of the user are checked', () => {
    const bad = customRule((x: NDArray) => multiply(x, 2), { vjp: (_, c) => [sum(c)] });
    expect(() => grad((x) => sum(bad(x)))(of(1, 2, 3))).toThrow(/\[3\], not \[\]/);
    const hidden = (a: NDArray): NDArray =>
      sum(customRule((x: NDArray) => multiply(x, a), { vjp: (_, c) => [c] })(of(1, 2)));
    expect(() => grad(hidden)(3)).toThrow(/as an argument/);
  });
});

describe('conditions in JavaScript', () => {
  it('on arrays are refused where their value is asked for, and where nothing reads them', () => {
    expect(() => grad((x: NDArray) => (Number(x) > 0 ? x : negative(x)))(1)).toThrow(/where, cond/);
    const bare = (x: NDArray): NDArray => (greater(x, 0) ? sin(x) : negative(x));
    for (const act of [
      () => grad(bare)(1),
      () => jvp(bare, 1, 1),
      () => vmap(bare)(of(1, -1)),
      () => linearize(bare, 1),
    ])
      expect(act).toThrow(/Nothing uses the condition that greater makes.*where or cond[\s\S]*edges\.test\.ts/);
  });
  it('may be used, returned and stay in derivatives of other functions', () => {
    const relu = (x: NDArray): NDArray => where(greater(x, 0), x, 0);
    expect(grad((x: NDArray) => multiply(grad(relu)(x), relu(x)))(2)).toBe(1);
    expect(grad((x: NDArray) => multiply(grad((y: NDArray) => max(stack([y, multiply(y, y)])))(x), x))(2)).toBe(8);
    expect(jvp((x: NDArray) => ({ positive: greater(x, 0), twice: multiply(x, 2) }), [1], [1]).tangent).toEqual({
      positive: 0,
      twice: 2,
    });
  });
});

describe('ties', () => {
  it('of logaddexp have all derivatives of the logistic loss', () => {
    const loss = (x: NDArray) => sum(logaddexp(0, x));
    expect(grad(loss)(Float64Array.of(0, 0))).toEqual(Float64Array.of(1 / 2, 1 / 2));
    expect(hessian(loss)(Float64Array.of(0, 0)).toArray()).toEqual([
      [1 / 4, 0],
      [0, 1 / 4],
    ]);
    const fourth = (x: NDArray) => logaddexp(x, 1);
    expect(grad(grad(grad(grad(fourth))))(1)).toBeCloseTo(-1 / 8, 14);
    expect(grad((x: NDArray) => logaddexp(1, x))(1)).toBe(1 / 2);
  });
});

describe('arguments', () => {
  it('of loops and trees are checked', () => {
    expect(() => forLoop(2.5, (_, s) => s, array(0))).toThrow(/2\.5/);
    expect(() => vjp((p: Map<string, number>) => array(p.size), new Map())).toThrow(/numbers, arrays/);
  });
  it('of beta samples may be small', () => {
    const values = sampleBeta(1e-4, 1e-4, { shape: [200] }).toArray();
    expect(values).toSatisfy((list: number[]) => list.every((v) => v >= 0 && v <= 1));
  });
});
