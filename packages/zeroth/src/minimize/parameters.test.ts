import { describe, expect, it } from 'vitest';
import { array } from '../array/index.js';
import { fixedPoint, minimize, minimizeAsync } from '../index.js';
import { layoutOf } from './parameters.js';

const nested = { a: 1, b: { c: [2, 3], d: [[4], 5] }, e: new Float64Array(0) };

describe('a layout', () => {
  const { layout, x } = layoutOf(nested);

  it('names components by their paths', () => {
    expect(Array.from(x, (_, i) => layout.name(i))).toEqual(['a', 'b.c[0]', 'b.c[1]', 'b.d[0][0]', 'b.d[1]']);
    expect(layoutOf([1, 2]).layout.name(1)).toBe('x[1]');
    expect(layoutOf(3).layout.name(0)).toBe('x');
    expect(() => layoutOf({ a: { b: [1, Number.NaN] } })).toThrow(/a\.b\[1\] must be a finite number, not NaN/);
    expect(() => layoutOf([1, Number.NaN])).toThrow(/x\[1\] must be/);
    expect(() => layoutOf(Infinity)).toThrow(/x0 must be/);
  });

  it('flattens by name, whatever the order of keys, and lists of all numbers', () => {
    const shuffled = { e: [], b: { d: [[4], 5], c: array([2, 3]) }, a: 1 };
    for (const value of [shuffled, nested, [1, 2, 3, 4, 5], array([1, 2, 3, 4, 5]), x])
      expect(layout.flatten(value, 'It')).toEqual(x);
    expect(layout.flatten(x, 'It')).not.toBe(x);
  });

  it('says which path does not fit', () => {
    const flatten = (value: unknown) => () => layout.flatten(value, 'The gradient');
    expect(flatten({ ...nested, b: { c: [2, 3] } })).toThrow(
      'The gradient must be nested as x0 is, but it has no b.d.',
    );
    expect(flatten({ ...nested, f: 1 })).toThrow('The gradient has f, but x0 has no such parameter.');
    expect(flatten({ ...nested, b: { c: [2], d: [[4], 5] } })).toThrow(/^b\.c of The gradient.*, 2, not 1\.$/);
    expect(flatten({ ...nested, b: { c: [2, 3], d: [[4], 5, 6] } })).toThrow(/has b\.d\[2\]/);
    expect(flatten([1, 2])).toThrow(/as many numbers as x0, 5, not 2/);
    expect(flatten(undefined)).toThrow(/is a return missing/);
    expect(flatten(Promise.resolve(1))).toThrow(/Async/);
  });
});

describe('nested answers', () => {
  interface Point {
    readonly u: number;
    readonly v: Float64Array;
  }
  // Keys in another order than x0's: (u − 1)² + Σ (vᵢ − 5)².
  const f = ({ u, v }: Point) => ({
    value: (u - 1) ** 2 + v.reduce((sum, vi) => sum + (vi - 5) ** 2, 0),
    gradient: { v: v.map((vi) => 2 * (vi - 5)), u: 2 * (u - 1) },
  });

  it('of gradients are matched by name', async () => {
    const x0 = { u: 0, v: [0, 0] };
    const now = minimize(f, x0);
    expect(now.x.u).toBeCloseTo(1, 7);
    expect([...now.x.v]).toEqual([expect.closeTo(5, 7), expect.closeTo(5, 7)]);
    const pair = {
      value: (p: Point) => f(p).value,
      gradient: (p: Point) => f(p).gradient,
    };
    expect(minimize(pair, x0).x).toEqual(now.x);
    expect((await minimizeAsync(async (p: Point) => f(p), x0)).x).toEqual(now.x);
  });

  it('of images are too', () => {
    const g = ({ u, v }: { u: number; v: number }) => ({ v: Math.cos(v), u: u / 2 });
    const { x, status } = fixedPoint(g, { u: 1, v: 1 });
    expect(status).toBe('converged');
    expect(x.v).toBeCloseTo(0.7390851332151607, 10);
    expect(Math.abs(x.u)).toBeLessThan(1e-10);
    expect(() => fixedPoint(({ u }: { u: number; v: number }) => ({ u }), { u: 1, v: 1 })).toThrow(/g\(x\).*no v/);
  });
});
