import { describe, expect, it } from 'vitest';
import { KOLMOGOROV_CRITICAL, kolmogorovStatistic } from '../random/goodness-of-fit.js';
import {
  betaDistribution,
  binomial,
  type ContinuousDistribution,
  categorical,
  chiSquared,
  type DiscreteDistribution,
  exponential,
  fisherF,
  gammaDistribution,
  laplace,
  logistic,
  multivariateNormal,
  normal,
  poisson,
  random,
  stable,
  studentT,
  weibull,
} from './index.js';

const continuous: readonly [string, ContinuousDistribution][] = [
  ['normal', normal(2, 3)],
  ['Student t(0.7)', studentT(0.7)],
  ['Student t(5)', studentT(5, -1, 2)],
  ['Student t(1e6)', studentT(1e6)],
  ['chi-squared(1)', chiSquared(1)],
  ['chi-squared(30)', chiSquared(30)],
  ['F(3, 7)', fisherF(3, 7)],
  ['F(40, 0.8)', fisherF(40, 0.8)],
  ['gamma(0.2)', gammaDistribution(0.2, 5)],
  ['gamma(300)', gammaDistribution(300)],
  ['beta(0.3, 0.6)', betaDistribution(0.3, 0.6)],
  ['beta(20, 4)', betaDistribution(20, 4)],
  ['exponential', exponential(2.5)],
  ['Laplace', laplace(1, 2)],
  ['logistic', logistic(-3, 0.5)],
  ['Weibull(0.7)', weibull(0.7, 2)],
  ['Weibull(4)', weibull(4)],
];
const slow: readonly [string, ContinuousDistribution][] = [
  ['stable(1.5, 0.5)', stable(1.5, 0.5)],
  ['stable(0.8, −1)', stable(0.8, -1)],
  ['stable(1, 0)', stable(1, 0, 2, 3)],
  ['stable(1, 0.6)', stable(1, 0.6)],
];
const discrete: readonly [string, DiscreteDistribution, number][] = [
  ['Poisson(0.8)', poisson(0.8), 30],
  ['Poisson(45)', poisson(45), 150],
  ['binomial(12, 0.3)', binomial(12, 0.3), 12],
  ['binomial(500, 0.98)', binomial(500, 0.98), 500],
  ['categorical', categorical([1, 0, 3, 2, 0]), 4],
];

describe.each(continuous)('%s', (_, law) => {
  it('quantiles of both tails come back to 1e-12 of the tail, or to what a unit of rounding of x does', () => {
    for (const p of [1e-290, 1e-40, 1e-6, 0.02, 0.3, 0.5]) {
      for (const [x, tail] of [
        [law.quantile(p), law.cdf],
        [law.upperQuantile(p), law.survival],
      ] as const) {
        if (Math.abs(x) < 1e-290 || x === 1 || !Number.isFinite(x)) continue;
        const rounding = (Math.abs(x) * law.density(x) * 4.5e-16) / p;
        expect(Math.abs(tail(x) / p - 1), `${p} at ${x}`).toBeLessThan(1e-12 + rounding);
      }
    }
  });

  it('tails add up to 1, and logarithms are those of what they are named for', () => {
    for (const p of [1e-9, 0.1, 0.4, 0.8, 1 - 1e-9]) {
      const x = law.quantile(p);
      expect(Math.abs(law.cdf(x) + law.survival(x) - 1)).toBeLessThan(4e-15);
      expect(Math.abs(Math.exp(law.logCdf(x)) / law.cdf(x) - 1)).toBeLessThan(1e-14);
      expect(Math.abs(Math.exp(law.logSurvival(x)) / law.survival(x) - 1)).toBeLessThan(1e-14);
      const density = law.density(x);
      if (density > 1e-290 && density < 1e290)
        expect(Math.abs(Math.exp(law.logDensity(x)) / density - 1)).toBeLessThan(1e-13);
    }
  });

  it('the density is the derivative of the distribution function', () => {
    // Laplace's law has a kink in the middle.
    for (const p of [0.05, 0.3, 0.45, 0.7, 0.95]) {
      const x = law.quantile(p);
      // Fourth order central differences, at a step that is small on the scale of the law.
      const h = 1e-3 * Math.min(Math.abs(x - law.quantile(p / 2)), Math.abs(law.quantile((1 + p) / 2) - x));
      const slope = (8 * (law.cdf(x + h) - law.cdf(x - h)) - (law.cdf(x + 2 * h) - law.cdf(x - 2 * h))) / (12 * h);
      expect(Math.abs(slope / law.density(x) - 1)).toBeLessThan(1e-10 + 1e-15 / (h * law.density(x)));
    }
  });

  it('is undefined where probabilities are', () => {
    expect([law.quantile(-0.1), law.quantile(1.1), law.quantile(Number.NaN), law.cdf(Number.NaN)]).toEqual(
      Array(4).fill(Number.NaN),
    );
    expect([law.cdf(-Infinity), law.cdf(Infinity), law.survival(Infinity), law.density(Infinity)]).toEqual([
      0, 1, 0, 0,
    ]);
  });
});

