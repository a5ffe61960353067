import { checkFinite } from '../../array/checks.js';
import { dot, norm2, normInfinity } from '../../array/vector.js';
import { type Gradients, gradientAt, progress } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { end, endWithoutDecrease, fallsForever, isNegligible, isStationary } from '../pieces/endings.js';
import { hagerZhang } from '../pieces/hager-zhang.js';
import type { LineStore } from '../pieces/line-point.js';
import { strongWolfe } from '../pieces/strong-wolfe.js';
import type { Trial } from '../pieces/trial.js';

/** Options of {@link nonlinearCg}. */
export interface NonlinearCgOptions {
  /**
   * How steps are searched: by cubics, or by Hager and Zhang's secants, which need slopes only near a minimum. On the
   * problems of Moré, Garbow and Hillstrom these take 1.4 times as many gradients, and solve three runs more of 105.
   * Default 'strongWolfe'.
   */
  readonly search?: 'strongWolfe' | 'hagerZhang';
}

const searches = { strongWolfe, hagerZhang };

/** Share of the slope that a line search leaves: smaller than for quasi-Newton steps, because directions build on it. */
const curvature = 0.1;

/** η of the lower bound on β. */
const lowest = 0.01;

/**
 * Nonlinear conjugate gradients: d ← −∇f + β d with Hager and Zhang's
 * β = (y − 2 d ‖y‖² / d'y)' ∇f / d'y, bounded below, so that d'∇f ≤ −⅞ ‖∇f‖² whatever the line search.
 *
 * Asks: gradients (order 1). Four vectors of memory. On quadratics with exact line searches it is the method of
 * conjugate gradients, which ends after n steps.
 *
 * @source Hager and Zhang: A new conjugate gradient method with guaranteed descent and an efficient line search (2005)
 */
export function nonlinearCg({ search = 'strongWolfe' }: NonlinearCgOptions = {}): Minimizer<Gradients> {
  return {
    name: 'nonlinearCg',
    asks: ['gradients'],
    bounds: false,
    start: (problem) => conjugate(problem, searches[search]),
  };
}

function* conjugate({ x0, tolerance }: MinimizationProblem, search: (typeof searches)[keyof typeof searches]) {
  checkFinite('x0', x0);
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x)) };
  const isUnbounded = fallsForever(now);
  const direction = now.gradient.map((g) => -g);
  const store: LineStore = [];
  let fresh = true;
  let step = 0;
  let slopeBefore = 0;
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    if (isStationary(now, undefined, tolerance)) return end('gradient-small');
    let slope = dot(now.gradient, direction);
    if (fresh || !(slope < 0)) {
      fresh = true;
      for (let i = 0; i < direction.length; i++) direction[i] = -now.gradient[i]!;
      slope = -dot(now.gradient, now.gradient);
    }
    // The first step knows no scale; later ones are taken to change f to first order as much as the last one did.
    const first: number =
      step === 0 || fresh
        ? Math.min(1, Math.max(0.1 * norm2(now.x), 0.1) / norm2(now.gradient))
        : Math.min(10 * step, (step * slopeBefore) / slope);
    const next = yield* search(now, direction, { first, curvature, store });
    if (next === undefined) {
      if (!fresh) {
        fresh = true;
        continue;
      }
      return endWithoutDecrease(-slope, now, tolerance);
    }
    const moved = next.step * normInfinity(direction);
    const decrease = now.value - next.value;
    const before = now;
    now = next;
    if (isNegligible(moved, decrease, now, tolerance)) {
      if (fresh) {
        yield* progress(now);
        return end('no-decrease-left');
      }
      fresh = true;
      continue;
    }
    step = next.step;
    slopeBefore = slope;
    fresh = !turn(direction, before, now);
  }
}

/** d ← −∇f + β d. False where β has no meaning, d'y not being positive. */
function turn(direction: Float64Array, before: Trial, now: Trial): boolean {
  let dy = 0;
  let yy = 0;
  let yg = 0;
  let dg = 0;
  for (let i = 0; i < direction.length; i++) {
    const y = now.gradient[i]! - before.gradient[i]!;
    dy += direction[i]! * y;
    yy += y * y;
    yg += y * now.gradient[i]!;
    dg += direction[i]! * now.gradient[i]!;
  }
  if (!(dy > 0)) return false;
  const floor = -1 / (norm2(direction) * Math.min(lowest, norm2(before.gradient)));
  const beta = Math.max((yg - (2 * yy * dg) / dy) / dy, floor);
  for (let i = 0; i < direction.length; i++) direction[i] = beta * direction[i]! - now.gradient[i]!;
  return true;
}
