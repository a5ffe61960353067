import { describe, expect, it } from 'vitest';
import { type Cloud, readPoint, type Sample, type Vector, valuesAt } from '../query/index.js';
import { run } from '../run/index.js';
import { batchOracle, functionOracle, listed } from './index.js';

const cloud: Cloud = {
  law: 'gaussian',
  center: Float64Array.of(1, -2, 3),
  scale: Float64Array.of(0.5, 2, 1e-3),
  seed: 7,
  length: 9,
};
const list = listed(cloud);
const f = (x: Vector) => x.reduce((sum, v, i) => sum + Math.sin((i + 1) * v), 0);

describe('a function as an oracle', () => {
  it('answers each of the points, of a list or a cloud, with the same bits', () => {
    const expected = Float64Array.from(list, f);
    expect(functionOracle(f).values({ kind: 'values', points: list })).toEqual(expected);
    expect(functionOracle(f).values({ kind: 'values', points: cloud })).toEqual(expected);
  });

  it('reads a cloud into one buffer', () => {
    const seen = new Set<Vector>();
    functionOracle((x) => seen.add(x).size).values({ kind: 'values', points: cloud });
    expect(seen.size).toBe(1);
  });

  it('gets the sample that the question is about', () => {
    const samples: (Sample | undefined)[] = [];
    const oracle = functionOracle((_, sample) => samples.push(sample));
    run(valuesAt(list.slice(0, 1), { sample: [3, 5] }), oracle);
    run(valuesAt(list.slice(0, 1)), oracle);
    expect(samples).toEqual([[3, 5], undefined]);
  });
});

describe('a batch function as an oracle', () => {
  it('sees a list, of a cloud too, and the sample', () => {
    const oracle = batchOracle((points, sample) => Float64Array.from(points, (x) => f(x) + Number(sample ?? 0)));
    expect(oracle.values({ kind: 'values', points: cloud, sample: 2 })).toEqual(
      Float64Array.from(list, (x) => f(x) + 2),
    );
    expect(oracle.values({ kind: 'values', points: list })).toEqual(Float64Array.from(list, f));
  });

  it('must answer as many values as there are points', () => {
    const oracle = batchOracle(() => new Float64Array(3));
    expect(() => oracle.values({ kind: 'values', points: list })).toThrow(
      expect.objectContaining({ code: 'answer-shape', message: expect.stringContaining('9 in all, not 3') }),
    );
  });
});

describe('listed', () => {
  it('writes out any part of a cloud as readPoint does', () => {
    const part = listed(cloud, 3, 6);
    expect(part).toEqual([3, 4, 5].map((i) => readPoint(cloud, i, new Float64Array(3))));
    expect(listed(list, 3, 6)).toEqual(part);
    expect(listed(list)).toBe(list);
  });
});
