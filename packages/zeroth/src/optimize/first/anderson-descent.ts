import { checkFinite, checkInteger } from '../../array/checks.js';
import { dot } from '../../array/vector.js';
import { type Gradients, gradientAt, progress, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { combination } from '../pieces/anderson-step.js';
import { armijo } from '../pieces/armijo.js';
import { endOfDescent, firstStep, hasStalled, reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { type Trial, trialAt } from '../pieces/trial.js';

/** Options of {@link andersonDescent}. */
export interface AndersonDescentOptions {
  /** How many differences of earlier points are combined; an integer from 1. Default 10. */
  readonly memory?: number;
}

/**
 * Gradient descent with Anderson's acceleration: of the affine combinations of the last points, the one with the least
 * combination of gradients takes the place of x, and a gradient step follows. A combination that raises f is not
 * taken: a line search along −∇f is made instead, and the memory dropped.
 *
 * Asks: gradients (order 1). On quadratics it ends after about n + 1 steps where the memory is n; f falls monotonically.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Anderson: Iterative procedures for nonlinear integral equations (1965)
 * @source Scieur, d'Aspremont and Bach: Regularized nonlinear acceleration (2016)
 */
export function andersonDescent({ memory = 10 }: AndersonDescentOptions = {}): Minimizer<Gradients> {
  checkInteger('memory', memory, 1);
  return { name: 'andersonDescent', asks: ['gradients'], bounds: false, start: (problem) => descend(problem, memory) };
}

function* descend(problem: MinimizationProblem, memory: number) {
  const { x0 } = problem;
  checkFinite('x0', x0);
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x, new Float64Array(x.length))) };
  const isUnbounded = fallsForever(now);
  let moves: Vector[] = [];
  let changes: Vector[] = [];
  let step = 0;
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    const reason = reasonAt(now, problem, isUnbounded);
    if (reason !== undefined) return end(reason);
    let next: Trial | undefined;
    if (moves.length > 0) {
      // A step of length η along −∇f from the combination, whose gradient is combined likewise.
      const { move, residual } = combination(now.gradient, moves, changes);
      const trial = yield* trialAt(now.x.map((v, i) => v + move[i]! - step * residual[i]!));
      const rounding = 8 * 2 ** -52 * Math.abs(now.value);
      const smaller = dot(trial.gradient, trial.gradient) < dot(now.gradient, now.gradient);
      if (trial.value < now.value - rounding || (smaller && trial.value <= now.value + rounding)) next = trial;
    }
    if (next === undefined) {
      [moves, changes] = [[], []];
      const found = yield* armijo(
        now,
        now.gradient.map((g) => -g),
        { first: step > 0 ? 2 * step : firstStep(now) },
      );
      if (found === undefined) return endOfDescent(now, now.gradient, problem);
      step = found.step;
      next = found;
      if (hasStalled(now, next, problem)) {
        yield* progress(next);
        return endOfDescent(next, next.gradient, problem);
      }
    }
    const [before, after] = [now, next];
    moves.push(after.x.map((v, i) => v - before.x[i]!));
    changes.push(after.gradient.map((g, i) => g - before.gradient[i]!));
    if (moves.length > Math.min(memory, x.length)) {
      moves.shift();
      changes.shift();
    }
    now = next;
  }
}
