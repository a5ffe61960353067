import { type Kernel, logMarginalLikelihood } from '../../gaussian-process/index.js';
import type { GradientAnswer, Vector } from '../../query/index.js';
import { log, type Random } from '../../random/index.js';
import { leastInBox } from './least-in-box.js';

/** Values of a function on the unit cube, standardised, and what is assumed of them. */
export interface FitProblem {
  readonly kernel: Kernel;
  readonly points: readonly Vector[];
  readonly values: Vector;
  /** Whether the deviation of the noise is fitted, from 1e-4 to 1; it is 1e-5 otherwise. */
  readonly noise: boolean;
  /** Hyperparameters to start from, besides those of the prior. */
  readonly previous: Vector | undefined;
  /** Further starts, drawn from the prior. */
  readonly restarts: number;
}

const noNoise = log(1e-5);
const [leastNoise, mostNoise] = [log(1e-4), 0];

/**
 * Hyperparameters of the largest posterior density, by L-BFGS from several starts. A priori lengths are lognormal about
 * √d e^√2 / 4 with deviation √3 of the logarithm, which grows with d as distances in the cube do, and the kernel's
 * deviation is lognormal about 1.
 *
 * @source Hvarfner, Hellsten, Nardi: Vanilla Bayesian optimization performs great in high dimensions (2024), its prior
 * moved to shorter lengths
 */
export function fitHyperparameters(problem: FitProblem, draws: Random): Vector {
  const { kernel, points, values, noise, previous, restarts } = problem;
  const d = points[0]!.length;
  const likelihood = logMarginalLikelihood(kernel, points, values);
  const names = kernel.names(d);
  const count = names.length;
  const prior = new Float64Array(count + 1);
  const precision = new Float64Array(count + 1);
  const bounds = { lower: new Float64Array(count + 1), upper: new Float64Array(count + 1) };
  names.forEach((name, i) => {
    const isLength = name.startsWith('length');
    prior[i] = isLength ? Math.SQRT2 + 0.5 * log(d) - log(4) : 0;
    precision[i] = isLength ? 1 / 3 : 1;
    bounds.lower[i] = log(isLength ? 5e-3 : 5e-2);
    bounds.upper[i] = log(isLength ? 1e3 : 50);
  });
  bounds.lower[count] = noise ? leastNoise : noNoise;
  bounds.upper[count] = noise ? mostNoise : noNoise;
  prior[count] = noise ? log(0.1) : noNoise;
  precision[count] = noise ? 1 / 4 : 0;
  const f = (theta: Vector): GradientAnswer => {
    const { value, gradient } = likelihood(theta);
    let total = -value;
    for (let i = 0; i <= count; i++) {
      const from = theta[i]! - prior[i]!;
      total += 0.5 * precision[i]! * from * from;
      gradient[i] = precision[i]! * from - gradient[i]!;
    }
    return { value: total, gradient };
  };
  const drawn = Array.from({ length: restarts }, () =>
    prior.map((middle, i) => {
      const spread = precision[i]! > 0 ? 0.5 / Math.sqrt(precision[i]!) : 0;
      return Math.min(bounds.upper[i]!, Math.max(bounds.lower[i]!, middle + spread * draws.normal()));
    }),
  );
  const starts = [previous ?? prior, ...drawn];
  return leastInBox({ f, bounds, starts, tolerance: 1e-3, steps: 40 }).x;
}
