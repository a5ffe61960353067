import { asArray, eye, matmul, multiply, type NDArray, sum, tanh, toFloat64Array } from 'zeroth/array';
import {
  biharmonicEstimate,
  type Contraction,
  contractDerivatives,
  directionalDerivatives,
  hvp,
  laplacianContraction,
  laplacianEstimate,
  type PartialDerivative,
  partialsContraction,
  partialsEstimate,
  type Sampling,
  vmap,
} from 'zeroth/autodiff';
import { type Random, random } from 'zeroth/random';
import { fixed, percent } from './format.js';
import { linePlot } from './line-plot.js';
import { gaussianMatrix } from './matrices.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { solve } from './row-50/sine-gordon.js';
import { median } from './statistics.js';

/** Dimension in which operators are contracted exactly, and in which they are timed. */
const small = 8;
const large = 1000;
const directions = 16;
const equationDimension = 100;

/**
 * Differential operators as means of directional derivatives in Taylor mode: estimates against exact contractions by their
 * own standard errors, the time of one against coordinate-wise Hessian-vector products, and an equation in 100 dimensions
 * solved by a network whose loss holds a Laplacian along 8 random directions. The paper's million dimensions and its
 * factors of time and memory are those of a graphics processor, and are not repeated here. Of checks by 3 standard errors
 * chance fails one in 370, at any number of draws: what fails is repeated once with four times the draws, which doubles the
 * standard errors that a bias lies away.
 */
export const row50: Script = {
  row: 50,
  title: 'Stochastic Taylor Derivative Estimator',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const samples = full ? 200_000 : 20_000;
    const operators = estimates(draws, samples);
    const time = times(draws, full ? 15 : 5);
    const direction = draws.sphere(equationDimension).map((value) => 2 * value);
    const solved = solve({ dimension: equationDimension, a: direction }, draws);
    const checks: readonly Check[] = [
      ...operators.map(
        ({ name, exact, mean, error, count }): Check => ({
          claim: `${name} of a network in ${small} dimensions is estimated without bias`,
          expected: `the mean of ${count} draws within 3 standard errors of the exact contraction`,
          measured: `${fixed(mean, 4)} ± ${fixed(error, 4)} for ${fixed(exact, 4)}: ${fixed(Math.abs(mean - exact) / error, 2)} standard errors`,
          pass: Math.abs(mean - exact) <= 3 * error,
        }),
      ),
      {
        claim: `A Laplacian in ${large} dimensions along ${directions} directions takes less time than by coordinate-wise Hessian-vector products`,
        expected: `at most a 20th of the faster of ${large} products one by one and in batches; along all axes it is the same number`,
        measured: `${fixed(time.estimate, 2)} ms against ${fixed(time.oneByOne, 0)} ms one by one, ${fixed(time.batched, 0)} ms batched: ${fixed(time.ratio, 0)} times; the sums differ by ${time.difference.toExponential(0)}`,
        pass: time.ratio >= 20 && time.difference <= 1e-10,
      },
      {
        claim: `A network solves Δu + sin u = g in the unit ball of ${equationDimension} dimensions`,
        expected: 'relative error in L² below 1% at points that it has not seen',
        measured: percent(solved.error, 2),
        pass: solved.error < 0.01,
      },
    ];
    return {
      checks,
      svg: linePlot({
        title: `Δu + sin u = g in ${equationDimension} dimensions, Laplacian along 8 random directions`,
        xLabel: 'steps of Adam',
        yLabel: 'relative error in L²',
        yScale: 'logarithmic',
        curves: [{ name: 'network trained by the estimate', points: solved.curve }],
      }),
    };
  },
};

function network(draws: Random, n: number, width: number) {
  const [first, second] = [gaussianMatrix(draws, width, n), gaussianMatrix(draws, width, width)];
  const [w1, w2] = [multiply(first, 1 / Math.sqrt(n)), multiply(second, 1 / Math.sqrt(width))];
  const w3 = draws.fillNormal(new Float64Array(width));
  return (x: NDArray): NDArray => sum(multiply(w3, tanh(matmul(w2, tanh(matmul(w1, x))))));
}

