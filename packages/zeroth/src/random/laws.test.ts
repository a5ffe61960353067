import { describe, expect, test } from 'vitest';
import {
  chiSquare,
  chiSquareCritical,
  gammaDistribution,
  KOLMOGOROV_CRITICAL,
  kolmogorovStatistic,
  normalDistribution,
} from './goodness-of-fit.js';
import { fillNormal, fillRademacher, fillUniform, random } from './index.js';

const N = 50_000;
const draws = (draw: () => number, n = N) => Float64Array.from({ length: n }, draw);

/** Continuous laws with a distribution function in closed form. All tests are at level 0.001. */
const laws: readonly [string, (seed: number) => () => number, (x: number) => number][] = [
  ['uniform', (seed) => random(seed).uniform, (x) => x],
  ['normal', (seed) => random(seed).normal, normalDistribution],
  ['exponential', (seed) => random(seed).exponential, (x) => 1 - Math.exp(-x)],
  ...[0.1, 0.5, 1, 2.5, 40].map(
    (shape) =>
      [
        `gamma(${shape})`,
        (seed: number) => {
          const stream = random(seed);
          return () => stream.gamma(shape);
        },
        (x: number) => gammaDistribution(shape, x),
      ] as const satisfies [string, unknown, unknown],
  ),
  ['Student t(1)', student(1), (x) => 0.5 + Math.atan(x) / Math.PI],
  ['Student t(2)', student(2), (x) => 0.5 + x / (2 * Math.sqrt(2 + x * x))],
  [
    'Student t(4)',
    student(4),
    (x) => {
      const s = 1 + (x * x) / 4;
      return 0.5 + ((3 / 8) * x * (1 - (x * x) / (12 * s))) / Math.sqrt(s);
    },
  ],
  ['stable(2) is normal with variance 2', stable(2, 0.7), (x) => normalDistribution(x / Math.SQRT2)],
  ['stable(1) is Cauchy', stable(1, 0), (x) => 0.5 + Math.atan(x) / Math.PI],
  ['stable(1/2, 1) is the Lévy law', stable(0.5, 1), (x) => (x > 0 ? 2 * normalDistribution(-1 / Math.sqrt(x)) : 0)],
  [
    'stable(1/2, −1) is its reflection',
    stable(0.5, -1),
    (x) => (x < 0 ? 1 - 2 * normalDistribution(-1 / Math.sqrt(-x)) : 1),
  ],
  // Archimedes: a coordinate of the sphere in three dimensions is uniform.
  [
    'a coordinate of sphere(3)',
    (seed) => {
      const stream = random(seed);
      return () => stream.sphere(3)[1]!;
    },
    (x) => (x + 1) / 2,
  ],
];

function student(degreesOfFreedom: number) {
  return (seed: number) => {
    const stream = random(seed);
    return () => stream.studentT(degreesOfFreedom);
  };
}

function stable(alpha: number, beta: number) {
  return (seed: number) => {
    const stream = random(seed);
    return () => stream.stable(alpha, beta);
  };
}

describe('the Kolmogorov-Smirnov test at n = 50000 accepts', () => {
  test.each(laws)('%s', (_, start, distribution) => {
    for (const seed of [1, 2])
      expect(kolmogorovStatistic(draws(start(seed)), distribution)).toBeLessThan(KOLMOGOROV_CRITICAL);
  });

  test('filled arrays', () => {
    expect(kolmogorovStatistic(fillUniform(new Float64Array(N), 3), (x) => x)).toBeLessThan(KOLMOGOROV_CRITICAL);
    const normals = fillNormal(new Float64Array(2 * N), 3, 9);
    expect(kolmogorovStatistic(normals, normalDistribution)).toBeLessThan(KOLMOGOROV_CRITICAL);
    // The two numbers of a Box-Muller pair, which share radius and angle, and pairs of neighbours.
    for (const lag of [1, 2]) {
      const sums = Float64Array.from(
        { length: N / 2 },
        (_, i) => (normals[4 * i]! + normals[4 * i + lag]!) / Math.SQRT2,
      );
      expect(kolmogorovStatistic(sums, normalDistribution)).toBeLessThan(KOLMOGOROV_CRITICAL);
      const squares = sums.map((_, i) => (normals[4 * i]! ** 2 + normals[4 * i + lag]! ** 2) / 2);
      expect(kolmogorovStatistic(squares, (x) => 1 - Math.exp(-x))).toBeLessThan(KOLMOGOROV_CRITICAL);
    }
  });
});

