import { describe, expect, test } from 'vitest';
import { KOLMOGOROV_CRITICAL, kolmogorovStatistic, normalDistribution } from '../random/goodness-of-fit.js';
import { random } from '../random/index.js';
import { kernelsWith, view32 } from './fixtures.js';
import type { PerturbationLaw } from './index.js';
import { boxMullerFloat32 } from './reference/index.js';

const N = 2 ** 20;
/** Standard deviations that a normal statistic exceeds, in size, with probability 0.0001. */
const DEVIATIONS = 3.9;
/**
 * Excess kurtosis of the near-Gaussian law: the fourth cumulant of a bit of weight a is −a⁴/8, a term has twelve bits
 * of weight 16 and one each of 8, 4, 2, 1, there are four terms, and their sum has variance 3157.
 */
const NEAR_EXCESS = (-4 * (12 * 16 ** 4 + 8 ** 4 + 4 ** 4 + 2 ** 4 + 1)) / 8 / 3157 ** 2;

function numbers(law: PerturbationLaw, seed: number): Float32Array {
  const kernels = kernelsWith(4 * N);
  kernels.perturb(law, 0, N, 1, 1, seed, 0);
  return view32(kernels, 0, N);
}

/** The mean of a statistic of index i over i = 0, step, 2 step, … below the size. */
function mean(statistic: (i: number) => number, step = 1): number {
  let sum = 0;
  for (let i = 0; i < N; i += step) sum += statistic(i);
  return sum / (N / step);
}

describe.each([
  { law: 'rademacher', excess: -2, largest: 1 },
  { law: 'gaussian', excess: 0, largest: 6.67 },
  { law: 'nearGaussian', excess: NEAR_EXCESS, largest: 7.4 },
] as const)('$law, a million numbers', ({ law, excess, largest }) => {
  const z = numbers(law, 2026);

  test('have the documented mean, variance, skewness, kurtosis and bound', () => {
    const deviation = DEVIATIONS / Math.sqrt(N);
    // The variances of z, z², z³ and z⁴ of a normal law are 1, 2, 15 and 96; those of the others are smaller.
    expect(Math.abs(mean((i) => z[i]!))).toBeLessThan(deviation);
    expect(Math.abs(mean((i) => z[i]! ** 2) - 1)).toBeLessThan(deviation * Math.sqrt(2));
    expect(Math.abs(mean((i) => z[i]! ** 3))).toBeLessThan(deviation * Math.sqrt(15));
    expect(Math.abs(mean((i) => z[i]! ** 4) - 3 - excess)).toBeLessThan(deviation * Math.sqrt(96));
    expect(z.every((x) => Math.abs(x) <= largest)).toBe(true);
  });

  test('are uncorrelated, with those of other lanes, words, blocks, shards and seeds', () => {
    const other = numbers(law, 2027);
    const deviation = DEVIATIONS / Math.sqrt(N);
    expect(Math.abs(mean((i) => z[i]! * other[i]!))).toBeLessThan(deviation);
    for (const lag of [1, 2, 3, 4, 8, 12, 16, 24, 32, 128, 512, 1024])
      expect(Math.abs(mean((i) => z[i]! * (z[i + lag] ?? 0)))).toBeLessThan(deviation);
  });
});

test('gaussian passes the Kolmogorov-Smirnov test at a million numbers, level 0.001', () => {
  for (const seed of [1, 2])
    expect(kolmogorovStatistic(Float64Array.from(numbers('gaussian', seed)), normalDistribution)).toBeLessThan(
      KOLMOGOROV_CRITICAL,
    );
});

test('squares of gaussian numbers are uncorrelated, within a Box-Muller pair too', () => {
  const z = numbers('gaussian', 5);
  // (z² − 1)(z'² − 1) has variance 4.
  for (const lag of [1, 4, 8, 16, 512])
    expect(Math.abs(mean((i) => (z[i]! ** 2 - 1) * ((z[i + lag] ?? 1) ** 2 - 1)))).toBeLessThan(
      (2 * DEVIATIONS) / Math.sqrt(N),
    );
});

test('nearGaussian has the documented fourth moments within a quadruple and none outside it', () => {
  const z = numbers('nearGaussian', 6);
  const first = (i: number) => 32 * Math.floor(i / 8) + (i % 8);
  const quadruples = N / 4;
  let pairs = 0;
  let product = 0;
  let outside = 0;
  for (let q = 0; q < quadruples; q++) {
    const i = first(q);
    const [a, b, c, d] = [z[i]!, z[i + 8]!, z[i + 16]!, z[i + 24]!];
    pairs += (a * a - 1) * (b * b - 1);
    product += a * b * c * d;
    outside += (a * a - 1) * (z[i ^ 1]! ** 2 - 1);
  }
  // Variances at most 4 and 1, as of normal numbers.
  const deviation = DEVIATIONS / Math.sqrt(quadruples);
  expect(Math.abs(pairs / quadruples - NEAR_EXCESS)).toBeLessThan(2 * deviation);
  expect(Math.abs(product / quadruples - NEAR_EXCESS)).toBeLessThan(deviation);
  expect(Math.abs(outside / quadruples)).toBeLessThan(2 * deviation);
});

test('the float32 Box-Muller transform is exact to ten roundings, at the ends too', () => {
  const stream = random(3);
  const ends = [0, 1, 2, 3, 0x7fffffff, 0x80000000, 0xb504f333, 0xb504f334, 0xfffffff0, 0xfffffffe, 0xffffffff];
  const words = (): number => stream.integer(2 ** 32);
  const cases = [
    ...ends.flatMap((radius) => ends.map((angle) => [radius, angle] as const)),
    ...Array.from({ length: 20_000 }, () => [words(), words()] as const),
  ];
  let worst = 0;
  for (const [radiusWord, angleWord] of cases) {
    const h = radiusWord >>> 1;
    // ln u from 1 − u where u is near 1.
    const logarithm = h > 2 ** 30 ? Math.log1p(-(2 ** 31 - h - 0.5) / 2 ** 31) : Math.log((h + 0.5) / 2 ** 31);
    const radius = Math.sqrt(-2 * logarithm) * (angleWord >>> 31 === 1 ? -1 : 1);
    const angle = ((angleWord << 2) / 2 ** 31) * (Math.PI / 4);
    const exact = [radius * Math.cos(angle), radius * Math.sin(angle)];
    if ((angleWord >>> 30) & 1) exact.reverse();
    const actual = boxMullerFloat32(radiusWord, angleWord);
    for (let k = 0; k < 2; k++)
      worst = Math.max(worst, Math.abs(actual[k]! - exact[k]!) / Math.max(Math.abs(exact[k]!), 2 ** -149));
  }
  expect(worst).toBeLessThan(10 * 2 ** -24);
});
