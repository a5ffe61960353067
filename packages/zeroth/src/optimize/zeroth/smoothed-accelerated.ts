import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { addScaled } from '../../array/vector.js';
import { type Method, type Progress, progress, type Values, type Vector, valuesAt } from '../../query/index.js';
import { random } from '../../random/index.js';
import type { MinimizationProblem, Minimizer, MinimizerEnd, MinimizerReport } from '../minimizer.js';
import { end, fallsForever } from '../pieces/endings.js';

/** Options of {@link smoothedAccelerated}. */
export interface SmoothedAcceleratedOptions {
  /** M > 0, a Lipschitz constant of f. */
  readonly lipschitz: number;
  /** γ > 0, the radius of the ball that f is averaged over; ε / 2M for an accuracy ε, since 0 ≤ f_γ − f ≤ γ M. */
  readonly radius: number;
  /** B, directions of a round, from 1: all are asked at once. Default 1. */
  readonly directions?: number;
  /** L > 0, a Lipschitz constant of the averaged gradient. Default √n M / γ, which holds for every f. */
  readonly smoothness?: number;
}

/** What {@link smoothedAccelerated} reports. */
export interface RoundsReport extends MinimizerReport {
  /** Values asked about so far. */
  readonly calls: number;
  /** Questions asked so far, each of which could be answered in parallel. */
  readonly rounds: number;
}

/**
 * Accelerated descent on f averaged over a ball, for convex Lipschitz f that need not be smooth: each round asks about B
 * pairs x ± γ e at once, their mean of n/2γ (f(x + γ e) − f(x − γ e)) e is the gradient, and similar triangles
 * accelerate it.
 *
 * Asks: values (order 0), 2B + 1 a round. An accuracy ε takes O(n^(1/4) M R / ε) rounds, where two-point descent takes
 * O(n M² R² / ε²), at as many values in all: B = O(n^(3/4) M R / ε). Calls and rounds are reported apart. It never ends by
 * itself but where values fall without a limit.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Gasnikov et al.: The power of first-order smooth optimization for black-box non-smooth problems (2022)
 * @source Gasnikov, Nesterov: Universal method for stochastic composite optimization problems (2018), similar triangles
 */
export function smoothedAccelerated(options: SmoothedAcceleratedOptions): Minimizer<Values, RoundsReport> {
  const { lipschitz, radius, directions = 1, smoothness } = options;
  checkPositive('lipschitz', lipschitz);
  checkPositive('radius', radius);
  checkInteger('directions', directions, 1);
  if (smoothness !== undefined) checkPositive('smoothness', smoothness);
  return {
    name: 'smoothedAccelerated',
    asks: ['values'],
    bounds: false,
    start: (problem) => {
      const constant = smoothness ?? (Math.sqrt(problem.x0.length) * lipschitz) / radius;
      return descend(problem, radius, directions, constant);
    },
  };
}

function* descend(
  { x0, seed }: MinimizationProblem,
  radius: number,
  directions: number,
  smoothness: number,
): Method<Values | Progress<RoundsReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const draws = random(seed);
  // x is where gradients are asked, u the point that they move, y their weighted mean: the answer.
  const y = x0.slice();
  const u = x0.slice();
  let total = 0;
  let calls = 0;
  let isUnbounded: ReturnType<typeof fallsForever> | undefined;
  for (let rounds = 1; ; rounds++) {
    // α² L = A + α, the largest weight for which the quadratic bound with L suffices.
    const weight = (1 + Math.sqrt(1 + 4 * smoothness * total)) / (2 * smoothness);
    const share = weight / (total + weight);
    const x = y.map((v, i) => v + share * (u[i]! - v));
    const moves = Array.from({ length: directions }, () => draws.sphere(n));
    const pairs = moves.flatMap((e) => [radius, -radius].map((r) => x.map((v, i) => v + r * e[i]!)));
    const values: Vector = yield* valuesAt([y.slice(), ...pairs]);
    calls += values.length;
    const now = { x: y, value: values[0]!, gradient: y };
    isUnbounded ??= fallsForever(now);
    if (yield* progress({ x: y, value: now.value, calls, rounds })) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    const scale = (weight * n) / (2 * radius * directions);
    const before = u.slice();
    moves.forEach((e, k) => {
      addScaled(u, -scale * (values[2 * k + 1]! - values[2 * k + 2]!), e);
    });
    for (let i = 0; i < n; i++) y[i] = x[i]! + share * (u[i]! - before[i]!);
    total += weight;
  }
}
