import FFT from 'fft.js';
import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import { createPlan, fft } from './index.js';

describe('fft.js agrees', () => {
  // Both err by a small multiple of ε √log₂ n ‖X‖; 8 ε log₂ n bounds the sum with room.
  it.each([2, 4, 8, 64, 512, 4096])('on %i complex numbers', (n) => {
    const z = random(n).fillNormal(new Float64Array(2 * n));
    const peer = new FFT(n);
    const expected = peer.createComplexArray() as number[];
    peer.transform(expected, [...z]);
    const even = z.filter((_, i) => i % 2 === 0);
    const odd = z.filter((_, i) => i % 2 === 1);
    const { re, im } = fft({ re: even, im: odd });
    createPlan(n).forwardInterleaved(z);
    const norm = Math.hypot(...expected);
    const error = Math.hypot(...expected.map((value, i) => value - z[i]!));
    expect(error).toBeLessThanOrEqual(8 * Number.EPSILON * Math.log2(n) * norm);
    expect([...z]).toEqual(Array.from(z, (_, i) => (i % 2 === 0 ? re : im)[i >> 1]!));
  });
});
