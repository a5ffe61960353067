import { describe, expect, it } from 'vitest';
import { type Delta, decodeDelta, encodeDelta } from './delta.js';

const delta: Delta = {
  header: {
    format: 'zeroth-delta',
    version: 1,
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

  it('take four bytes a number, a header and 44 bytes', () => {
    expect(encodeDelta(delta).length).toBe(8 + 4 + JSON.stringify(delta.header).length + 4 * 5 + 32);
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
