import { describe, expect, test } from 'vitest';
import { ZerothError } from '../errors.js';
import { fillNormal, fillRademacher, fillSphere, fillUniform, type Random, random } from './index.js';

/** Every way to draw, the ones of many blocks included. */
const kinds: readonly ((stream: Random) => unknown)[] = [
  (stream) => stream.uniform(),
  (stream) => stream.normal(),
  (stream) => stream.rademacher(),
  (stream) => stream.integer(3 * 2 ** 51),
  (stream) => stream.exponential(),
  (stream) => stream.gamma(0.3),
  (stream) => stream.studentT(3),
  (stream) => stream.stable(1.5, 0.5),
  (stream) => stream.sphere(7),
  (stream) => stream.fillUniform(new Float64Array(5)),
  (stream) => stream.fillNormal(new Float64Array(301)),
  (stream) => stream.fillRademacher(new Float64Array(300)),
  (stream) => stream.fillSphere(new Float64Array(4)),
  (stream) => stream.shuffle([1, 2, 3, 4, 5, 6, 7, 8, 9]),
  (stream) => stream.permutation(100),
  (stream) => stream.choice(1000, 10),
];

describe('random', () => {
  test('makes its first uniform number of the published block', () => {
    // Philox4x32-10 of zeros begins 6627e8d5 e169c58d: the upper 53 of these 64 bits.
    expect(random().uniform()).toBe(Number(0x6627e8d5e169c58dn >> 11n) / 2 ** 53);
  });

  test('draw i does not depend on the draws before it, nor on the order of asking', () => {
    const length = 3 * kinds.length;
    const kindAt = (i: number) => kinds[(5 * i) % kinds.length]!;
    const stream = random(7, 3);
    const inOrder = Array.from({ length }, (_, i) => kindAt(i)(stream));
    expect(stream.position).toBe(length);
    for (const i of random(1).permutation(length)) {
      const other = random(7, 3);
      other.position = i;
      expect(kindAt(i)(other)).toEqual(inOrder[i]);
      expect(other.position).toBe(i + 1);
    }
    // Other kinds of draws before it change nothing either.
    const mixed = random(7, 3);
    for (let i = 0; i < length; i++) {
      if (i % 7 === 6) expect(kindAt(i)(mixed)).toEqual(inOrder[i]);
      else kindAt(i + 1)(mixed);
    }
  });

  test('position saves and restores a stream, beyond 2^32 too', () => {
    const stream = random(1);
    stream.position = 2 ** 32 - 1;
    const [first, second] = [stream.normal(), stream.normal()];
    expect(stream.position).toBe(2 ** 32 + 1);
    const restored = random(stream.seed, stream.stream);
    restored.position = 2 ** 32;
    expect(restored.normal()).toBe(second);
    restored.position = 2 ** 32 - 1;
    expect(restored.normal()).toBe(first);
    restored.position = 0;
    expect(restored.normal()).not.toBe(second);
  });

  test('seed, stream and position each make other draws, up to their limits', () => {
    const values = new Set<number>();
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 53 - 1, 1 - 2 ** 53];
    const streams = [0, 1, 2 ** 32, 2 ** 48 - 1];
    const positions = [0, 1, 2 ** 32, 2 ** 45 - 1];
    for (const seed of seeds)
      for (const stream of streams)
        for (const position of positions) {
          const draws = random(seed, stream);
          draws.position = position;
          values.add(draws.uniform());
        }
    expect(values.size).toBe(seeds.length * streams.length * positions.length);
  });

  test('ends with an error rather than repeat itself', () => {
    const stream = random();
    stream.position = 2 ** 45 - 1;
    stream.uniform();
    expect(() => stream.uniform()).toThrow(expect.objectContaining({ code: 'random-exhausted' }));
  });

  test('a split depends on its key, not on what has been drawn, and draws nothing', () => {
    const stream = random(4, 2);
    const before = stream.split(9).uniform();
    stream.normal();
    expect(stream.split(9).uniform()).toBe(before);
    expect(stream.position).toBe(1);
    const children = Array.from({ length: 100 }, (_, key) => stream.split(key - 50).uniform());
    expect(new Set(children).size).toBe(100);
    const child = stream.split(2 ** 53 - 1);
    expect(random(child.seed, child.stream).normal()).toBe(child.normal());
  });

  test('stateless fills are the fills of the stream, and longer ones begin with shorter ones', () => {
    for (const [stateless, method] of [
      [fillUniform, 'fillUniform'],
      [fillNormal, 'fillNormal'],
      [fillRademacher, 'fillRademacher'],
      [fillSphere, 'fillSphere'],
    ] as const) {
      const stream = random(3, 5);
      stream.uniform();
      expect(stateless(new Float64Array(301), 3, 5, 1)).toEqual(stream[method](new Float64Array(301)));
      if (stateless === fillSphere) continue;
      const long = stateless(new Float64Array(1000), 3, 5);
      for (const length of [0, 1, 2, 127, 128, 129, 999])
        expect(stateless(new Float64Array(length), 3, 5)).toEqual(long.subarray(0, length));
    }
    expect(random(3, 5).normal()).toBe(fillNormal(new Float64Array(1), 3, 5)[0]);
  });

  test('points of the sphere have length 1 to rounding', () => {
    for (const n of [1, 2, 3, 1000]) {
      const square = random(n)
        .sphere(n)
        .reduce((sum, x) => sum + x * x, 0);
      // Each square is off by 3 roundings, and the sums by n more.
      expect(Math.abs(square - 1)).toBeLessThan((n + 3) * 2 ** -52);
    }
  });

  test('shuffles keep the elements and their types', () => {
    const words = random().shuffle(['a', 'b', 'c', 'd']);
    expect([...words].sort()).toEqual(['a', 'b', 'c', 'd']);
    const numbers = random().shuffle(Float64Array.of(3, 1, 2));
    expect(numbers.slice().sort()).toEqual(Float64Array.of(1, 2, 3));
  });

  test('choice takes distinct elements of a huge set with memory for those only', () => {
    const chosen = random(2).choice(2 ** 31 - 1, 1000);
    expect(new Set(chosen).size).toBe(1000);
    expect(chosen.every((x) => x >= 0)).toBe(true);
    expect([...random(2).choice(20, 20)].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(random().choice(0, 0)).toEqual(new Int32Array(0));
  });

  test('heavy tails stay numbers', () => {
    const stream = random(6);
    const laws = [
      () => stream.stable(0.01),
      () => stream.stable(0.01, 1),
      () => stream.stable(0.5, -1),
      () => stream.stable(1.01, 1),
      () => stream.stable(1.999, -1),
      () => stream.studentT(0.01),
      () => stream.gamma(1e-4),
    ];
    for (const draw of laws) expect(Array.from({ length: 10_000 }, draw).some(Number.isNaN)).toBe(false);
  });

  test('integer(1) is 0, integer(2^53) a safe integer', () => {
    expect(random().integer(1)).toBe(0);
    expect(Number.isSafeInteger(random().integer(2 ** 53))).toBe(true);
  });

  test.each<[string, () => unknown]>([
    ['random-seed', () => random(0.5)],
    ['random-seed', () => random(2 ** 53)],
    ['random-seed', () => fillNormal(new Float64Array(2), Number.NaN)],
    ['random-stream', () => random(0, -1)],
    ['random-stream', () => random(0, 2 ** 48)],
    ['random-stream', () => fillUniform(new Float64Array(2), 0, 1.5)],
    ['random-position', () => fillUniform(new Float64Array(2), 0, 0, -1)],
    [
      'random-position',
      () => {
        random().position = 2 ** 45;
      },
    ],
    ['random-key', () => random().split(0.1)],
    ['random-bound', () => random().integer(0)],
    ['random-bound', () => random().integer(2.5)],
    ['random-bound', () => random().integer(2 ** 53 + 2)],
    ['random-parameter', () => random().gamma(0)],
    ['random-parameter', () => random().gamma(Number.NaN)],
    ['random-parameter', () => random().studentT(-1)],
    ['random-parameter', () => random().stable(0)],
    ['random-parameter', () => random().stable(2.1)],
    ['random-parameter', () => random().stable(1, 1.1)],
    ['random-count', () => random().sphere(0)],
    ['random-count', () => random().permutation(-1)],
    ['random-count', () => random().choice(3, 4)],
    ['random-count', () => random().choice(2 ** 31, 4)],
  ])('throws %s for arguments out of range: %s', (code, run) => {
    let error: unknown;
    try {
      run();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ZerothError);
    expect(error).toMatchObject({ code });
  });

  test('an argument out of range draws nothing', () => {
    const stream = random();
    expect(() => stream.gamma(-1)).toThrow();
    expect(() => stream.integer(0)).toThrow();
    expect(() => stream.choice(1, 2)).toThrow();
    expect(stream.position).toBe(0);
  });
});
