import { describe, expect, it } from 'vitest';
import { array, type NDArray } from '../array/index.js';
import { convolve, correlate } from './index.js';

function noise(n: number, seed: number): Float64Array {
  let state = seed + 12345;
  return Float64Array.from({ length: n }, () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

const modes = ['full', 'same', 'valid'] as const;

describe('convolve', () => {
  it('multiplies polynomials, exactly by direct sums', () => {
    expect([...convolve(Float64Array.of(1, 2, 3), Float64Array.of(0, 1, 0.5))]).toEqual([0, 1, 2.5, 4, 1.5]);
    expect([...convolve(Float64Array.of(1, 2, 3), Float64Array.of(0, 1, 0.5), { mode: 'same' })]).toEqual([1, 2.5, 4]);
    expect([...convolve(Float64Array.of(1, 2, 3), Float64Array.of(0, 1, 0.5), { mode: 'valid' })]).toEqual([2.5]);
    expect([...convolve(Float64Array.of(1, 2), Float64Array.of(1, 1, 1, 1), { mode: 'valid' })]).toEqual([3, 3, 3]);
  });

  it('is the same by transforms, within their error relative to the whole', () => {
    for (const [m, n] of [
      [1, 1],
      [5, 3],
      [3, 5],
      [100, 37],
      [64, 64],
    ] as const)
      for (const mode of modes) {
        const [a, b] = [noise(m, 1), noise(n, 2)];
        const direct = convolve(a, b, { mode, method: 'direct' });
        const fast = convolve(a, b, { mode, method: 'fft' });
        expect(fast.length).toBe(direct.length);
        const scale = Math.hypot(...a) * Math.hypot(...b);
        for (let i = 0; i < fast.length; i++)
          expect(Math.abs(fast[i]! - direct[i]!)).toBeLessThan(2 ** -50 * Math.log2(4 * (m + n)) * scale);
      }
  });

  it('runs over all axes of arrays', () => {
    const a = array([
      [1, 2, 0],
      [0, 1, 3],
    ]);
    const b = array([
      [1, -1],
      [2, 4],
    ]);
    const expected = [
      [1, 1, -2, 0],
      [2, 9, 10, -3],
      [0, 2, 10, 12],
    ];
    expect(convolve(a, b, { method: 'direct' }).toArray()).toEqual(expected);
    expect(convolve(b, a, { method: 'direct' }).toArray()).toEqual(expected);
    const fast = convolve(a, b, { method: 'fft' });
    expect(fast.shape).toEqual([3, 4]);
    rows(fast).forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value).toBeCloseTo(expected[i]![j]!, 12);
      });
    });
    expect(convolve(a, b, { mode: 'valid' }).toArray()).toEqual([[9, 10]]);
  });

  it('is undone by division of the transforms: the convolution theorem', () => {
    // A circular convolution by wrapping the full one must be the product of transforms; checked through its sum.
    const [a, b] = [noise(50, 3), noise(50, 4)];
    const total = (x: Float64Array) => x.reduce((sum, value) => sum + value, 0);
    expect(total(convolve(a, b, { method: 'fft' }))).toBeCloseTo(total(a) * total(b), 12);
  });
});

describe('correlate', () => {
  it('has its largest value at the shift between two copies', () => {
    const a = noise(200, 9);
    const b = a.slice(70, 110);
    const c = correlate(a, b, { mode: 'valid' });
    expect(c.indexOf(Math.max(...c))).toBe(70);
    expect([...correlate(Float64Array.of(1, 2, 3), Float64Array.of(0, 1, 0.5))]).toEqual([0.5, 2, 3.5, 3, 0]);
  });

  it('says what is wrong with its input', () => {
    expect(() => correlate([1], [[1]])).toThrow(/\[1\] and \[1, 1\]/);
    expect(() => convolve([], [1])).toThrow(/must not be empty/);
    expect(() => convolve([[1, 2]], [[1], [2]], { mode: 'valid' })).toThrow(/fit into/);
  });
});

function rows(x: NDArray): number[][] {
  const nested = x.toArray();
  if (!Array.isArray(nested)) throw new Error('no rows');
  return nested.map((row) => {
    if (!Array.isArray(row)) throw new Error('no rows');
    return row.map(Number);
  });
}
