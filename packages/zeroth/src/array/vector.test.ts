import { describe, expect, it } from 'vitest';
import {
  addScaled,
  dot,
  multiply,
  multiplyTransposed,
  norm2,
  normInfinity,
  pointOnLine,
  scale,
  scaleAndAdd,
} from './vector.js';

const x = Float64Array.of(3, -4, 0.5);
const y = Float64Array.of(2, 1, -8);

describe('vectors', () => {
  it('have products and norms', () => {
    expect(dot(x, y)).toBe(6 - 4 - 4);
    expect(norm2(Float64Array.of(3, -4))).toBe(5);
    expect(normInfinity(x)).toBe(4);
    expect([dot, norm2, normInfinity].map((f) => f(new Float64Array(), new Float64Array()))).toEqual([0, 0, 0]);
    expect(normInfinity(Float64Array.of(1, Number.NaN, 2))).toBeNaN();
  });

  it('are combined in place', () => {
    const out = x.slice();
    scale(out, -2);
    expect([...out]).toEqual([-6, 8, -1]);
    addScaled(out, 0.5, y);
    expect([...out]).toEqual([-5, 8.5, -5]);
    scaleAndAdd(out, 2, y);
    expect([...out]).toEqual([-8, 18, -18]);
    for (const [t, expected] of [
      [0, [3, -4, 0.5]],
      [1, [2, 1, -8]],
      [2, [1, 6, -16.5]],
      [-1, [4, -9, 9]],
    ] as const) {
      pointOnLine(out, x, y, t);
      expect([...out]).toEqual(expected);
    }
  });

  it('are multiplied by square matrices, row by row, and by their transposes', () => {
    const a = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    const out = new Float64Array(3).fill(Number.NaN);
    multiply(out, a, Float64Array.of(1, 0, -1));
    expect([...out]).toEqual([-2, -2, -2]);
    multiplyTransposed(out, a, Float64Array.of(1, 0, -1));
    expect([...out]).toEqual([-6, -6, -6]);
  });
});
