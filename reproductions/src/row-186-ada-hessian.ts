import { adaHessian, adam, type Minimizer, minimize } from 'zeroth';
import { add, fromData, logaddexp, matmul, mean, multiply, type NDArray, negative } from 'zeroth/array';
import { differentiable, hessian } from 'zeroth/autodiff';
import type { Gradients, HessianVectorProducts, Oracle, Vector } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { linePlot } from './line-plot.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { jointBatches } from './row-186/joint-batches.js';
import { batches, smallTransformer, width } from './row-186/small-transformer.js';
import { slopeOf, sum } from './statistics.js';
import { follow, type Point } from './trajectories.js';

type Curvature = Gradients | HessianVectorProducts;

const features = 20;
const examples = 200;
const ridge = 1e-3;
const counts = [16, 64, 256, 1024, 4096] as const;
/** In all coordinates together, an error beyond its bound is less probable than this. */
const failure = 1e-6;
const steps = 200;
const adamRates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];
const hessianRates = [0.01, 0.03, 0.1, 0.3, 0.5, 1];
const timings = 30;

/**
 * The diagonal that the method estimates, taken from the products that it asks for while it stands still; runs of as
 * many steps of it and of Adam, each at the best of six rates, on logistic regression whose features differ by a factor of a
 * thousand, and on a small transformer that learns a language by batches; and the time of a step of it there.
 *
 * Entry i of z ∘ H z is H_ii + Σ_j≠i H_ij z_i z_j, a sum of independent signs, so that the mean of K of them is off
 * by more than t √(Σ_j≠i H_ij² / K) with a probability of at most 2 exp(−t²/2) (Hoeffding).
 */
export const row186: Script = {
  row: 186,
  title: 'ADAHESSIAN: An Adaptive Second Order Optimizer for Machine Learning',
  async run({ seed }: Scale): Promise<Findings> {
    const draws = random(seed);
    const regression = scaledRegression(draws);
    const errors = errorsOfDiagonal(regression, seed);
    const slope = slopeOf(errors.map(({ count, rms }) => [Math.log(count), Math.log(rms)]));
    const worst = Math.max(...errors.map(({ standardised }) => standardised));
    const limit = Math.sqrt(2 * Math.log((2 * features * counts.length) / failure));

    const start = new Float64Array(features);
    const least = minimize(regression.oracle, start, { tolerance: { gradient: 1e-10 } }).value;
    const scaled = race(regression.oracle, start, seed, {});
    const gapOf = ({ losses }: Raced) => (losses.at(-1)! - least) / (losses[0]! - least);

    const { losses, x0 } = smallTransformer(draws.split(1));
    const oracle = jointBatches(losses);
    const language = race(oracle, x0, seed, { terms: batches });
    const cost = costOfStep(losses, x0, draws.split(2));

    const checks: readonly Check[] = [
      {
        claim: 'The diagonal z ∘ H z is unbiased: means of products that the method asked for come to the diagonal',
        expected: `all errors within Hoeffding's bound, ${limit.toFixed(1)} deviations (probability of more: ${failure})`,
        measured: `at most ${worst.toFixed(1)} deviations, ${features} entries, ${counts.join(', ')} products`,
        pass: worst <= limit,
      },
      {
        claim: 'The error falls with the square root of the number of products',
        expected: 'slope −0.5 to 0.1',
        measured: slope.toFixed(3),
        pass: Math.abs(slope + 0.5) <= 0.1,
      },
      {
        claim: `On badly scaled logistic regression it is ahead of Adam after ${steps} steps, each at the best of ${adamRates.length} rates`,
        expected: 'a smaller gap',
        measured: `${gapOf(scaled.ours).toExponential(1)} (rate ${scaled.ours.rate}) against ${gapOf(scaled.adam).toExponential(1)} (rate ${scaled.adam.rate}) of the first gap`,
        pass: gapOf(scaled.ours) < gapOf(scaled.adam),
      },
      {
        claim: `So it is on a transformer of ${x0.length} parameters, by batches of a language, averaging over rows`,
        expected: 'a smaller loss of all batches',
        measured: `${language.ours.losses.at(-1)!.toFixed(4)} (rate ${language.ours.rate}) against ${language.adam.losses.at(-1)!.toFixed(4)} (rate ${language.adam.rate}), from ${language.ours.losses[0]!.toFixed(2)}`,
        pass: language.ours.losses.at(-1)! < language.adam.losses.at(-1)!,
      },
      {
        claim: "A step's questions, a gradient and a product, take as long as three gradients or less",
        expected: 'ratio at most 3',
        measured: `${cost.toFixed(2)}, of the least of ${timings} times each on the transformer`,
        pass: cost <= 3,
      },
    ];
    const gap = (loss: number) => (loss - least) / (scaled.ours.losses[0]! - least);
    const curve = (name: string, { losses }: Raced) => ({
      name,
      points: losses.map((loss, k) => [k, gap(loss)] as const),
    });
    return {
      checks,
      svg: linePlot({
        title: 'AdaHessian and Adam on badly scaled regression, each at its best rate',
        xLabel: 'steps',
        yLabel: 'relative gap',
        yScale: 'logarithmic',
        curves: [curve('AdaHessian', scaled.ours), curve('Adam', scaled.adam)],
      }),
    };
  },
};

