import { gradientDescent, normalizedDescent, normalizedSpider } from 'zeroth';
import type { Gradients, Oracle, Vector } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { inner } from './convex-problems.js';
import { linePlot } from './line-plot.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { median, slopeOf } from './statistics.js';
import { follow } from './trajectories.js';

const size = 10;
const lengths = [256, 512, 1024, 2048, 4096, 8192, 16_384] as const;
/** Starts in one dimension, and numbers of steps from each. */
const starts = 200;
const scalarLengths = [64, 256, 1024] as const;
const accuracies = [0.4, 0.2, 0.1, 0.05] as const;
const terms = 2 ** 15;
const sampledSize = 5;

/**
 * Functions whose curvature grows with their gradient: exponentials and sixth powers. Steps of the length γ, of the order of
 * 1 / √T for T steps, as the theorem has them, end up moving about the minimum at a distance of the order of γ, where the
 * gradient's norm is of that order too. The rate is seen where steps can but jump over the minimum, in one dimension, and in
 * the mean of many starts, because how near a jump begins is chance. In ten dimensions the least norm falls faster, by how
 * near one of ever more moves happens to come, as the theorem allows; the median has no such luck. They are compared
 * with gradient descent with the same γ as its fixed step size; and SPIDER runs with steps, batches and periods in the
 * theorem's powers of ε.
 */
export const row138: Script = {
  row: 138,
  title: 'Generalized-Smooth Nonconvex Optimization is As Efficient As Smooth Nonconvex Optimization',
  async run({ seed }: Scale): Promise<Findings> {
    const draws = random(seed);
    const subjects = [exponentials(draws), powers(draws)];
    const runs = subjects.map(({ oracle, x0 }) =>
      lengths.map((count) => {
        const step = Math.sqrt(inner(x0, x0)) / Math.sqrt(count);
        return follow(normalizedDescent({ step }), oracle, x0, { most: count }).points.map(normOf);
      }),
    );
    const seriesOf = (summary: (norms: readonly number[]) => number) =>
      runs.map((list) => list.map((norms, i) => [Math.log10(lengths[i]!), Math.log10(summary(norms))] as const));
    const usual = seriesOf((norms) => median(norms.slice(norms.length / 2)));
    const least = seriesOf((norms) => Math.min(...norms));
    const scalars = scalarSubjects.map(([up, down]) => scalarLeast(random(seed).split(2), up, down));
    const plain = subjects.map(plainDescent);
    const spider = accuracies.map((accuracy) => sampled(seed, accuracy));
    const spiderSlope = slopeOf(spider.map(({ norm, samples }) => [Math.log10(norm), Math.log10(samples)]));
    const listed = (values: readonly string[]) => values.map((value, i) => `${subjects[i]!.name} ${value}`).join(', ');
    return {
      checks: [
        {
          claim:
            'Gradient descent with the fixed step γ diverges, or is ten times slower than normalised descent with it',
          expected: 'diverges, or at least 10 times the steps',
          measured: listed(plain.map(({ text }) => text)),
          pass: plain.every(({ pass }) => pass),
        },
        {
          claim: `The least gradient norm of T normalised steps falls as T^(−1/2): one dimension, geometric mean of ${starts} starts`,
          expected: 'slope −0.5 to 0.1',
          measured: listed(scalars.map((points) => slopeOf(points).toFixed(3))),
          pass: scalars.every((points) => Math.abs(slopeOf(points) + 0.5) <= 0.1),
        },
        {
          claim: `In ${size} dimensions so does the norm that is usual: the median of the later half of the steps`,
          expected: 'slope −0.5 to 0.1',
          measured: listed(usual.map((points) => slopeOf(points).toFixed(3))),
          pass: usual.every((points) => Math.abs(slopeOf(points) + 0.5) <= 0.1),
        },
        {
          claim:
            'There the least norm falls as fast or faster, which is what the theorem has: it is at most C T^(−1/2)',
          expected: 'slope at most −0.4',
          measured: listed(least.map((points) => slopeOf(points).toFixed(3))),
          pass: least.every((points) => slopeOf(points) <= -0.4),
        },
        {
          claim: 'SPIDER with normalised steps takes ε⁻³ gradients of terms to a mean gradient norm of ε',
          expected: 'slope −3 to 0.3',
          measured: `${spiderSlope.toFixed(2)}; ${spider.map(({ norm, samples }) => `${samples} to ${norm.toPrecision(2)}`).join(', ')}`,
          pass: Math.abs(spiderSlope + 3) <= 0.3,
        },
      ],
      svg: linePlot({
        title: 'Normalised descent: gradient norm after T steps',
        xLabel: 'log10 T',
        yLabel: 'log10 of the norm',
        curves: subjects.flatMap(({ name }, i) => [
          { name: `${name}, one dimension`, points: scalars[i]! },
          { name: `${name}, median of the later half`, points: usual[i]! },
          { name: `${name}, least`, points: least[i]! },
        ]),
      }),
    };
  },
};

interface Subject {
  readonly name: string;
  readonly oracle: Oracle<Gradients>;
  readonly x0: Vector;
}

/** Σ exp(aᵢ·x) + exp(−aᵢ·x), α = 1. */
function exponentials(draws: Random): Subject {
  const rows = Array.from({ length: 2 * size }, () =>
    draws.fillNormal(new Float64Array(size)).map((v) => v / Math.sqrt(size)),
  );
  return {
    name: 'exponentials',
    x0: draws.fillNormal(new Float64Array(size)).map((v) => 2 * v),
    oracle: ridge(
      rows,
      (t) => 2 * Math.cosh(t),
      (t) => 2 * Math.sinh(t),
    ),
  };
}