describe.each([...continuous, ...slow])('samples of %s', (_, law) => {
  it('have the law of its distribution function (Kolmogorov-Smirnov at level 0.001)', () => {
    const stream = random(11);
    const n = slow.some(([, other]) => other === law) ? 150 : 5000;
    const sample = Float64Array.from({ length: n }, () => law.sample(stream));
    expect(kolmogorovStatistic(sample, law.cdf)).toBeLessThan(KOLMOGOROV_CRITICAL);
  });
});

describe.each(slow)('%s', (_, law) => {
  it('quantiles come back to 1e-9 of the tail', () => {
    for (const p of [1e-4, 0.6]) {
      expect(Math.abs(law.cdf(law.quantile(p)) / p - 1)).toBeLessThan(1e-9);
      expect(Math.abs(law.survival(law.upperQuantile(p)) / p - 1)).toBeLessThan(1e-9);
    }
  });
});

describe.each(discrete)('%s', (_, law, last) => {
  it('probabilities add up to the distribution function, the mean and the variance', () => {
    let sum = 0;
    let mean = 0;
    let square = 0;
    for (let k = 0; k <= last; k++) {
      const p = law.probability(k);
      sum += p;
      mean += k * p;
      square += (k - law.mean) ** 2 * p;
      expect(Math.abs(law.cdf(k) - sum)).toBeLessThan(1e-13);
      expect(Math.abs(law.survival(k) - (1 - sum))).toBeLessThan(1e-13);
      if (p > 1e-290) expect(Math.abs(Math.exp(law.logProbability(k)) / p - 1)).toBeLessThan(1e-12);
    }
    expect(Math.abs(mean / law.mean - 1)).toBeLessThan(1e-12);
    expect(Math.abs(square / law.variance - 1)).toBeLessThan(1e-12);
    expect([law.probability(-1), law.probability(0.5), law.cdf(-0.5), law.logProbability(-3)]).toEqual([
      0,
      0,
      0,
      -Infinity,
    ]);
  });

  it('quantiles are the smallest integers that reach their probability', () => {
    for (const p of [1e-12, 0.01, 0.3, 0.5, 0.77, 0.999999]) {
      const k = law.quantile(p);
      expect(law.cdf(k)).toBeGreaterThanOrEqual(p * (1 - 1e-15));
      expect(law.cdf(k - 1)).toBeLessThan(p * (1 + 1e-15));
    }
    expect(law.quantile(0)).toBe(0);
  });

  it('samples have its probabilities (chi-square over cells of at least 20 expected, level 0.001)', () => {
    const stream = random(5);
    const n = 4000;
    const counts = new Float64Array(last + 2);
    for (let i = 0; i < n; i++) counts[law.sample(stream)]!++;
    let cells = 0;
    let statistic = 0;
    let expected = 0;
    let seen = 0;
    for (let k = 0; k <= last + 1; k++) {
      expected += k <= last ? n * law.probability(k) : 0;
      seen += counts[k]!;
      const enough = expected >= 20 && n * law.survival(k) >= 20;
      if (!enough && k <= last) continue;
      if (expected < 1e-9) continue;
      statistic += (seen - expected) ** 2 / expected;
      cells++;
      expected = 0;
      seen = 0;
    }
    expect(chiSquared(Math.max(1, cells - 1)).survival(statistic)).toBeGreaterThan(0.001);
  });
});

