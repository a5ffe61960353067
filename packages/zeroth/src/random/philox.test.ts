import { describe, expect, test } from 'vitest';
import { philox4x32 } from './philox.js';

/** The published known-answer vectors of Random123 for philox4x32 with 10 rounds: counter, key, block. */
const KNOWN_ANSWERS = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    block: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    block: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    block: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
] as const;

describe('philox4x32', () => {
  test.each(KNOWN_ANSWERS)('gives the published block for counter $counter', ({ counter, key, block }) => {
    const words = new Uint32Array(4);
    philox4x32(counter[0], counter[1], counter[2], counter[3], key[0], key[1], words);
    expect([...words]).toEqual(block);
  });

  test('agrees with the definition in big integers at 200 scattered counters', () => {
    const words = new Uint32Array(4);
    const mask = 0xffffffffn;
    for (let i = 0; i < 200; i++) {
      const input = Array.from({ length: 6 }, (_, j) => Math.imul(i * 6 + j + 1, 0x9e3779b1) >>> 0);
      let [c0, c1, c2, c3, k0, k1] = input.map(BigInt) as [bigint, bigint, bigint, bigint, bigint, bigint];
      for (let round = 0; round < 10; round++) {
        const first = c0 * 0xd2511f53n;
        const second = c2 * 0xcd9e8d57n;
        [c0, c1, c2, c3] = [(second >> 32n) ^ c1 ^ k0, second & mask, (first >> 32n) ^ c3 ^ k1, first & mask];
        k0 = (k0 + 0x9e3779b9n) & mask;
        k1 = (k1 + 0xbb67ae85n) & mask;
      }
      philox4x32(input[0]!, input[1]!, input[2]!, input[3]!, input[4]!, input[5]!, words);
      expect([...words].map(BigInt)).toEqual([c0, c1, c2, c3]);
    }
  });
});
