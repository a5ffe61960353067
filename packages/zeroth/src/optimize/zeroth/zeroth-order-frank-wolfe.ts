import { checkFinite, checkInteger } from '../../array/checks.js';
import { addScaled, scale } from '../../array/vector.js';
import {
  type Method,
  type Progress,
  progress,
  type Values,
  type Vector,
  valueAt,
  valuesAt,
} from '../../query/index.js';
import { random } from '../../random/index.js';
import type { MinimizationProblem, Minimizer, MinimizerEnd, MinimizerReport } from '../minimizer.js';
import type { ConvexSet } from '../pieces/convex-sets.js';
import { end, fallsForever } from '../pieces/endings.js';
import { checkTerms, type TermOptions, termSample } from '../pieces/term-samples.js';

/** Options of {@link zerothOrderFrankWolfe}. */
export interface ZerothOrderFrankWolfeOptions extends TermOptions {
  /** The set that x stays in, bounded. Points asked about are within a vanishing distance of it. */
  readonly over: ConvexSet;
  /** m, Gaussian directions of an estimate, from 1: RDSA, or I-RDSA from 2; `coordinates`: all n, KWSA. Default 1. */
  readonly directions?: number | 'coordinates';
  /** T, how many iterations are planned, for the constant step T^(−3/4) of f that is not convex. Default: 2 / (t + 8). */
  readonly horizon?: number;
  /** Iterations between two reports of the whole objective. Default 1 without `terms`, else N / batch, rounded up. */
  readonly reportEvery?: number;
}

/**
 * Frank-Wolfe from values: one-sided differences along few directions are averaged over the iterations,
 * d ← (1 − ρ) d + ρ g, the set's vertex v that makes d·v least is found, and x ← x + γ (v − x), so that x is always
 * within the set and no projection is needed.
 *
 * Asks: values (order 0) at x and m (or n) points near it, of the same sample where `terms` are given. With n variables,
 * E f − f* = O((n/m)^(1/3) T^(−1/3)) for convex smooth f, of noise too; the Frank-Wolfe gap is O((n/m)^(1/3) T^(−1/4)) with
 * `horizon`. It never ends by itself but where values fall without a limit. A start outside the set is projected.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Sahu, Zaheer, Kar: Towards gradient free and projection free stochastic optimization (2019), algorithm 1
 */
export function zerothOrderFrankWolfe(options: ZerothOrderFrankWolfeOptions): Minimizer<Values> {
  const { directions = 1, horizon = 1, terms, batch = 1 } = options;
  if (directions !== 'coordinates') checkInteger('directions', directions, 1);
  checkInteger('horizon', horizon, 1);
  checkTerms(options);
  const reportEvery = options.reportEvery ?? (terms === undefined ? 1 : Math.ceil(terms / batch));
  checkInteger('reportEvery', reportEvery, 1);
  return {
    name: 'zerothOrderFrankWolfe',
    asks: ['values'],
    bounds: false,
    start: (problem) => descend(problem, { ...options, reportEvery }),
  };
}

function* descend(
  { x0, seed }: MinimizationProblem,
  { over, directions = 1, horizon, reportEvery = 1, ...sampling }: ZerothOrderFrankWolfeOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const draws = random(seed);
  const x = x0.slice();
  over.project(x);
  const gradient = new Float64Array(n);
  let isUnbounded: ReturnType<typeof fallsForever> | undefined;
  for (let t = 0; ; t++) {
    if (t % reportEvery === 0) {
      const now = { x, value: yield* valueAt(x.slice()), gradient };
      isUnbounded ??= fallsForever(now);
      if (yield* progress({ x, value: now.value })) return end(undefined);
      if (isUnbounded(now)) return end('unbounded');
    }
    const { moves, size, share } = planAt(t, n, directions, (z) => draws.fillNormal(z));
    const points = moves.map((z) => x.map((v, i) => v + size * z[i]!));
    const values = yield* valuesAt([x.slice(), ...points], termSample(draws, sampling));
    scale(gradient, 1 - share);
    const weight = share / (size * (directions === 'coordinates' ? 1 : moves.length));
    moves.forEach((z, k) => {
      addScaled(gradient, weight * (values[k + 1]! - values[0]!), z);
    });
    const vertex = over.linearMinimizer(gradient);
    const step = horizon === undefined ? 2 / (t + 8) : horizon ** -0.75;
    for (let i = 0; i < n; i++) x[i] = x[i]! + step * (vertex[i]! - x[i]!);
  }
}

interface Plan {
  readonly moves: readonly Vector[];
  /** c, how far points are from x, in lengths of the moves. */
  readonly size: number;
  /** ρ, the share of the newest estimate. */
  readonly share: number;
}

/** The directions of iteration t, and the sequences c and ρ of the paper's theorems. */
function planAt(t: number, n: number, directions: number | 'coordinates', draw: (into: Vector) => Vector): Plan {
  const age = Math.cbrt(t + 8);
  if (directions === 'coordinates') {
    const moves = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
    return { moves, size: 2 / (Math.sqrt(n) * age), share: 4 / (age * age) };
  }
  return {
    moves: Array.from({ length: directions }, () => draw(new Float64Array(n))),
    size: (2 * Math.sqrt(directions)) / (n ** 1.5 * age),
    share: 4 / (Math.cbrt(1 + n / directions) * age * age),
  };
}
