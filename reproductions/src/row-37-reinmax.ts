import { asArray, exp, fromData, matmul, multiply, type NDArray, softmax, sum } from 'zeroth/array';
import { grad, reinmax, straightThrough } from 'zeroth/autodiff';
import { type Random, random } from 'zeroth/random';
import { fixed, percent } from './format.js';
import { linePlot } from './line-plot.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { bars, type Through, type Trained, train } from './row-37/discrete-autoencoder.js';
import { countBelow, median } from './statistics.js';

const categories = 6;
const steps = 1000;
/** Each estimate is trained at both step sizes and keeps the better. */
const stepSizes = [0.003, 0.01];

const heun: Through = (logits, sample) => reinmax(logits, sample);
const first: Through = (logits, sample) => straightThrough(logits, sample);

/**
 * Gradients through a draw of categories. By enumeration of the draws, expectations are exact: ReinMax has no error where
 * what follows the draw is quadratic, and one of an order more than straight-through where it is not. On a small
 * autoencoder with two latent variables of six categories the bound itself is enumerated, over all 36 codes.
 */
export const row37: Script = {
  row: 37,
  title: 'ReinMax: bridging discrete and backpropagation',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const trials = full ? 200 : 20;
    const problems = quadratics(draws, trials);
    const heunError = quadraticErrors(problems, heun);
    const firstError = quadraticErrors(problems, first);
    const orders = [heun, first].map((through) => observedOrder(through, random(seed, 3)));
    const data = { images: bars(draws, 1000), heldOut: bars(draws, 500) };
    const runs = Array.from({ length: full ? 10 : 3 }, (_, i) =>
      [heun, first].map((through) =>
        best(stepSizes.map((step) => train(through, data, { seed: 100 * seed + i, steps, step }))),
      ),
    );
    const ours = runs.map((pair) => pair[0]!.elbo);
    const theirs = runs.map((pair) => pair[1]!.elbo);
    const checks: readonly Check[] = [
      {
        claim: `ReinMax's expected estimate is the gradient where f is quadratic in the draw (${trials} functions of ${categories} categories)`,
        expected: 'largest relative error at most 1e-12, by enumeration',
        measured: heunError.largest.toExponential(1),
        pass: heunError.largest <= 1e-12,
      },
      {
        claim: 'Straight-through is biased there',
        expected: 'median relative error above 5%',
        measured: percent(firstError.median),
        pass: firstError.median > 0.05,
      },
      {
        claim: 'For f(h D) with smooth f the errors are of the orders h³ and h²',
        expected: 'observed orders 3 and 2, to 0.2',
        measured: orders.map((order) => fixed(order, 2)).join(' and '),
        pass: Math.abs(orders[0]! - 3) <= 0.2 && Math.abs(orders[1]! - 2) <= 0.2,
      },
      {
        claim:
          'It trains a discrete autoencoder to a better ELBO than straight-through, from the same weights and draws',
        expected: `higher on held-out images in each of ${runs.length} pairs, each at its better step size`,
        measured: `${ours.map((value) => fixed(value, 2)).join(', ')} against ${theirs.map((value) => fixed(value, 2)).join(', ')} nats`,
        pass: countBelow(theirs, ours) === runs.length,
      },
    ];
    return {
      checks,
      svg: linePlot({
        title: 'A discrete autoencoder on bars, by two gradients through its draws',
        xLabel: 'steps of Adam',
        yLabel: 'evidence lower bound of held-out images, nats (higher is better)',
        curves: [
          { name: 'ReinMax', points: runs[0]![0]!.curve },
          { name: 'straight-through', points: runs[0]![1]!.curve },
        ],
      }),
    };
  },
};

function best(runs: readonly Trained[]): Trained {
  return runs.reduce((a, b) => (b.elbo > a.elbo ? b : a));
}

function oneHot(k: number): NDArray {
  return asArray(Float64Array.from({ length: categories }, (_, i) => (i === k ? 1 : 0)));
}

/** Σ_k π_k · (the estimate where k is drawn), and the gradient of Σ_k π_k f(e_k). */
function expectation(f: (d: NDArray) => NDArray, through: Through, logits: Float64Array) {
  const p = softmax(logits).data;
  const estimated = new Float64Array(categories);
  const estimate = grad((x: NDArray, d: NDArray) => f(through(x, d)));
  for (let k = 0; k < categories; k++)
    for (const [i, value] of estimate(logits, oneHot(k)).entries()) estimated[i]! += p[k]! * value;
  const values = Float64Array.from({ length: categories }, (_, k) => f(oneHot(k)).item());
  const exact = grad((x: NDArray) => sum(multiply(softmax(x), values)))(logits);
  const error = Math.hypot(...estimated.map((value, i) => value - exact[i]!));
  return { error, size: Math.hypot(...exact) };
}

interface Quadratic {
  readonly a: NDArray;
  readonly logits: Float64Array;
}

function quadratics(draws: Random, count: number): readonly Quadratic[] {
  return Array.from({ length: count }, () => ({
    a: fromData(draws.fillNormal(new Float64Array(categories ** 2)), [categories, categories]),
    logits: draws.fillNormal(new Float64Array(categories)),
  }));
}

function quadraticErrors(problems: readonly Quadratic[], through: Through) {
  const errors = problems
    .map(({ a, logits }) => expectation((d) => sum(multiply(d, matmul(a, d))), through, logits))
    .map(({ error, size }) => error / size);
  return { largest: Math.max(...errors), median: median(errors) };
}

/** The slope of log error by log h of f(h D), f(z) = Σ exp(A z). */
function observedOrder(through: Through, draws: Random): number {
  const a = fromData(draws.fillNormal(new Float64Array(categories ** 2)), [categories, categories]);
  const logits = draws.fillNormal(new Float64Array(categories));
  const [coarse, fine] = [2 ** -6, 2 ** -8].map(
    (h) => expectation((d) => sum(exp(matmul(a, multiply(d, h)))), through, logits).error,
  );
  return Math.log2(coarse! / fine!) / 2;
}
