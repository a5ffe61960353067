import { describe, expect, test } from 'vitest';
import { random } from '../random/index.js';
import { BASE, kernelsWith, LENGTHS } from './fixtures.js';
import type { Kernels, VectorKernels } from './index.js';
import { orderedSum } from './reference/index.js';

const ALL_LENGTHS = [...LENGTHS, 65535, 65536, 65537, 65545];
const LONGEST = 65545;

function firstUnequal(actual: Floats, expected: readonly number[]): number {
  return actual.findIndex((value, i) => !Object.is(value, expected[i]));
}

type Floats = Float32Array | Float64Array;

interface Precision {
  readonly bytes: number;
  readonly round: (x: number) => number;
  readonly make: (kernels: Kernels, pointer: number, length: number) => Floats;
  readonly of: (kernels: Kernels) => VectorKernels;
}

const precisions: readonly [string, Precision][] = [
  [
    'float32',
    {
      bytes: 4,
      round: Math.fround,
      make: ({ memory }, pointer, length) => new Float32Array(memory.buffer, pointer, length),
      of: (kernels) => kernels.float32,
    },
  ],
  [
    'float64',
    {
      bytes: 8,
      round: (x) => x,
      make: ({ memory }, pointer, length) => new Float64Array(memory.buffer, pointer, length),
      of: (kernels) => kernels.float64,
    },
  ],
];

describe.each(precisions)('vectors of %s', (_, { bytes, round, make, of }) => {
  const kernels = kernelsWith(BASE + 2 * LONGEST * bytes + 1024);
  const vectors = of(kernels);
  const X = BASE;
  const Y = BASE + LONGEST * bytes + 64 - ((LONGEST * bytes) % 64);
  const source = random(5).fillNormal(new Float64Array(2 * LONGEST));
  const reset = (length: number) => {
    const x = make(kernels, X, length);
    const y = make(kernels, Y, length);
    x.set(source.subarray(0, length));
    y.set(source.subarray(LONGEST, LONGEST + length));
    return { x, y };
  };

  test('axpy and scale round as written and leave the neighbours alone', () => {
    for (const length of ALL_LENGTHS) {
      const { x, y } = reset(length);
      const a = round(-0.37);
      const after = make(kernels, Y, length + 1);
      after[length] = 7;
      const expected = Array.from(y, (value, i) => round(value + round(a * x[i]!)));
      vectors.axpy(length, a, X, Y);
      expect(firstUnequal(after, [...expected, 7])).toBe(-1);
      const scaled = Array.from(y, (value) => round(a * value));
      vectors.scale(length, a, Y);
      expect(firstUnequal(after, [...scaled, 7])).toBe(-1);
    }
  });

  test('dot, sum and norm2 add in the documented order', () => {
    for (const length of ALL_LENGTHS) {
      const { x, y } = reset(length);
      expect(vectors.dot(length, X, Y)).toBe(orderedSum(length, (i) => x[i]! * y[i]!));
      expect(vectors.sum(length, X)).toBe(orderedSum(length, (i) => x[i]!));
      expect(vectors.norm2(length, X)).toBe(Math.sqrt(orderedSum(length, (i) => x[i]! * x[i]!)));
    }
  });

  test('maxAbs finds the largest at every place, and NaN', () => {
    for (const length of LENGTHS.filter((n) => n > 0 && n < 70)) {
      for (let i = 0; i < length; i++) {
        const { x } = reset(length);
        x[i] = i % 2 === 0 ? -100 : 100;
        expect(vectors.maxAbs(length, X)).toBe(100);
        x[i] = Number.NaN;
        expect(vectors.maxAbs(length, X)).toBeNaN();
      }
    }
    expect(vectors.maxAbs(0, X)).toBe(0);
  });

  test('norm2 holds wherever the norm itself is representable', () => {
    const { x } = reset(100);
    const largest = bytes === 4 ? 2 ** 127 : 2 ** 1020;
    const smallest = bytes === 4 ? 2 ** -149 : 2 ** -1074;
    for (const magnitude of [largest, 2 ** 100, 2 ** -100, 2 ** -140, smallest]) {
      // Norm of (3 m, 4 m) spread over the vector; m scaled down where 5 m would overflow.
      const m = magnitude === largest ? magnitude / 8 : magnitude;
      x.fill(0);
      x[3] = 3 * m;
      x[97] = -4 * m;
      expect(vectors.norm2(100, X)).toBe(5 * m);
    }
    x[0] = Infinity;
    expect(vectors.norm2(100, X)).toBe(Infinity);
    x[1] = Number.NaN;
    expect(vectors.norm2(100, X)).toBeNaN();
    x.fill(0);
    expect(vectors.norm2(100, X)).toBe(0);
  });
});
