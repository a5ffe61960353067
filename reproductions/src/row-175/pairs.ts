import {
  boxSet,
  type Constants,
  fista,
  frankWolfe,
  gradientDescent,
  heavyBall,
  l1,
  type Minimizer,
  nesterov,
  polyakStep,
  proximalGradient,
  sgd,
} from 'zeroth';
import type { Gradients } from 'zeroth/query';
import type { Random } from 'zeroth/random';
import { sum } from '../statistics.js';
import {
  absolutes,
  gaussianRows,
  imagesOf,
  lassoImages,
  leastSquaresSolution,
  linearSum,
  n,
  type Sum,
  spectrum,
  squaredNorm,
  squares,
  terms,
} from './problems.js';

/** A problem, a method with its options, and the constants that are known. */
export interface Instance {
  readonly f: Sum['f'];
  readonly x0: Float64Array;
  readonly method: Minimizer<Gradients>;
  readonly constants: Constants;
}

/** A method and a theorem on it, by how its name begins. */
export interface Pair {
  readonly name: string;
  readonly theorem: string;
  readonly make: (draws: Random) => Instance;
}

const start = (draws: Random): Float64Array => draws.fillNormal(new Float64Array(n)).map((v) => 2 * v);
/** A share of the longest step that the theorem allows. */
const share = (draws: Random): number => 0.1 + 0.9 * draws.uniform();

/** Least squares with a solution, of full rank or not: f* = 0. */
function solvable(draws: Random, rank = n) {
  const rows = gaussianRows(draws, rank);
  const minimizer = draws.fillNormal(new Float64Array(n));
  const eigenvalues = spectrum(rows);
  const constants = {
    lowerBound: 0,
    minimizer,
    convex: true,
    smoothness: eigenvalues[n - 1]! * (1 + 1e-12),
    ...(rank === n && { convexity: eigenvalues[0]! * (1 - 1e-12) }),
  };
  return { f: squares(rows, imagesOf(rows, minimizer)).f, x0: start(draws), constants, eigenvalues };
}

type Made = ReturnType<typeof solvable>;

function smooth(
  name: string,
  theorem: string,
  rank: number,
  method: (of: Made, draws: Random) => Minimizer<Gradients>,
): Pair {
  return {
    name,
    theorem,
    make: (draws) => {
      const made = solvable(draws, rank);
      return { ...made, method: method(made, draws) };
    },
  };
}

const deterministic: readonly Pair[] = [
  smooth('gradient descent, convex', 'convex and smooth', 3, ({ constants }, draws) =>
    gradientDescent({ step: share(draws) / constants.smoothness }),
  ),
  smooth('gradient descent, strongly convex', 'strongly convex and smooth', n, ({ constants }, draws) =>
    gradientDescent({ step: share(draws) / constants.smoothness }),
  ),
  {
    name: 'gradient descent, without strong convexity',
    theorem: 'Polyak-Łojasiewicz and smooth',
    make: (draws) => {
      const { constants, eigenvalues, ...rest } = solvable(draws, 3);
      const method = gradientDescent({ step: share(draws) / constants.smoothness });
      // The least eigenvalue that is not 0.
      return { ...rest, method, constants: { ...constants, polyakLojasiewicz: eigenvalues[n - 3]! * (1 - 1e-12) } };
    },
  },
  {
    name: 'gradient descent, not convex',
    theorem: 'smooth',
    make: (draws) => {
      const rows = gaussianRows(draws);
      const b = draws.fillNormal(new Float64Array(terms));
      const { f } = linearSum(
        rows,
        b,
        (r) => 1 - Math.exp(-0.5 * r * r),
        (r) => r * Math.exp(-0.5 * r * r),
      );
      // |d²/dr² (1 − exp(−r²/2))| ≤ 1.
      const smoothness = spectrum(rows)[n - 1]! * (1 + 1e-12);
      const method = gradientDescent({ step: share(draws) / smoothness });
      return { f, x0: start(draws), method, constants: { lowerBound: 0, smoothness } };
    },
  },
  {
    name: 'subgradients',
    theorem: 'convex and Lipschitz',
    make: (draws) => {
      const { f, x0, constants } = absoluteSum(draws);
      return { f, x0, constants, method: gradientDescent({ step: 0.05 + 0.2 * draws.uniform() }) };
    },
  },
  {
    name: "Polyak's step, not smooth",
    theorem: 'convex and Lipschitz',
    make: (draws) => ({ ...absoluteSum(draws), method: polyakStep({ lowerBound: 0 }) }),
  },
  smooth("Polyak's step, smooth", 'convex and smooth', 3, () => polyakStep({ lowerBound: 0 })),
  lasso('proximal gradients, convex', 'convex and smooth, with a term', 'proximal'),
  lasso('proximal gradients, strongly convex', 'strongly convex and smooth, with a term', 'proximal'),
  lasso('FISTA', 'convex and smooth', 'fista'),
  smooth("Nesterov's method, convex", 'convex and smooth', 3, ({ constants: { smoothness } }) =>
    nesterov({ smoothness, restart: 'never' }),
  ),
  smooth("Nesterov's method, strongly convex", 'strongly convex and smooth', n, ({ constants }) =>
    nesterov({ smoothness: constants.smoothness, convexity: constants.convexity ?? 0, restart: 'never' }),
  ),
  smooth('heavy ball', 'convex and smooth', 3, ({ constants: { smoothness } }, draws) => {
    const momentum = 0.9 * draws.uniform();
    return heavyBall({ step: (share(draws) * (1 - momentum)) / smoothness, momentum });
  }),
  {
    name: 'Frank-Wolfe',
    theorem: 'convex and smooth, over a bounded set',
    make: (draws) => {
      const { x0: _, constants, f } = solvable(draws, 3);
      const half = 1 + Math.max(...constants.minimizer.map(Math.abs));
      const bounds = { lower: new Float64Array(n).fill(-half), upper: new Float64Array(n).fill(half) };
      const x0 = draws.fillUniform(new Float64Array(n)).map((u) => half * (2 * u - 1));
      const method = frankWolfe({ over: boxSet(bounds), openLoop: true });
      return { f, x0, method, constants: { ...constants, diameter: 2 * half * Math.sqrt(n) } };
    },
  },
];

