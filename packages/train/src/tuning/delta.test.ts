import { describe, expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { type Delta, decodeDelta, encodeDelta } from './delta.js';
import { roundHead } from './rounded-head.js';

const delta: Delta = {
  header: {
    format: 'zeroth-delta',
    version: 2,
    model: 'use-lite',
    baseHash: 'ab',
    classes: ['ham', 'spam'],
    maxTokens: 32,
    adaptation: {},
    tuned: ['all'],
    method: 'mezo',
    options: { steps: 3 },
    values: 2,
    scalars: 3,
    weightsHash: 'cd',
  },
  values: Float32Array.of(0.1, -0),
  scalars: Float32Array.of(1, 2, 3),
};

describe('deltas', () => {
  it('survive encoding, bit for bit', () => {
    expect(decodeDelta(encodeDelta(delta))).toEqual(delta);
  });

  it('take four bytes a number, a packed header and 44 bytes', () => {
    const bytes = encodeDelta(delta);
    const packed = new DataView(bytes.buffer).getUint32(8, true);
    expect(packed).toBeLessThan(JSON.stringify(delta.header).length);
    expect(bytes.length).toBe(8 + 4 + packed + 4 * 5 + 32);
  });

  it('take a byte for each weight of a rounded head, and give it back bit for bit', () => {
    for (let seed = 0; seed < 20; seed++) {
      const draws = random(seed);
      const list = Float32Array.from({ length: 515 }, (_, i) =>
        i < 512 ? 1e-3 * draws.normal() : 50 * draws.normal(),
      );
      const { values, rounding } = roundHead(list, 3);
      expect(rounding.count).toBe(512);
      const most = list.subarray(0, 512).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      // Half a step of 1/127 of the largest, and the rounding of scale and product to 24 bits.
      list.forEach((value, i) => {
        expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(i < 512 ? (most / 254) * (1 + 1e-4) : 0);
      });
      const rounded: Delta = { ...delta, header: { ...delta.header, values: 515, rounding }, values };
      expect(decodeDelta(encodeDelta(rounded))).toEqual(rounded);
      // As files are read: somewhere in memory that holds other things too.
      const read = Buffer.concat([Buffer.alloc(3, 7), encodeDelta(rounded)]).subarray(3);
      expect(decodeDelta(read)).toEqual(rounded);
      expect(roundHead(values, 3)).toEqual({ values, rounding });
      expect(() => encodeDelta({ ...rounded, values: list })).toThrow(
        expect.objectContaining({ code: 'delta-not-exact' }),
      );
    }
    expect(roundHead(new Float32Array(3), 1)).toEqual({
      values: new Float32Array(3),
      rounding: { count: 2, scale: 0 },
    });
  });

  it('are refused when any bit was changed, or when they were cut', () => {
    const bytes = encodeDelta(delta);
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i]! ^= 1 << (i % 8);
      expect(() => decodeDelta(changed, 'x.bin')).toThrow('x.bin is damaged');
      expect(() => decodeDelta(bytes.subarray(0, i))).toThrow('is damaged');
    }
  });

  it('are refused when their header does not say what a delta is', () => {
    const without = (field: string) =>
      ({ ...delta, header: { ...delta.header, [field]: undefined } }) as unknown as Delta;
    for (const field of Object.keys(delta.header))
      expect(() => decodeDelta(encodeDelta(without(field)))).toThrow('is damaged');
  });
});
