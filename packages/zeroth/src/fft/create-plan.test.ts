import { describe, expect, it } from 'vitest';
import { createPlan, fft, ifft, irfft, rfft } from './index.js';

function noise(n: number, seed: number): Float64Array {
  let state = seed + 12345;
  return Float64Array.from({ length: n }, () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

describe('plans', () => {
  it('give the bits of the functions, split and interleaved, forward and inverse', () => {
    for (const n of [1, 2, 8, 15, 49, 77, 101, 263, 1024]) {
      const plan = createPlan(n);
      const [re, im] = [noise(n, 1), noise(n, 2)];
      const [forward, inverse] = [fft({ re, im }), ifft({ re, im })];
      const z = Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? re : im)[i >> 1]!);
      const split = { re: re.slice(), im: im.slice() };
      plan.forward(split.re, split.im);
      expect(split).toEqual(forward);
      const pairs = z.slice();
      plan.forwardInterleaved(pairs);
      expect(pairs.filter((_, i) => i % 2 === 0)).toEqual(forward.re);
      expect(pairs.filter((_, i) => i % 2 === 1)).toEqual(forward.im);
      const back = { re: re.slice(), im: im.slice() };
      plan.inverse(back.re, back.im);
      expect(back).toEqual(inverse);
      // Another order of the same roots: the inverse by reversal differs by rounding.
      plan.inverseInterleaved(z);
      for (let k = 0; k < n; k++) {
        expect(Math.abs(z[2 * k]! - inverse.re[k]!)).toBeLessThan(1e-15);
        expect(Math.abs(z[2 * k + 1]! - inverse.im[k]!)).toBeLessThan(1e-15);
      }
    }
  });

  it('of real transforms do so too, and leave their inputs', () => {
    for (const n of [1, 2, 7, 12, 101, 256]) {
      const plan = createPlan(n, { kind: 'real' });
      const x = noise(n, 3);
      const count = Math.floor(n / 2) + 1;
      const half = { re: new Float64Array(count), im: new Float64Array(count) };
      plan.forward(x, half.re, half.im);
      expect(x).toEqual(noise(n, 3));
      expect(half).toEqual(rfft(x));
      const back = new Float64Array(n);
      plan.inverse(half.re, half.im, back);
      expect(back).toEqual(irfft(rfft(x), { length: n }));
    }
  });

  it('keep working when others have used the memory, and when it has grown', () => {
    const plan = createPlan(1009);
    const [re, im] = [noise(1009, 1), noise(1009, 2)];
    const expected = fft({ re, im });
    fft(noise(2 ** 17, 1));
    createPlan(300007).forward(noise(300007, 1), noise(300007, 2));
    plan.forward(re, im);
    expect({ re, im }).toEqual(expected);
  });

  it('say what does not fit', () => {
    expect(() => createPlan(0)).toThrow(/at least 1/);
    expect(() => createPlan(4).forward(new Float64Array(4), new Float64Array(3))).toThrow(/\[4\].*\[3\]/);
    expect(() => createPlan(4).forwardInterleaved(new Float64Array(4))).toThrow(/\[8\]/);
  });
});
