import { describe, expect, test } from 'vitest';
import { BASE, bitsOf, firstDifference, kernelsWith, LENGTHS, normals, view32 } from './fixtures.js';
import type { PerturbationLaw } from './index.js';
import { move, moveBelow, moveMarked, seededNumbers } from './reference/index.js';

const LAWS: readonly PerturbationLaw[] = ['rademacher', 'gaussian', 'nearGaussian'];
const SEED = 2 ** 40 + 12345;
const START = 512 * 7;
const GUARD = 12.5;

describe.each(LAWS)('perturb, %s', (law) => {
  test('equals the reference bit for bit at every boundary length and writes nothing else', () => {
    const kernels = kernelsWith(BASE + 8192);
    for (const length of LENGTHS) {
      const memory = view32(kernels, BASE - 32, length + 16).fill(GUARD);
      const expected = normals(length, length);
      memory.set(expected, 8);
      move(expected, seededNumbers(law, length, SEED, START), 0.999, 1e-3);
      kernels.perturb(law, BASE, length, 0.999, 1e-3, SEED, START);
      expect(firstDifference(memory.subarray(8, 8 + length), expected)).toBe(-1);
      expect([...memory.subarray(0, 8), ...memory.subarray(8 + length)]).toEqual(Array(16).fill(GUARD));
    }
  });

  test('works up to the last byte of the memory', () => {
    const kernels = kernelsWith(65536);
    for (const length of [1, 2, 3, 13, 16, 37, 509, 512, 515]) {
      const pointer = 65536 - 4 * length;
      const weights = view32(kernels, pointer, length);
      const expected = normals(length, 1);
      weights.set(expected);
      move(expected, seededNumbers(law, length, SEED, 0), 1, 0.25);
      kernels.perturb(law, pointer, length, 1, 0.25, SEED, 0);
      expect(firstDifference(weights, expected)).toBe(-1);
    }
  });

  test('gives the same numbers to any split at multiples of 512', () => {
    const length = 2 ** 16 + 3 * 512 + 77;
    const kernels = kernelsWith(BASE + 4 * length);
    const weights = view32(kernels, BASE, length).fill(0);
    kernels.perturb(law, BASE, length, 1, 1, SEED, START);
    const whole = weights.slice();
    for (const part of [512, 512 * 5, 512 * 64]) {
      weights.fill(0);
      for (let i = 0; i < length; i += part)
        kernels.perturb(law, BASE + 4 * i, Math.min(part, length - i), 1, 1, SEED, START + i);
      expect(firstDifference(weights, whole)).toBe(-1);
    }
    expect(firstDifference(whole, seededNumbers(law, length, SEED, START))).toBe(-1);
  });

  test('carries into the high word of the shard', () => {
    const kernels = kernelsWith(BASE + 8192);
    const weights = view32(kernels, BASE, 1024).fill(0);
    const start = 512 * (2 ** 32 - 1);
    kernels.perturb(law, BASE, 1024, 1, 1, SEED, start);
    expect(firstDifference(weights, seededNumbers(law, 1024, SEED, start))).toBe(-1);
    const second = view32(kernels, BASE + 4096, 512).fill(0);
    kernels.perturb(law, BASE + 4096, 512, 1, 1, SEED, 512 * 2 ** 32);
    expect(second).toEqual(weights.subarray(512));
  });

  test('moves only small weights, by the same mask in all three passes', () => {
    const kernels = kernelsWith(BASE + 8192);
    const threshold = 0.7;
    for (const length of LENGTHS) {
      const weights = view32(kernels, BASE, length);
      const original = normals(length, 3);
      weights.set(original);
      const expected = original.slice();
      const z = seededNumbers(law, length, SEED, START);
      // A step as large as the threshold: the mask of moved weights would be another one.
      moveBelow(expected, z, 1, 0.6, threshold);
      kernels.perturbSmall(law, BASE, length, 1, 0.6, SEED, START, threshold);
      expect(firstDifference(weights, expected)).toBe(-1);
      for (const [decay, amount] of [
        [1, -1.2],
        [0.99, 0.61],
      ] as const) {
        moveMarked(expected, z, decay, amount);
        kernels.perturbMarked(law, BASE, length, decay, amount, SEED, START);
        expect(firstDifference(weights, expected)).toBe(-1);
      }
      const bits = bitsOf(weights);
      const before = bitsOf(original);
      for (let i = 0; i < length; i++) {
        const chosen = Math.abs(original[i]!) <= Math.fround(threshold);
        expect(bits[i]! & 1).toBe(chosen ? 1 : 0);
        // The others keep all their bits but the lowest.
        if (!chosen) expect(bits[i]).toBe((before[i]! & ~1) >>> 0);
      }
    }
  });
});

test('different seeds, laws and tensors never share numbers', () => {
  const all = new Map<string, string>();
  for (const law of ['gaussian', 'nearGaussian'] as const)
    for (const seed of [0, 1, 2 ** 32, 2 ** 52, -1])
      for (const start of [0, 512, 2 ** 41]) {
        const key = bitsOf(seededNumbers(law, 64, seed, start)).join();
        expect(all.get(key)).toBeUndefined();
        all.set(key, `${law} ${seed} ${start}`);
      }
});
