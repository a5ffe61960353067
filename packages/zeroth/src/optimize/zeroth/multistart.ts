import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import type { Method, Progress, Query, Values, Vector } from '../../query/index.js';
import { exp, log, random } from '../../random/index.js';
import {
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { byValue, type Candidate, candidatesAt } from '../pieces/candidates.js';
import { finiteBounds } from '../pieces/finite-bounds.js';
import { type BestOf, keep, localRun, tell } from '../pieces/local-run.js';
import { bobyqa } from './bobyqa.js';

/** Options of {@link multistart}. */
export interface MultistartOptions<Y extends Query = Values> {
  /** What finds the minimum near a sample. Default `bobyqa()`; give `lbfgs()` where there are gradients. */
  readonly local?: Minimizer<Y>;
  /** Points drawn each round, from 2. Default 10 n, at least 20. */
  readonly samples?: number;
  /** The share of the best samples from which runs may start, in (0, 1]. Default 0.2. */
  readonly share?: number;
  /** σ > 0 of the critical distance: the larger, the fewer runs. Default 4, from where on their number stays finite. */
  readonly separation?: number;
  /** Rounds at most. Default 20. */
  readonly rounds?: number;
}

/**
 * Multi-level single linkage: in each round points are drawn uniformly in the box, and a local run starts from each of the
 * best of all draws that has no better one within a critical distance, which shrinks from round to round.
 *
 * Asks: values (order 0), the samples of a round in one question, and what the local method asks. With σ ≥ 4 it starts
 * finitely many runs and finds every minimum, with probability one. Ends by itself where the Bayesian estimate of the
 * number of minima is less than half above the number that was found. x0 is the first sample.
 *
 * @throws ZerothError `bounds-needed` where a bound is not finite
 * @source Rinnooy Kan, Timmer: Stochastic global optimization methods, part II: multi level methods (1987)
 * @source Boender, Rinnooy Kan: Bayesian stopping rules for multistart global optimization methods (1987)
 */
export function multistart(options?: MultistartOptions): Minimizer<Values>;
export function multistart<Y extends Query>(
  options: MultistartOptions<Y> & { readonly local: Minimizer<Y> },
): Minimizer<Values | Y, MinimizerReport>;
export function multistart(options: MultistartOptions<Query> = {}): Minimizer {
  const { local = bobyqa(), share = 0.2, separation = 4, rounds = 20 } = options;
  if (options.samples !== undefined) checkInteger('samples', options.samples, 2);
  checkPositive('share', share);
  checkPositive('separation', separation);
  checkInteger('rounds', rounds, 1);
  return {
    name: 'multistart',
    asks: [...new Set(['values', ...local.asks])],
    bounds: true,
    start: (problem) => levels(problem, { ...options, local, share: Math.min(1, share), separation, rounds }),
  };
}

/** Minima closer than this share of the box are one. */
const sameMinimum = 1e-4;

type Settings = MultistartOptions<Query> & Required<Omit<MultistartOptions<Query>, 'samples'>>;

function* levels(
  problem: MinimizationProblem,
  { local, samples, share, separation, rounds }: Settings,
): Method<Query | Progress<MinimizerReport>, MinimizerEnd> {
  const { x0, seed } = problem;
  checkFinite('x0', x0);
  const n = x0.length;
  const bounds = finiteBounds('multistart', problem.bounds);
  const { lower, upper } = bounds;
  const each = samples ?? Math.max(20, 10 * n);
  const draws = random(seed);
  const drawn: Candidate[] = [];
  const started = new Set<Candidate>();
  const minima: Vector[] = [];
  const best: BestOf = { x: x0.slice(), value: Infinity };
  const apart = (x: Vector, y: Vector): number =>
    Math.sqrt(x.reduce((sum, v, i) => sum + ((v - y[i]!) / (upper[i]! - lower[i]!)) ** 2, 0));
  for (let round = 1; round <= rounds; round++) {
    const points = Array.from(
      { length: each },
      (_, k): Vector =>
        round === 1 && k === 0
          ? x0.slice()
          : lower.map((low, i) => Math.min(upper[i]!, low + draws.uniform() * (upper[i]! - low))),
    );
    const found = yield* candidatesAt(points);
    for (const candidate of found) keep(best, candidate.x, candidate.value);
    drawn.push(...found);
    drawn.sort(byValue);
    if (yield* tell(best)) return { reason: undefined };
    if (best.value <= unboundedLevel(1)) return { reason: 'unbounded' };
    const good = drawn.slice(0, Math.ceil(share * drawn.length)).filter(({ value }) => value < Infinity);
    const critical = criticalDistance(n, drawn.length, separation);
    for (const [k, sample] of good.entries()) {
      if (started.has(sample)) continue;
      if (good.slice(0, k).some((better) => better.value < sample.value && apart(better.x, sample.x) <= critical))
        continue;
      if (minima.some((minimum) => apart(minimum, sample.x) <= sameMinimum)) continue;
      started.add(sample);
      const ended = yield* localRun(local, { ...problem, x0: sample.x, seed: draws.integer(2 ** 53) }, best);
      if (ended.stopped) return { reason: undefined };
      if (!minima.some((minimum) => apart(minimum, ended.x) <= sameMinimum)) minima.push(ended.x);
    }
    const [w, runs] = [minima.length, started.size];
    // The expected number of minima, seen or not, given that `runs` runs found w.
    if (w > 0 && runs > w + 2 && (w * (runs - 1)) / (runs - w - 2) < w + 0.5) break;
  }
  return { reason: 'no-decrease-left' };
}

/** π^(−1/2) (Γ(1 + n/2) σ ln N / N)^(1/n), the box having volume 1. */
function criticalDistance(n: number, count: number, separation: number): number {
  let logGamma = n % 2 === 0 ? 0 : 0.5 * log(Math.PI);
  for (let k = n / 2; k > 0; k--) logGamma += log(k);
  return exp((logGamma + log((separation * log(count)) / count)) / n) / Math.sqrt(Math.PI);
}
