import { checkFinite } from '../../array/checks.js';
import { type Gradients, gradientAt, type Method, progress, type Vector } from '../../query/index.js';
import { type Random, random } from '../../random/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { hasStalled } from '../pieces/descent.js';
import { end, fallsForever, isStationary } from '../pieces/endings.js';
import type { ProximalTerm } from '../pieces/proximal-maps.js';
import { type Trial, trialAt } from '../pieces/trial.js';

/** Options of {@link coordinateDescent}. */
export interface CoordinateDescentOptions {
  /**
   * Which variable is next: each in turn, one drawn by the problem's seed, or the one that a step would move f most by
   * ('greedy'). Default 'cyclic'.
   */
  readonly order?: 'cyclic' | 'random' | 'greedy';
  /** h, a term to be added to f that is a sum over the variables, as l1, elasticNet and squaredL2 are. Default none. */
  readonly term?: ProximalTerm;
}

/**
 * Coordinate descent: one variable at a time moves to the minimum of a quadratic bound of f along it (plus its part of
 * h), within its bounds. The curvature along each variable is learnt from the change of the gradient, so that on
 * quadratics each step after the first sweep is exact: Gauss and Seidel's iteration. A report each n steps.
 *
 * Asks: gradients (order 1), one or more a step. f falls monotonically; linear where f is strongly convex.
 *
 * @source Wright: Coordinate descent algorithms (2015)
 * @source Nesterov: Efficiency of coordinate descent methods on huge-scale optimization problems (2012)
 */
export function coordinateDescent({ order = 'cyclic', term }: CoordinateDescentOptions = {}): Minimizer<Gradients> {
  return {
    name: 'coordinateDescent',
    asks: ['gradients'],
    bounds: term === undefined,
    ...(term === undefined ? undefined : { term: (x: Vector) => term.value(x) }),
    start: (problem) => descend(problem, order, term),
  };
}

function* descend(
  problem: MinimizationProblem,
  order: NonNullable<CoordinateDescentOptions['order']>,
  term: ProximalTerm | undefined,
) {
  const { x0, bounds, tolerance } = problem;
  checkFinite('x0', x0);
  const n = x0.length;
  const draws: Random = random(problem.seed);
  const x = x0.slice();
  if (term !== undefined && term.value(x) === Infinity) term.apply(x, 1);
  let at: Trial = { x, ...(yield* gradientAt(x, new Float64Array(n))) };
  // Curvatures along the variables; 0 where none is known yet.
  const curvatures = new Float64Array(n);
  const target = (i: number, curvature: number): number => {
    const v = at.x[i]! - at.gradient[i]! / curvature;
    if (bounds !== undefined) return Math.min(bounds.upper[i]!, Math.max(bounds.lower[i]!, v));
    if (term === undefined) return v;
    const point = at.x.slice();
    point[i] = v;
    term.apply(point, 1 / curvature);
    return point[i]!;
  };
  // F = f + h with its gradient mapping, by the curvature of each variable: by 1, a small slope far out would be lost.
  const whole = (): Trial => {
    if (term === undefined) return at;
    const mapping = (curvature: number, i: number) => (curvature || 1) * (at.x[i]! - target(i, curvature || 1));
    return { x: at.x, value: at.value + term.value(at.x), gradient: curvatures.map(mapping) };
  };
  let now = whole();
  const isUnbounded = fallsForever(now);
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    if (isStationary(now, bounds, tolerance)) return end('gradient-small');
    const before = now;
    for (let k = 0; k < n; k++) {
      const i = order === 'cyclic' ? k : order === 'random' ? draws.integer(n) : steepest(at, curvatures, target);
      const next: Trial | undefined = yield* alongVariable(at, i, curvatures, (curvature) => target(i, curvature));
      if (next !== undefined) at = next;
      if (at.value === -Number.MAX_VALUE) break;
    }
    now = whole();
    if (!hasStalled(before, now, problem)) continue;
    // A sweep of drawn variables may have missed the one that matters.
    if (order === 'random' && !isStationary(now, bounds, { ...tolerance, gradient: Math.sqrt(tolerance.value) }))
      continue;
    yield* progress(now);
    return end('no-decrease-left');
  }
}

/** The variable whose quadratic model promises the largest decrease; those of unknown curvature come first. */
function steepest(at: Trial, curvatures: Vector, target: (i: number, curvature: number) => number): number {
  let [best, most] = [0, -1];
  for (let i = 0; i < curvatures.length; i++) {
    const curvature = curvatures[i]!;
    if (curvature === 0) return i;
    const promised = curvature * (target(i, curvature) - at.x[i]!) ** 2;
    if (promised > most) [best, most] = [i, promised];
  }
  return best;
}

/** The step of one variable, its curvature doubled until the quadratic bound holds, then learnt; undefined for none. */
function* alongVariable(
  at: Trial,
  i: number,
  curvatures: Vector,
  target: (curvature: number) => number,
): Method<Gradients, Trial | undefined> {
  const slope = at.gradient[i]!;
  // A first step moves the variable by a tenth of its own size, or by 0.1.
  const first =
    curvatures[i]! > 0 ? curvatures[i]! : Math.max(1, Math.abs(slope) / (0.1 * Math.max(1, Math.abs(at.x[i]!))));
  for (let curvature = first; curvature < Infinity; curvature *= 2) {
    const x = at.x.slice();
    x[i] = target(curvature);
    const move = x[i]! - at.x[i]!;
    if (move === 0) {
      // Unknown still: a variable that stands at a kink or a bound has not shown its curvature.
      curvatures[i] = curvature;
      return undefined;
    }
    const trial = yield* trialAt(x);
    const seen = (trial.gradient[i]! - slope) / move;
    // On quadratics the bound is tight, to rounding.
    const rounding = 8 * 2 ** -52 * Math.max(Math.abs(at.value), Math.abs(slope * move));
    const bound = at.value + slope * move + 0.5 * curvature * move * move + rounding;
    const hidden = Math.abs(trial.value - at.value) <= 2 ** -40 * Math.abs(at.value);
    if (trial.value <= bound || (hidden && seen <= curvature * (1 + 2 ** -20))) {
      // Flat or concave along it: steps grow.
      curvatures[i] = seen > 0 ? seen : Math.max(2 ** -1000, 0.25 * curvature);
      return trial;
    }
  }
  return undefined;
}
