import { describe, expect, it } from 'vitest';
import { add, array, exp, less, multiply, type NDArray, sin, subtract, sum } from '../array/index.js';
import {
  cond,
  customRule,
  forLoop,
  grad,
  hvp,
  jet,
  jvp,
  scan,
  stopGradient,
  switchCase,
  vmap,
  whileLoop,
} from './index.js';

describe('branches', () => {
  const f = (x: NDArray): NDArray =>
    cond(
      less(x, 1),
      (y) => multiply(y, y),
      (y) => exp(y),
      x,
    );
  it('take one side, in all modes', () => {
    expect(grad(f)(0.5)).toBe(1);
    expect(grad(f)(2)).toBeCloseTo(Math.exp(2), 12);
    expect(jvp(f, 0.5, 3).tangent).toBe(3);
    expect(grad(grad(f))(0.5)).toBe(2);
    expect(jet(f, 2, [1, 0, 0])).toEqual([0, 1, 2, 3].map(() => Math.exp(2)));
    expect(vmap(grad(f))([0.25, 2]).toArray()).toEqual([0.5, Math.exp(2)]);
  });
  it('close over traced values', () => {
    const g = (x: NDArray): NDArray =>
      switchCase(2, [(y: NDArray) => y, (y: NDArray) => multiply(2, y), (y: NDArray) => multiply(x, y)], x);
    expect(grad(g)(3)).toBe(6);
  });
});

describe('loops', () => {
  // The logistic map, written out and as loops.
  const step = (x: NDArray, r: NDArray): NDArray => multiply(multiply(r, x), subtract(1, x));
  const unrolled = (r: NDArray): NDArray => {
    let x: NDArray = multiply(0.3, 1);
    for (let i = 0; i < 6; i++) x = step(x, r);
    return x;
  };
  const looped = (r: NDArray): NDArray => forLoop(6, (_, x) => step(x, r), array(0.3));
  const scanned = (r: NDArray): NDArray => {
    const [last, all] = scan(
      (x: NDArray, k: NDArray): [NDArray, NDArray] => [step(x, r), multiply(k, x)],
      array(0.3),
      array([1, 2, 3, 4, 5, 6]),
    );
    return add(last, sum(all));
  };
  const scannedByHand = (r: NDArray): NDArray => {
    let x: NDArray = multiply(0.3, 1);
    let total: NDArray = multiply(0, x);
    for (let k = 1; k <= 6; k++) {
      total = add(total, multiply(k, x));
      x = step(x, r);
    }
    return add(x, total);
  };

  for (const [name, loop, plain] of [
    ['forLoop', looped, unrolled],
    ['scan', scanned, scannedByHand],
  ] as const)
    it(`have the derivatives of the loop written out: ${name}`, () => {
      for (const r of [1.7, 2.9]) {
        expect(grad(loop)(r)).toBeCloseTo(grad(plain)(r), 12);
        expect(jvp(loop, r, 2).tangent).toBeCloseTo(2 * grad(plain)(r), 11);
        expect(grad(grad(loop))(r)).toBeCloseTo(grad(grad(plain))(r), 10);
        expect(hvp(loop)(r, 0.5)).toBeCloseTo(0.5 * grad(grad(plain))(r), 10);
        const expected = jet(plain, r, [1, 0, 0]);
        jet(loop, r, [1, 0, 0]).forEach((d, k) => {
          expect(d).toBeCloseTo(Number(expected[k]), 9);
        });
      }
      const batch = vmap(grad(loop))([1.7, 2.9]).toArray();
      expect(batch).toEqual([expect.closeTo(grad(plain)(1.7), 12), expect.closeTo(grad(plain)(2.9), 12)]);
    });

  it('of unknown length have forward derivatives, and say what to use for reverse ones', () => {
    // Newton's iteration for √a, whose derivative is 1 / (2 √a).
    const root = (a: NDArray): NDArray =>
      whileLoop(
        ([x]: NDArray[]) => multiply(subtract(multiply(x!, x!), a), subtract(multiply(x!, x!), a)).greater(1e-26),
        ([x]: NDArray[]) => [multiply(0.5, add(x!, a.divide(x!)))],
        [multiply(a, 1)],
      )[0]!;
    expect(jvp(root, 2, 1).value).toBeCloseTo(Math.SQRT2, 12);
    expect(jvp(root, 2, 1).tangent).toBeCloseTo(1 / (2 * Math.SQRT2), 6);
    expect(() => grad(root)(2)).toThrow(/scan.*implicit/);
    expect(vmap(root)([4, 9]).toArray()).toEqual([expect.closeTo(2, 10), expect.closeTo(3, 10)]);
  });
});

describe('rules of the user', () => {
  it('are used in both modes, whichever is given', () => {
    const forwards = customRule((x: NDArray) => sin(x), { jvp: ([x], [dx]) => multiply(multiply(10, x), dx) });
    expect(grad((x) => forwards(x))(3)).toBe(30);
    expect(jvp((x) => forwards(x), 3, 2).tangent).toBe(60);
    const backwards = customRule((x: NDArray) => sin(x), { vjp: ([x], c) => [multiply(multiply(10, x), c)] });
    expect(grad((x) => backwards(x))(3)).toBe(30);
    expect(jvp((x) => backwards(x), 3, 2).tangent).toBe(60);
    expect(grad(grad((x) => backwards(x)))(3)).toBe(10);
  });
  it('can be to stop', () => {
    expect(grad((x) => multiply(stopGradient(x), x))(3)).toBe(3);
  });
});
