import { checkInteger, checkPositive } from '../../array/checks.js';
import { addScaled, dot } from '../../array/vector.js';
import { type Gradients, type HessianVectorProducts, hessianVectorProductAt, type Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import type { Minimizer } from '../minimizer.js';
import { descendBy } from '../pieces/descend-by.js';
import { type Extremes, lanczosExtremes } from '../pieces/lanczos-extremes.js';
import { type Schedule, toSchedule } from '../pieces/schedules.js';
import { trialAt } from '../pieces/trial.js';
import { tensorsIn, type UpdateRule, type UpdateState } from '../updates/update.js';

/** Options of {@link fosi}. */
export interface FosiOptions {
  /** Step size of the base rule, positive, or one for each step. Default: the rule's own. */
  readonly rate?: number | Schedule;
  /** k, how many of the largest eigenvalues have their own directions. Default 10, at most n. */
  readonly largest?: number;
  /** How many of the smallest have. Default 0. */
  readonly smallest?: number;
  /** T, steps from one estimate of the extremes to the next. Default 100. */
  readonly every?: number;
  /** Dimension of Lanczos's space. Default 4 (k + smallest), at least 2 log n, at most n. */
  readonly lanczosSteps?: number;
  /** α in (0, 1], the share of the Newton step that is taken along the extreme eigenvectors. Default 1. */
  readonly scale?: number;
}

/**
 * A first-order rule with the extreme curvatures taken from it: along the eigenvectors V of the Hessian's largest (and
 * smallest) eigenvalues λ the step is Newton's, −α V |Λ|⁻¹ Vᵀ ∇f(x); the base rule gets the rest of the gradient, and what
 * its step has along V is taken out. Lanczos's iteration estimates λ and V every T steps.
 *
 * Asks: gradients (order 1), one a step, and Hessian-vector products (order 2), as many as Lanczos's steps every T. The base
 * rule sees the condition number of what is left, so that its step size may be as large as that allows.
 *
 * @param rule the base, as sgdUpdate or adamUpdate; what it averages for use is not read
 * @throws ZerothError `option-out-of-range`
 * @source Sivan, Gabel, Schuster: FOSI, hybrid first and second order optimization (2024), algorithms 1 and 2
 */
export function fosi<S extends UpdateState>(
  rule: UpdateRule<S>,
  options: FosiOptions = {},
): Minimizer<Gradients | HessianVectorProducts> {
  const { rate = rule.rate, largest = 10, smallest = 0, every = 100, lanczosSteps, scale = 1 } = options;
  if (typeof rate === 'number') checkPositive('rate', rate);
  checkInteger('largest', largest, 0);
  checkInteger('smallest', smallest, 0);
  checkInteger('every', every, 1);
  if (lanczosSteps !== undefined) checkInteger('lanczosSteps', lanczosSteps, Math.max(1, largest + smallest));
  checkPositive('scale', scale);
  const schedule = toSchedule(rate);
  return {
    name: `fosi-${rule.name}`,
    asks: ['gradients', 'hessianVectorProducts'],
    bounds: false,
    start: (problem) =>
      descendBy<Gradients | HessianVectorProducts>(problem, ({ x: start }) => {
        const n = start.length;
        const steps = Math.min(n, lanczosSteps ?? Math.max(4 * (largest + smallest), Math.ceil(2 * Math.log(n))));
        const draws = random(problem.seed);
        // The rule moves a copy of x by the rest of the gradient.
        const moved = start.slice();
        const tensors = tensorsIn(moved);
        const state = rule.begin(tensors);
        let extremes: Extremes = { values: [], vectors: [] };
        let k = 0;
        return function* step({ x, gradient }) {
          if (k % every === 0 && largest + smallest > 0)
            extremes = yield* lanczosExtremes(
              (v) => hessianVectorProductAt(x, v),
              draws.fillNormal(new Float64Array(n)),
              steps,
              largest,
              smallest,
            );
          const rest = gradient.slice();
          const parts = removeParts(rest, extremes);
          moved.set(x);
          rule.step(tensors, [rest], state, schedule(k++));
          const move = moved.map((v, i) => v - x[i]!);
          removeParts(move, extremes);
          for (const [j, v] of extremes.vectors.entries()) {
            const curvature = Math.abs(extremes.values[j]!);
            if (curvature > 0) addScaled(move, (-scale * parts[j]!) / curvature, v);
          }
          return yield* trialAt(x.map((v, i) => v + move[i]!));
        };
      }),
  };
}

/** v ← v − V Vᵀ v; the coefficients Vᵀ v are returned. */
function removeParts(vector: Vector, { vectors }: Extremes): readonly number[] {
  const parts = vectors.map((v) => dot(v, vector));
  for (const [j, v] of vectors.entries()) addScaled(vector, -parts[j]!, v);
  return parts;
}
