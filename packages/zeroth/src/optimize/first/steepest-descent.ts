import { checkFinite, checkPositive } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { type Gradients, gradientAt, type Method, progress, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { armijo } from '../pieces/armijo.js';
import { endOfDescent, firstStep, hasStalled, reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { type Schedule, toSchedule } from '../pieces/schedules.js';
import { type Trial, trialAt } from '../pieces/trial.js';
import { descentTheorems } from '../theorems/descent-theorems.js';

/** Options of {@link steepestDescent}. */
export interface SteepestDescentOptions {
  /**
   * A step size, positive, or one for each iteration; 'backtracking' tries twice the last one first; 'exact' takes the
   * root of the slope by one secant step, exact on quadratics, and backtracks from it. Default 'backtracking'.
   */
  readonly step?: number | Schedule | 'backtracking' | 'exact';
}

/**
 * Gradient descent: x ← x − η ∇f(x).
 *
 * Asks: gradients (order 1), two a step where it is 'exact'. On quadratics of condition κ, with η = 2 / (μ + L), ‖x − x*‖
 * falls by (κ − 1)/(κ + 1) a step, and f − f* by its square with exact steps.
 *
 * @throws ZerothError `option-out-of-range` unless step > 0
 * @source Cauchy: Méthode générale pour la résolution des systèmes d'équations simultanées (1847)
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 3.3
 */
export function steepestDescent({ step = 'backtracking' }: SteepestDescentOptions = {}): Minimizer<Gradients> {
  if (typeof step === 'number') checkPositive('step', step);
  return {
    name: 'gradientDescent',
    asks: ['gradients'],
    bounds: false,
    ...(typeof step === 'number' && { theorems: descentTheorems(step) }),
    start: (problem) => descend(problem, step),
  };
}

function* descend(problem: MinimizationProblem, rule: NonNullable<SteepestDescentOptions['step']>) {
  const { x0 } = problem;
  checkFinite('x0', x0);
  const schedule = typeof rule === 'string' ? undefined : toSchedule(rule);
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  const isUnbounded = fallsForever(now);
  let step = 0;
  for (let k = 0; ; k++) {
    if (yield* progress(now)) return end(undefined);
    const reason = reasonAt(now, problem, isUnbounded);
    if (reason !== undefined) return end(reason);
    const direction = now.gradient.map((g) => -g);
    let next: Trial | undefined;
    if (schedule !== undefined) {
      next = yield* trialAt(along(now.x, direction, schedule(k)));
      // A step that is too long for f leads away from where it is finite.
      if (next.value === Infinity) return end('no-progress');
      if (next.x.every((v, i) => v === now.x[i])) return endOfDescent(now, now.gradient, problem);
    } else {
      const first = step > 0 ? step : firstStep(now);
      const found = yield* armijo(now, direction, {
        first: rule === 'exact' ? yield* secantStep(now, direction, first) : step > 0 ? 2 * step : first,
      });
      if (found === undefined) return endOfDescent(now, now.gradient, problem);
      step = found.step;
      next = found;
      if (hasStalled(now, next, problem)) {
        yield* progress(next);
        return endOfDescent(next, next.gradient, problem);
      }
    }
    now = next;
  }
}

/** Where the slope along the direction would vanish if it were linear; four times the probe where it does not grow. */
function* secantStep(now: Trial, direction: Vector, probe: number): Method<Gradients, number> {
  const trial = yield* trialAt(along(now.x, direction, probe));
  const slope = dot(now.gradient, direction);
  const growth = dot(trial.gradient, direction) - slope;
  if (trial.value === Infinity) return probe;
  return growth > 0 ? (-slope / growth) * probe : 4 * probe;
}

function along(x: Vector, direction: Vector, step: number): Vector {
  return x.map((v, i) => v + step * direction[i]!);
}