/** The mean of |a·x − b| with a solution; a subgradient is no longer than the mean of the ‖a‖. */
function absoluteSum(draws: Random) {
  const rows = gaussianRows(draws);
  const minimizer = draws.fillNormal(new Float64Array(n));
  const lipschitz = sum(rows.map((a) => Math.sqrt(squaredNorm(a)))) / terms;
  const { f } = absolutes(rows, imagesOf(rows, minimizer));
  return { f, rows, x0: start(draws), constants: { lowerBound: 0, minimizer, convex: true, lipschitz } };
}

function lasso(name: string, theorem: string, kind: 'proximal' | 'fista'): Pair {
  return {
    name,
    theorem,
    make: (draws) => {
      const rows = gaussianRows(draws);
      const minimizer = draws.fillNormal(new Float64Array(n));
      const weight = 0.2;
      const b = lassoImages(rows, minimizer, weight);
      const residuals = imagesOf(rows, minimizer).map((v, i) => v - b[i]!);
      const lowerBound = squaredNorm(residuals) / (2 * terms) + weight * sum(Array.from(minimizer, Math.abs));
      const eigenvalues = spectrum(rows);
      const smoothness = eigenvalues[n - 1]! * (1 + 1e-12);
      const term = l1(weight);
      const method =
        kind === 'fista' ? fista(term, { smoothness, restart: 'never' }) : proximalGradient(term, { smoothness });
      const constants = { lowerBound, minimizer, convexity: eigenvalues[0]! * (1 - 1e-12), smoothness };
      return { f: squares(rows, b).f, x0: start(draws), method, constants };
    },
  };
}

function stochastic(name: string, theorem: string, batch: number, momentum = 0): Pair {
  return {
    name,
    theorem,
    make: (draws) => {
      const rows = gaussianRows(draws);
      const b = draws.fillNormal(new Float64Array(terms));
      const minimizer = leastSquaresSolution(rows, b);
      const residuals = imagesOf(rows, minimizer).map((v, i) => v - b[i]!);
      const eigenvalues = spectrum(rows);
      const constants = {
        lowerBound: squaredNorm(residuals) / (2 * terms),
        minimizer,
        smoothness: eigenvalues[n - 1]!,
        convexity: eigenvalues[0]!,
        termSmoothness: Math.max(...rows.map(squaredNorm)),
        termNoise: sum(rows.map((a, i) => residuals[i]! ** 2 * squaredNorm(a))) / terms,
      };
      const rate = (share(draws) * (1 - momentum)) / (4 * constants.termSmoothness);
      return { f: squares(rows, b).f, x0: start(draws), method: sampled(rate, batch, momentum), constants };
    },
  };
}

function sampled(rate: number, batch: number, momentum: number): Minimizer<Gradients> {
  return sgd({ rate, momentum, terms, batch, sampling: 'independent', reportEvery: 1 });
}

/** Every pair: a deterministic bound holds in each run, a stochastic one in the mean. */
export const pairs: readonly Pair[] = [
  ...deterministic,
  stochastic('stochastic gradients, convex', 'convex and smooth terms', 1),
  stochastic('stochastic gradients, strongly convex', 'strongly convex', 1),
  stochastic('samples of 4, convex', 'convex and smooth terms', 4),
  stochastic('samples of 4, strongly convex', 'strongly convex', 4),
  stochastic('stochastic gradients with momentum', 'convex and smooth terms', 1, 0.7),
  {
    name: 'stochastic subgradients',
    theorem: 'convex and Lipschitz terms',
    make: (draws) => {
      const { rows, constants, ...rest } = absoluteSum(draws);
      // Of one term, the square of a gradient is ‖a‖² in the mean.
      const lipschitz = Math.sqrt(sum(rows.map(squaredNorm)) / terms);
      return { ...rest, method: sampled(0.05 + 0.2 * draws.uniform(), 1, 0), constants: { ...constants, lipschitz } };
    },
  },
];
