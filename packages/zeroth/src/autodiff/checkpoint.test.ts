import { describe, expect, it } from 'vitest';
import { add, exp, multiply, type NDArray, sin, sum, toFloat64Array } from '../array/index.js';
import { checkpoint, grad, hessian, jet, jvp, vmap } from './index.js';

const step = (x: NDArray): NDArray => multiply(sin(x), exp(multiply(-0.5, x)));
const plain = (x: NDArray): NDArray => sum(multiply(step(step(x)), x));
const saved = (x: NDArray): NDArray => sum(multiply(checkpoint(step)(checkpoint(step)(x)), x));
const at = Float64Array.of(0.4, -0.7, 1.3);

describe('checkpoint', () => {
  it('changes no derivative, but for the order in which second ones are summed', () => {
    expect(grad(saved)(at)).toEqual(grad(plain)(at));
    expect(jvp(saved, [at], [at])).toEqual(jvp(plain, [at], [at]));
    const second = toFloat64Array(hessian(saved)(at));
    toFloat64Array(hessian(plain)(at)).forEach((entry, i) => {
      expect(Math.abs(second[i]! - entry)).toBeLessThanOrEqual(8 * Number.EPSILON * Math.abs(entry));
    });
    expect(jet(saved, at, [at]).map(Number)[1]).toBeCloseTo(Number(jet(plain, at, [at])[1]), 14);
    expect(
      vmap(checkpoint(step))([
        [1, 2],
        [3, 4],
      ]).toArray(),
    ).toEqual(
      vmap(step)([
        [1, 2],
        [3, 4],
      ]).toArray(),
    );
  });

  it('passes derivatives to what the function closes over', () => {
    const f = (t: NDArray): NDArray => checkpoint((x: NDArray) => multiply(x, add(t, x)))(multiply(t, t));
    // t² (t + t²)
    expect(grad(f)(3)).toBe(3 * 9 + 4 * 27);
  });
});