/** Exact contractions, and means of single draws with their standard errors. */
function estimates(draws: Random, samples: number) {
  const u = network(draws, small, 16);
  const x = draws.fillNormal(new Float64Array(small));
  const axes = Array.from({ length: small }, (_, i) => i);
  const pairs = axes.flatMap((i) => axes.map((j) => [i, j] as const));
  const squares: readonly PartialDerivative[] = pairs.map(([i, j]) => ({ weight: 1, indices: [i, i, j, j] }));
  const mixed: readonly PartialDerivative[] = pairs.map(([i, j]) => ({ weight: draws.normal(), indices: [i, i, j] }));
  const value = (operator: Contraction) => Number(contractDerivatives(u, operator.order)(x, operator));
  const meanOf = (estimate: Contraction, count: number) => {
    const each = directionalDerivatives(u, estimate.order)(x, estimate.directions);
    const weighted = toFloat64Array(multiply(multiply(each, estimate.weights), count));
    // Directions of one draw belong together.
    const group = weighted.length / count;
    const terms = Array.from({ length: count }, (_, s) =>
      weighted.slice(s * group, (s + 1) * group).reduce((total, term) => total + term, 0),
    );
    const mean = terms.reduce((total, term) => total + term, 0) / count;
    const variance = terms.reduce((total, term) => total + (term - mean) ** 2, 0) / (count - 1);
    return { mean, error: Math.sqrt(variance / count), count };
  };
  const compare = (name: string, operator: Contraction, estimate: (sampling: Sampling) => Contraction) => {
    const exact = value(operator);
    const at = (count: number) => meanOf(estimate({ random: draws, samples: count }), count);
    const first = at(samples);
    return { name, exact, ...(Math.abs(first.mean - exact) <= 3 * first.error ? first : at(4 * samples)) };
  };
  const laplacian = laplacianContraction(small);
  return [
    compare('The Laplacian, by signs,', laplacian, (sampling) => laplacianEstimate(small, sampling)),
    compare('The Laplacian, by Gaussian directions,', laplacian, (sampling) =>
      laplacianEstimate(small, { ...sampling, law: 'normal' }),
    ),
    compare('The biharmonic operator', partialsContraction(small, squares), (sampling) =>
      biharmonicEstimate(small, sampling),
    ),
    compare(
      'A sum of 64 mixed derivatives of third order, by drawing terms,',
      partialsContraction(small, mixed),
      (sampling) => partialsEstimate(small, mixed, sampling),
    ),
  ];
}

function times(draws: Random, repeats: number) {
  const u = network(draws, large, 128);
  const x = draws.fillNormal(new Float64Array(large));
  const laplacian = contractDerivatives(u, 2);
  const product = hvp(u);
  const products = vmap((v: NDArray) => product(asArray(x), v));
  const axes = eye(large);
  const axis = new Float64Array(large);
  const oneByOne = () => {
    let total = 0;
    for (let i = 0; i < large; i++) {
      axis[i] = 1;
      total += product(x, axis)[i]!;
      axis[i] = 0;
    }
    return total;
  };
  const batched = () => sum(multiply(products(axes), axes)).item();
  const estimate = () => laplacian(x, laplacianEstimate(large, { random: draws, samples: directions }));
  const clock = (pass: () => unknown) => {
    const begin = performance.now();
    pass();
    return performance.now() - begin;
  };
  for (const pass of [estimate, estimate, batched]) pass();
  const rounds = Array.from({ length: repeats }, () => ({
    // The median of many, for others' work on the machine falls on few of them.
    estimate: median(Array.from({ length: 31 }, () => clock(estimate))),
    oneByOne: clock(oneByOne),
    batched: clock(batched),
  }));
  const exact = Number(laplacian(x, laplacianContraction(large)));
  const sums = [oneByOne(), batched()];
  return {
    estimate: median(rounds.map((round) => round.estimate)),
    oneByOne: median(rounds.map((round) => round.oneByOne)),
    batched: median(rounds.map((round) => round.batched)),
    // Of neighbours in time: a change of the machine's speed meets all three.
    ratio: median(rounds.map((round) => Math.min(round.oneByOne, round.batched) / round.estimate)),
    difference: Math.max(...sums.map((value) => Math.abs(value - exact) / Math.abs(exact))),
  };
}
