import { checkFinite } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { type Gradients, gradientAt, progress } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { armijo } from '../pieces/armijo.js';
import { endOfDescent, firstStep, hasStalled, reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { largestOfLast } from '../pieces/nonmonotone.js';
import { spectralStep } from '../pieces/spectral-step.js';
import type { Trial } from '../pieces/trial.js';

/** Options of {@link barzilaiBorwein}. */
export interface BarzilaiBorweinOptions {
  /** How many values back f may rise to; an integer from 1. Default 10. */
  readonly memory?: number;
  /** s's/s'y, s'y/y'y, or one after the other. Default 'long'. */
  readonly step?: 'long' | 'short' | 'alternate';
}

/**
 * The method of Barzilai and Borwein: gradient descent whose step is a secant estimate of the inverse curvature along the
 * last one, safeguarded by a nonmonotone line search that nearly always takes it.
 *
 * Asks: gradients (order 1), about one a step. R-linear on strongly convex quadratics, and R-superlinear for two
 * variables; often as fast as conjugate gradients.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Barzilai and Borwein: Two-point step size gradient methods (1988)
 * @source Raydan: The Barzilai and Borwein gradient method for the large scale unconstrained minimization problem (1997)
 */
export function barzilaiBorwein({ memory = 10, step = 'long' }: BarzilaiBorweinOptions = {}): Minimizer<Gradients> {
  largestOfLast(memory);
  return {
    name: 'barzilaiBorwein',
    asks: ['gradients'],
    bounds: false,
    start: (problem) => descend(problem, memory, step),
  };
}

function* descend(problem: MinimizationProblem, memory: number, rule: 'long' | 'short' | 'alternate') {
  const { x0 } = problem;
  checkFinite('x0', x0);
  const reference = largestOfLast(memory);
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  const isUnbounded = fallsForever(now);
  let step = 0;
  for (let k = 0; ; k++) {
    if (yield* progress(now)) return end(undefined);
    const reason = reasonAt(now, problem, isUnbounded);
    if (reason !== undefined) return end(reason);
    const direction = now.gradient.map((g) => -g);
    const next = yield* armijo(now, direction, {
      first: step > 0 ? step : firstStep(now),
      reference: reference(now.value),
    });
    if (next === undefined) return endOfDescent(now, now.gradient, problem);
    if (hasStalled(now, next, problem)) {
      yield* progress(next);
      return endOfDescent(next, next.gradient, problem);
    }
    const long = rule === 'long' || (rule === 'alternate' && k % 2 === 0);
    // Without positive curvature the last step was too short, and nothing says by how much.
    step =
      spectralStep(now, next, long) ?? Math.min(4 * next.step, 1e10 / Math.sqrt(dot(next.gradient, next.gradient)));
    now = next;
  }
}