test('stable laws have their characteristic function', () => {
  for (const [alpha, beta] of [
    [1.5, 0.5],
    [0.7, -0.8],
    [1, 0.6],
    [1.2, 1],
  ] as const) {
    const stream = random(11);
    const sample = draws(() => stream.stable(alpha, beta));
    for (const t of [0.2, 0.7, 1.5, -1]) {
      const skew = alpha === 1 ? (-2 / Math.PI) * Math.log(Math.abs(t)) : Math.tan((Math.PI * alpha) / 2);
      const size = Math.abs(t) ** alpha;
      const phase = size * beta * Math.sign(t) * skew;
      const cosine = sample.reduce((sum, x) => sum + Math.cos(t * x), 0) / N;
      const sine = sample.reduce((sum, x) => sum + Math.sin(t * x), 0) / N;
      // A mean of numbers in [−1, 1] has standard deviation at most 1/√N; 3.9 of them at level 0.0001.
      const tolerance = 3.9 / Math.sqrt(N);
      expect(Math.abs(cosine - Math.exp(-size) * Math.cos(phase))).toBeLessThan(tolerance);
      expect(Math.abs(sine - Math.exp(-size) * Math.sin(phase))).toBeLessThan(tolerance);
    }
  }
});

describe('the chi-square test at level 0.001 accepts', () => {
  test.each([2, 3, 10, 100])('integers below %i, n = 100000', (n) => {
    const stream = random(n);
    const counts = new Float64Array(n);
    for (let i = 0; i < 100_000; i++) {
      const value = stream.integer(n);
      counts[value] = counts[value]! + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareCritical(n - 1));
  });

  // A plain remainder of 32 or 53 bits would give the lower third twice the chance of the others here.
  test.each([3 * 2 ** 30, 3 * 2 ** 51])('thirds of integers below %i, n = 30000', (n) => {
    const stream = random(5);
    const counts = new Float64Array(3);
    for (let i = 0; i < 30_000; i++) {
      const third = Math.floor(stream.integer(n) / (n / 3));
      counts[third] = counts[third]! + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareCritical(2));
  });

  test('the 24 orders of a permutation and of a shuffle of four, n = 24000', () => {
    for (const order of [
      (seed: number) => random(0, seed).permutation(4).join(''),
      (seed: number) => random(1, seed).shuffle([0, 1, 2, 3]).join(''),
    ]) {
      const counts = new Map<string, number>();
      for (let seed = 0; seed < 24_000; seed++) {
        const key = order(seed);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      expect(counts.size).toBe(24);
      expect(chiSquare([...counts.values()])).toBeLessThan(chiSquareCritical(23));
    }
  });

  test('the 60 ordered choices of three of five, n = 60000', () => {
    const stream = random(8);
    const counts = new Map<string, number>();
    for (let i = 0; i < 60_000; i++) {
      const key = stream.choice(5, 3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(60);
    expect(chiSquare([...counts.values()])).toBeLessThan(chiSquareCritical(59));
  });

  test('signs, singly and in runs of eight neighbours', () => {
    const signs = fillRademacher(new Float64Array(400_000), 4);
    expect(signs.every((sign) => sign === 1 || sign === -1)).toBe(true);
    const counts = new Float64Array(256);
    for (let i = 0; i < signs.length; i += 8) {
      let byte = 0;
      for (let j = 0; j < 8; j++) byte = 2 * byte + (signs[i + j]! > 0 ? 1 : 0);
      counts[byte] = counts[byte]! + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareCritical(255));
    // Sums of 2000 signs in 200 streams: their squares, over 2000, are chi-square with 200 degrees of freedom.
    let squares = 0;
    for (let seed = 0; seed < 200; seed++) {
      const sum = draws(random(seed).rademacher, 2000).reduce((a, b) => a + b);
      squares += (sum * sum) / 2000;
    }
    expect(squares).toBeLessThan(chiSquareCritical(200));
  });
});

test('streams, splits, seeds and neighbouring draws are uncorrelated', () => {
  const base = random(0);
  const samples = [
    draws(base.uniform),
    draws(random(1).uniform),
    draws(random(0, 1).uniform),
    draws(base.split(0).uniform),
    draws(base.split(1).uniform),
    draws(random(0, 1).split(0).uniform),
    draws(base.split(0).split(0).uniform),
    draws(base.uniform),
  ];
  for (let i = 0; i < samples.length; i++)
    for (let j = 0; j <= i; j++) {
      const lag = i === j ? 1 : 0;
      let sum = 0;
      for (let k = 0; k + lag < N; k++) sum += (samples[i]![k]! - 0.5) * (samples[j]![k + lag]! - 0.5);
      // 12 times the mean has standard deviation 1/√N; 4.4 of them at level 0.001 over 36 pairs.
      expect(Math.abs((12 * sum) / N)).toBeLessThan(4.4 / Math.sqrt(N));
    }
});