describe('special cases', () => {
  it('families meet where they should', () => {
    for (const x of [0.1, 1, 4.5]) {
      expect(Math.abs(studentT(1).survival(x) - stable(1).survival(x))).toBeLessThan(1e-15);
      expect(Math.abs(fisherF(1, 9).survival(x * x) / (2 * studentT(9).survival(x)) - 1)).toBeLessThan(1e-14);
      expect(Math.abs(chiSquared(2).survival(x) / exponential(0.5).survival(x) - 1)).toBeLessThan(1e-14);
      expect(Math.abs(betaDistribution(1, 2).cdf(x / 10) - (1 - (1 - x / 10) ** 2))).toBeLessThan(1e-15);
    }
    expect(stable(2).variance).toBeCloseTo(2, 15);
    // Lévy's law.
    expect(Math.abs(stable(0.5, 1).cdf(3) / (2 * normal().survival(1 / Math.sqrt(3))) - 1)).toBeLessThan(1e-12);
  });

  it('have the moments of the textbooks', () => {
    expect([studentT(1).mean, studentT(1.5).variance, studentT(4).variance]).toEqual([Number.NaN, Infinity, 2]);
    expect(fisherF(5, 10).mean).toBeCloseTo(1.25, 14);
    expect(fisherF(5, 10).variance).toBeCloseTo(1.3541666666666667, 12);
    expect(betaDistribution(2, 3).variance).toBeCloseTo(0.04, 15);
    expect(weibull(2).mean).toBeCloseTo(Math.sqrt(Math.PI) / 2, 14);
    expect(logistic().variance).toBeCloseTo(Math.PI ** 2 / 3, 14);
  });

  it('logarithms of tails go on where the tails underflow', () => {
    expect(normal().logCdf(-100)).toBeCloseTo(-5005.524208694205, 9);
    expect(exponential().logSurvival(1e5)).toBe(-1e5);
    expect(laplace().logCdf(-1e4)).toBeCloseTo(-1e4 - Math.LN2, 9);
  });

  it('mistakes are told', () => {
    for (const make of [
      () => normal(0, 0),
      () => studentT(-1),
      () => binomial(2.5, 0.5),
      () => binomial(3, 1.5),
      () => categorical([0, 0]),
      () => categorical([]),
      () => stable(2.1),
      () => poisson(Infinity),
    ])
      expect(make).toThrow(expect.objectContaining({ code: 'distribution-parameter' }));
  });
});

describe('the multivariate normal law', () => {
  const law = multivariateNormal(
    [1, -2],
    [
      [4, 1],
      [1, 2],
    ],
  );

  it('has the density of its definition', () => {
    const [x, y] = [0.3, 0.7];
    const [u, v] = [x - 1, y + 2];
    const form = (2 * u * u - 2 * u * v + 4 * v * v) / 7;
    expect(law.squaredDistance([x, y])).toBeCloseTo(form, 14);
    expect(law.density([x, y])).toBeCloseTo(Math.exp(-form / 2) / (2 * Math.PI * Math.sqrt(7)), 15);
  });

  it('samples have chi-squared distances from the mean (Kolmogorov-Smirnov at level 0.001)', () => {
    const stream = random(3);
    const distances = Float64Array.from({ length: 5000 }, () => law.squaredDistance(law.sample(stream)));
    expect(kolmogorovStatistic(distances, chiSquared(2).cdf)).toBeLessThan(KOLMOGOROV_CRITICAL);
  });

  it('tells what is wrong with its parameters', () => {
    expect(() => multivariateNormal([0, 0], [[1, 0]])).toThrow(expect.objectContaining({ code: 'distribution-shape' }));
    expect(() =>
      multivariateNormal(
        [0, 0],
        [
          [1, 2],
          [2, 1],
        ],
      ),
    ).toThrow(expect.objectContaining({ code: 'distribution-covariance' }));
    expect(() => law.density([1])).toThrow(expect.objectContaining({ code: 'distribution-point' }));
  });
});
