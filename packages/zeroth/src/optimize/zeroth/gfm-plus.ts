import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { addScaled } from '../../array/vector.js';
import {
  type Method,
  type Progress,
  progress,
  type Values,
  type Vector,
  valueAt,
  valuesAt,
} from '../../query/index.js';
import { type Random, random } from '../../random/index.js';
import type { MinimizationProblem, Minimizer, MinimizerEnd, MinimizerReport } from '../minimizer.js';
import { end, fallsForever } from '../pieces/endings.js';
import { checkTerms, type TermOptions, termSample } from '../pieces/term-samples.js';

/** Options of {@link gfmPlus}. */
export interface GfmPlusOptions extends TermOptions {
  /** δ > 0, the radius of the ball that f is averaged over: stationarity is meant within it. */
  readonly radius: number;
  /** Step size η > 0. */
  readonly step: number;
  /** m: every m-th estimate is a fresh one, from 1. 1 is GFM, whose estimates are independent. */
  readonly period: number;
  /** b′, directions of a fresh estimate, from 1. */
  readonly freshDirections: number;
  /** b, directions of the changes in between, from 1. Default 1. */
  readonly directions?: number;
  /** Iterations between two reports of the whole objective. Default: the period. */
  readonly reportEvery?: number;
}

/**
 * GFM+, for Lipschitz functions that are neither smooth nor convex: x ← x − η v, where v estimates the gradient of f averaged
 * over a ball. Every m-th v is a mean of n/2δ (f(x + δ w) − f(x − δ w)) w over b′ directions w on the sphere; those in between
 * follow the change of the same differences from the point before, along b new directions.
 *
 * Asks: values (order 0), 2 b′ every m-th iteration and 4 b in between; each direction of another sample where `terms` are
 * given, in a question of its own then. O(n^(3/2) δ⁻¹ ε⁻³) of them lead to where a convex combination of gradients within δ
 * is shorter than ε, and O(n^(3/2) δ⁻¹ ε⁻⁴) where all estimates are fresh. It never ends by itself but where values
 * fall without a limit. Reports x.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Chen, Xu, Luo: Faster gradient-free algorithms for nonsmooth nonconvex stochastic optimization (2023), algorithm 2
 * @source Lin, Zheng, Jordan: Gradient-free methods for deterministic and stochastic nonsmooth nonconvex optimization
 *   (2022), GFM
 */
export function gfmPlus(options: GfmPlusOptions): Minimizer<Values> {
  const { radius, step, period, freshDirections, directions = 1, reportEvery = period } = options;
  checkPositive('radius', radius);
  checkPositive('step', step);
  for (const [name, count] of Object.entries({ period, freshDirections, directions, reportEvery }))
    checkInteger(name, count, 1);
  checkTerms(options);
  return {
    name: 'gfmPlus',
    asks: ['values'],
    bounds: false,
    start: (problem) => descend(problem, { ...options, directions, reportEvery }),
  };
}

function* descend(
  { x0, seed }: MinimizationProblem,
  options: GfmPlusOptions & { readonly directions: number; readonly reportEvery: number },
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const { step, period, freshDirections, directions, reportEvery } = options;
  const draws = random(seed);
  const x = x0.slice();
  const before = x.slice();
  const estimate = new Float64Array(x.length);
  let isUnbounded: ReturnType<typeof fallsForever> | undefined;
  for (let t = 0; ; t++) {
    if (t % reportEvery === 0) {
      const now = { x, value: yield* valueAt(x.slice()), gradient: estimate };
      isUnbounded ??= fallsForever(now);
      if (yield* progress({ x, value: now.value })) return end(undefined);
      if (isUnbounded(now)) return end('unbounded');
    }
    if (t % period === 0) {
      estimate.fill(0);
      yield* addDifferences(estimate, [x], freshDirections, draws, options);
    } else yield* addDifferences(estimate, [x, before], directions, draws, options);
    before.set(x);
    addScaled(x, -step, estimate);
  }
}

/** v ← v + g(x; W), or v + g(x; W) − g(x⁻; W), over new directions W and samples. */
function* addDifferences(
  into: Vector,
  at: readonly Vector[],
  count: number,
  draws: Random,
  options: GfmPlusOptions,
): Method<Values, void> {
  const n = into.length;
  const { radius, terms } = options;
  const directions = Array.from({ length: count }, () => draws.sphere(n));
  const about = (w: Vector): Vector[] =>
    at.flatMap((x) => [radius, -radius].map((r) => x.map((v, i) => v + r * w[i]!)));
  const add = (w: Vector, [plus = 0, minus = 0, plusBefore = 0, minusBefore = 0]: Vector): void => {
    addScaled(into, (n / (2 * radius * count)) * (plus - minus - (plusBefore - minusBefore)), w);
  };
  if (terms === undefined) {
    const values = yield* valuesAt(directions.flatMap(about));
    const each = 2 * at.length;
    directions.forEach((w, k) => {
      add(w, values.subarray(each * k, each * (k + 1)));
    });
    return;
  }
  for (const w of directions) add(w, yield* valuesAt(about(w), termSample(draws, options)));
}