interface Regression {
  readonly oracle: Oracle<Curvature>;
  /** n x n, row-major */
  hessianAt(x: Vector): Vector;
}

/** Ridge logistic regression; the deviations of features go from 0.03 to 30, and each holds a share of its neighbour. */
function scaledRegression(draws: Random): Regression {
  const rows = new Float64Array(examples * features);
  const truth = draws.fillNormal(new Float64Array(features));
  for (let i = 0; i < examples; i++) {
    const base = draws.fillNormal(new Float64Array(features));
    const score = base.reduce((total, v, j) => total + v * truth[j]!, draws.normal());
    for (let j = 0; j < features; j++) {
      const mixed = base[j]! + 0.5 * base[(j + 1) % features]!;
      rows[i * features + j] = Math.sign(score) * mixed * 10 ** (3 * (j / (features - 1)) - 1.5);
    }
  }
  const data = fromData(rows, [examples, features]);
  const loss = (x: NDArray) => add(mean(logaddexp(0, negative(matmul(data, x)))), multiply(matmul(x, x), ridge / 2));
  const exact = hessian(loss);
  return { oracle: differentiable(loss), hessianAt: (x) => Float64Array.from(exact(x).data) };
}

interface DiagonalError {
  readonly count: number;
  /** Over the entries. */
  readonly rms: number;
  /** The largest error of an entry over its standard deviation. */
  readonly standardised: number;
}

/** Errors of means of the products that the method asks for at its start, of each count other ones. */
function errorsOfDiagonal({ oracle, hessianAt }: Regression, seed: number): readonly DiagonalError[] {
  const x0 = new Float64Array(features);
  const exact = hessianAt(x0);
  const deviations = x0.map((_, i) => Math.hypot(...exact.subarray(i * features, (i + 1) * features).with(i, 0)));
  return counts.map((count, c) => {
    const estimate = new Float64Array(features);
    const watched: Oracle<Curvature> = {
      ...oracle,
      hessianVectorProducts: (query) => {
        const products = oracle.hessianVectorProducts({ ...query, point: x0 });
        const [z, product] = [query.directions[0]!, products[0]!];
        z.forEach((sign, i) => {
          estimate[i]! += (sign * product[i]!) / count;
        });
        return products;
      },
    };
    follow(adaHessian({ rate: Number.MIN_VALUE }), watched, x0, { most: count + 1, seed: counts.length * seed + c });
    const off = estimate.map((v, i) => v - exact[i * features + i]!);
    return {
      count,
      rms: Math.sqrt(sum([...off].map((v) => v * v)) / features),
      standardised: Math.max(...off.map((v, i) => (Math.abs(v) * Math.sqrt(count)) / deviations[i]!)),
    };
  });
}

interface Raced {
  readonly rate: number;
  readonly losses: readonly number[];
}

/** The losses over the steps, of each method at the rate that is best at their end. */
function race(oracle: Oracle<Curvature>, x0: Vector, seed: number, sampling: { readonly terms?: number }) {
  const most = 1 + steps / (sampling.terms ?? 1);
  const block = sampling.terms === undefined ? 1 : width;
  const best = (methodAt: (rate: number) => Minimizer<Curvature, Point>, rates: readonly number[]): Raced =>
    rates
      .map((rate) => {
        const losses = follow(methodAt(rate), oracle, x0, { most, seed }).points.map(({ value }) => value);
        // A run that ends before its time has diverged.
        return { rate, losses: losses.length === most ? losses : [...losses, Infinity] };
      })
      .reduce((a, b) => (b.losses.at(-1)! < a.losses.at(-1)! ? b : a));
  return {
    ours: best((rate) => adaHessian({ ...sampling, rate, block }), hessianRates),
    adam: best((rate) => adam({ ...sampling, rate }), adamRates),
  };
}

/** The time that a product and a gradient of one batch take in turn, over a gradient's: the least times, for others are of busy cores. */
function costOfStep(losses: readonly ((parameters: NDArray) => NDArray)[], x0: Vector, draws: Random): number {
  const [joint, alone] = [jointBatches(losses), differentiable(losses[0]!)];
  const directions = [draws.fillRademacher(new Float64Array(x0.length))];
  const sample = [0];
  let [both, gradient] = [Infinity, Infinity];
  for (let k = 0; k < timings; k++) {
    // Another point each time, for the oracle remembers the last.
    const point = x0.map((v) => v + 1e-9 * k);
    const begun = performance.now();
    joint.hessianVectorProducts({ kind: 'hessianVectorProducts', point, directions, sample });
    joint.gradients({ kind: 'gradients', points: [point], sample });
    const between = performance.now();
    alone.gradients({ kind: 'gradients', points: [point] });
    both = Math.min(both, between - begun);
    gradient = Math.min(gradient, performance.now() - between);
  }
  return both / gradient;
}