/** Σ (aᵢ·x − bᵢ)⁶ / 6, α = 4/5. */
function powers(draws: Random): Subject {
  const rows = Array.from({ length: 2 * size }, () =>
    draws.fillNormal(new Float64Array(size)).map((v) => v / Math.sqrt(size)),
  );
  return {
    name: 'sixth powers',
    x0: draws.fillNormal(new Float64Array(size)).map((v) => 2 * v),
    oracle: ridge(
      rows,
      (t) => (t - 1) ** 6 / 6,
      (t) => (t - 1) ** 5,
    ),
  };
}

/** Σ φ(aᵢ·x) */
function ridge(rows: readonly Vector[], value: (t: number) => number, slope: (t: number) => number): Oracle<Gradients> {
  return {
    gradients: ({ points }) =>
      points.map((x) => {
        const gradient = new Float64Array(x.length);
        let sum = 0;
        for (const row of rows) {
          const t = inner(row, x);
          sum += value(t);
          const factor = slope(t);
          for (let i = 0; i < x.length; i++) gradient[i]! += factor * row[i]!;
        }
        return { value: sum, gradient };
      }),
  };
}

/** e^x + e^(−x), α = 1, and x⁶ / 6 + x² / 2, α = 4/5, whose least curvature is 1 or 2. */
const scalarSubjects: readonly (readonly [(t: number) => number, (t: number) => number])[] = [
  [(t) => 2 * Math.cosh(t), (t) => 2 * Math.sinh(t)],
  [(t) => t ** 6 / 6 + t ** 2 / 2, (t) => t ** 5 + t],
];

/** For each T the geometric mean, over normal starts, of the least norm in T steps of the length 2 / √T; in log10. */
function scalarLeast(draws: Random, value: (t: number) => number, slope: (t: number) => number) {
  const oracle = ridge([Float64Array.of(1)], value, slope);
  const begins = Array.from({ length: starts }, () => Float64Array.of(2 * draws.normal()));
  return scalarLengths.map((count) => {
    const method = () => normalizedDescent({ step: 2 / Math.sqrt(count) });
    const least = begins.map((x0) => Math.min(...follow(method(), oracle, x0, { most: count }).points.map(normOf)));
    return [Math.log10(count), least.reduce((sum, norm) => sum + Math.log10(norm), 0) / starts] as const;
  });
}

/** Steps of both methods, with one γ, to the least gradient norm of normalised descent. */
function plainDescent({ oracle, x0 }: Subject): { readonly text: string; readonly pass: boolean } {
  const count = 256;
  const step = Math.sqrt(inner(x0, x0)) / Math.sqrt(count);
  const norms = follow(normalizedDescent({ step }), oracle, x0, { most: count }).points.map(normOf);
  const least = Math.min(...norms);
  const reached = norms.findIndex((norm) => norm <= least);
  const plain = follow(gradientDescent({ step }), oracle, x0, { most: 10 * count }).points;
  const steps = plain.findIndex((point) => normOf(point) <= least);
  if (steps >= 0) return { text: `${steps} steps against ${reached}`, pass: steps >= 10 * reached };
  const last = plain.at(-1)!;
  const diverges = !(last.value <= plain[0]!.value) || plain.length < 10 * count;
  return { text: diverges ? 'diverges' : `not in ${plain.length} steps`, pass: true };
}

function normOf({ gradient }: { readonly gradient: Vector }): number {
  return Math.sqrt(inner(gradient, gradient));
}

/** The mean over N terms of Σ wᵢⱼ exp(xⱼ) + uᵢⱼ exp(−xⱼ), weights from 0 to 2. */
function sampled(seed: number, accuracy: number): { readonly norm: number; readonly samples: number } {
  const draws = random(seed).split(1);
  const weights = Float64Array.from({ length: 2 * terms * sampledSize }, () => 2 * draws.uniform());
  const mean = new Float64Array(2 * sampledSize);
  weights.forEach((w, i) => {
    mean[i % mean.length]! += w / terms;
  });
  let samples = 0;
  const oracle: Oracle<Gradients> = {
    gradients: ({ points, sample }) =>
      points.map((x) => {
        if (typeof sample !== 'object') return weightedExponentials(x, mean);
        samples += sample.length;
        const average = new Float64Array(mean.length);
        for (const i of sample)
          for (let j = 0; j < mean.length; j++) average[j]! += weights[i * mean.length + j]! / sample.length;
        return weightedExponentials(x, average);
      }),
  };
  const steps = Math.ceil(20 / accuracy ** 2);
  const period = Math.ceil(4 / accuracy);
  const { points } = follow(
    normalizedSpider({
      terms,
      step: 0.1 * accuracy,
      period,
      batch: Math.ceil(4 / accuracy),
      freshBatch: Math.ceil(16 / accuracy ** 2),
      reportEvery: 1,
    }),
    oracle,
    new Float64Array(sampledSize).fill(2),
    { most: steps, seed },
  );
  return { norm: points.reduce((total, point) => total + normOf(point), 0) / points.length, samples };
}

function weightedExponentials(x: Vector, weights: Vector) {
  const n = x.length;
  let value = 0;
  const gradient = x.map((v, j) => {
    const [up, down] = [weights[j]! * Math.exp(v), weights[n + j]! * Math.exp(-v)];
    value += up + down;
    return up - down;
  });
  return { value, gradient };
}
