import { checkInteger, checkPositive } from '../array/checks.js';
import { addScaled } from '../array/vector.js';
import type { GradientAnswer, Gradients, Values } from '../query/kinds.js';
import { valuesAt } from '../query/queries.js';
import type { Vector } from '../query/types.js';
import { random } from '../random/index.js';
import { circumstancesOf } from './circumstances.js';
import type { Estimator } from './estimator.js';
import { checkEstimate } from './guard.js';
import { along, bufferFor } from './points.js';

/** Options of {@link recursiveSmoothing}. */
export interface RecursiveSmoothingOptions {
  /** Smoothing radius δ > 0. */
  readonly radius: number;
  /** Every `period`-th gradient is a fresh one, from 1. */
  readonly period: number;
  /** Directions of a fresh gradient. */
  readonly freshDirections: number;
  /** Directions of the differences in between. Default 1. */
  readonly directions?: number;
  /** Draw a `sample` (a seed) for each question whose method names none: for stochastic objectives. Default false. */
  readonly stochastic?: boolean;
  /** Seed of the draws. Default 0. */
  readonly seed?: number;
}

/** A point and the estimate that was answered for it. */
interface Last {
  readonly x: Vector;
  readonly estimate: Vector;
}

interface State {
  readonly last: Last | undefined;
  readonly asked: number;
  readonly position: number;
}

/** Where a part of the question's points begins, and what it is for. */
interface Plan {
  readonly x: Vector;
  /** the point before, unless the gradient is a fresh one */
  readonly before: Vector | undefined;
  readonly directions: readonly Vector[];
}

/**
 * GFM+'s recursive estimates of the gradient of the objective averaged over a ball: every `period`-th one is a mean over
 * many directions, v = g(x; W); the ones in between follow the changes, v ← v + g(x; W) − g(x⁻; W), where x⁻ is the point
 * asked before and both g use the same directions and the same sample. g(x; W) is the mean over w in W (on the unit
 * sphere) of n/2δ (f(x + δ w) − f(x − δ w)) w. The value is the mean of those asked near x, and not f(x).
 *
 * Asks: values at `2 · freshDirections` or `4 · directions` points for each point, in one question. Its state goes into
 * checkpoints. To (δ, ε)-stationarity of Lipschitz f it needs O(ε⁻³) values, where independent estimates need O(ε⁻⁴).
 *
 * @throws ZerothError `option-out-of-range` unless radius > 0 and the counts are integers of at least 1
 * @source Chen, Xu, Luo: Faster gradient-free algorithms for nonsmooth nonconvex stochastic optimization (2023)
 */
export function recursiveSmoothing({
  radius,
  period,
  freshDirections,
  directions = 1,
  stochastic = false,
  seed = 0,
}: RecursiveSmoothingOptions): Estimator<Gradients, Values> {
  checkPositive('radius', radius);
  checkInteger('period', period, 1);
  checkInteger('freshDirections', freshDirections, 1);
  checkInteger('directions', directions, 1);
  return {
    begin: () => {
      const source = random(seed);
      let last: Last | undefined;
      let asked = 0;

      /** Directions for each point, the points of a question following each other as if asked one by one. */
      const plan = (points: readonly Vector[]): Plan[] =>
        points.map((x, p) => {
          const before = asked++ % period === 0 ? undefined : p > 0 ? points[p - 1] : last?.x;
          const count = before === undefined ? freshDirections : directions;
          const drawn = Array.from({ length: count }, () => source.sphere(x.length));
          return { x, before, directions: drawn };
        });

      return {
        kept: {
          save: (): State => ({ last, asked, position: source.position }),
          load: (saved) => {
            const state = saved as State; // what `save` gave
            last = state.last;
            asked = state.asked;
            source.position = state.position;
          },
        },
        *gradients(query) {
          // Taken when asking: beside other questions of a pool, `last` may have moved on when the answer comes.
          let previous = last?.estimate;
          const plans = plan(query.points);
          const sample = query.sample ?? (stochastic ? source.integer(2 ** 32) : undefined);
          const circumstances = circumstancesOf(sample === undefined ? query : { ...query, sample });
          const values = yield* valuesAt(
            plans.flatMap((part) => pointsOf(part, radius)),
            circumstances,
          );
          const answers: GradientAnswer[] = [];
          let k = 0;
          for (const [p, { x, before, directions: drawn }] of plans.entries()) {
            const gradient = bufferFor(query.into, p, x.length);
            if (before !== undefined && previous !== undefined) gradient.set(previous);
            const weight = x.length / (2 * radius * drawn.length);
            let total = 0;
            for (const w of drawn) {
              const plus = values[k++]!;
              const minus = values[k++]!;
              total += plus + minus;
              const change = before === undefined ? 0 : values[k++]! - values[k++]!;
              addScaled(gradient, weight * (plus - minus - change), w);
            }
            checkEstimate(query, gradient);
            previous = gradient.slice();
            last = { x: x.slice(), estimate: previous };
            answers.push({ value: total / (2 * drawn.length), gradient });
          }
          return answers;
        },
      };
    },
  };
}

function pointsOf({ x, before, directions }: Plan, radius: number): Vector[] {
  return directions.flatMap((w) =>
    before === undefined
      ? [along(x, radius, w), along(x, -radius, w)]
      : [along(x, radius, w), along(x, -radius, w), along(before, radius, w), along(before, -radius, w)],
  );
}
