import { expect, it } from 'vitest';
import { checksum } from '../random/checksum.js';
import { random } from '../random/index.js';
import { adamStep, adamStepRoom } from './adam-step.js';
import { fitHome, vectorHome } from './vector-home.js';

const operands = {
  meanDecay: 0.9,
  squareDecay: 0.999,
  epsilon: 1e-8,
  keep: 0.99999,
  coupledDecay: 0.01,
  rate: 0.003,
  correction: 3,
};

const sumOf = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  checksum(new Uint8Array(buffer, byteOffset, byteLength));

it('gives vectors of zeros in one buffer that do not overlap', () => {
  const lengths = [1, 16, 17, 0, 100_000];
  const { home, vectors } = vectorHome(lengths, 1000);
  expect(vectors.map(({ length }) => length)).toEqual(lengths);
  vectors.forEach((vector, k) => {
    expect(vector.buffer).toBe(home.memory.buffer);
    expect(vector.every((value) => value === 0)).toBe(true);
    vector.fill(k + 1);
  });
  vectors.forEach((vector, k) => {
    expect(vector.byteOffset).toBeGreaterThanOrEqual(home.base + 1000);
    expect(vector.every((value) => value === k + 1)).toBe(true);
  });
});

it('says what does not fit a memory of 4 GiB, which throws', () => {
  expect(fitHome([2 ** 30 - 2 ** 15], 4096)).toBe(true);
  expect(fitHome([2 ** 30], 0)).toBe(false);
  expect(() => vectorHome([2 ** 30], 0)).toThrow(RangeError);
});

it.each([4096, 16_384, 16_385, 40_003])(
  'steps Adam to the same bits wherever its vectors are, and leaves those beside them alone: %i',
  (length) => {
    const draws = random(length);
    const numbers = [1, 2, 3].map(() => Float32Array.from({ length }, () => draws.normal()));
    const all = [...numbers, numbers[0]!.map((value) => value * value)];
    const away = all.map((vector) => vector.slice());
    adamStep(away[0]!, away[1]!, away[2]!, away[3]!, operands);
    // In the memory are: none, the moments, all but the gradient, all; at addresses that no vector register asks for.
    for (const isHome of [[], [2, 3], [0, 2, 3], [0, 1, 2, 3]]) {
      const { home, vectors } = vectorHome([4 * length + 6], adamStepRoom);
      const beside = vectors[0]!.fill(7);
      const here = all.map((vector, t) =>
        isHome.includes(t) ? beside.subarray(1 + t * (length + 1)) : vector.slice(),
      );
      const own = here.map((vector, t) => {
        const exact = vector.subarray(0, length);
        exact.set(all[t]!);
        return exact;
      });
      adamStep(own[0]!, own[1]!, own[2]!, own[3]!, operands, home);
      expect(own.map(sumOf)).toEqual(away.map(sumOf));
      expect([0, 1, 2, 3, 4].map((t) => beside[t * (length + 1)])).toEqual([7, 7, 7, 7, 7]);
    }
  },
);
