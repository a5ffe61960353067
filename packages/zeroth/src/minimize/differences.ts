import { normInfinity } from '../array/vector.js';
import { centralStep } from '../estimators/central-step.js';
import type { Estimator } from '../estimators/index.js';
import type { Bounds } from '../optimize/minimizer.js';
import {
  type GradientAnswer,
  type Gradients,
  type Method,
  type Values,
  type Vector,
  valuesAt,
} from '../query/index.js';
import { centralMoves, forwardMove, parabolaSlope } from './difference-points.js';

/**
 * Gradients by differences within bounds: forward ones, at n + 1 values, until the gradient has become so small that
 * their error of about √ε would show; central ones, at 2n + 1 values, from then on. Steps that would leave the bounds go
 * the other way, and central ones become one-sided of second order.
 *
 * @param noise standard deviation σ of the values' error. Where there is some, all differences are central with steps of
 *   ∛(3 σ), at which the errors σ / h of the values and h² / 6 of a third derivative of 1 add up to the least.
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 8.1
 */
export function boundedDifferences(bounds: Bounds | undefined, noise = 0): Estimator<Gradients, Values> {
  const step = Math.max(centralStep, (3 * noise) ** (1 / 3));
  const centralAt = (x: Vector, known?: number) => centralGradient(x, step, bounds, known);
  return {
    begin: () => {
      let central = noise > 0;
      return {
        *gradients({ points, into }): Method<Values, readonly GradientAnswer[]> {
          const answers: GradientAnswer[] = [];
          for (let p = 0; p < points.length; p++) {
            const x = points[p]!;
            let answer = central ? yield* centralAt(x) : yield* forwardAt(x, bounds);
            const size = normInfinity(answer.gradient);
            if (!central && size <= 1e-3 * Math.max(1, Math.abs(answer.value))) {
              central = true;
              answer = yield* centralAt(x, answer.value);
            }
            const buffer = into?.[p];
            if (buffer === undefined) answers.push(answer);
            else {
              buffer.set(answer.gradient);
              answers.push({ value: answer.value, gradient: buffer });
            }
          }
          return answers;
        },
        kept: {
          save: () => central,
          load: (saved) => {
            central = saved === true;
          },
        },
      };
    },
  };
}

function sizeOf(x: Vector, i: number): number {
  return Math.max(1, Math.abs(x[i]!));
}

function* forwardAt(x: Vector, bounds: Bounds | undefined): Method<Values, GradientAnswer> {
  const moves = Array.from(x, (_, i) => forwardMove(x, i, sizeOf(x, i), bounds));
  const values = yield* valuesAt([x, ...moves.map(({ point }) => point)]);
  const gradient = Float64Array.from(moves, ({ h }, i) => (h === 0 ? 0 : (values[i + 1]! - values[0]!) / h));
  return { value: values[0]!, gradient };
}

function* centralGradient(
  x: Vector,
  step: number,
  bounds: Bounds | undefined,
  known?: number,
): Method<Values, GradientAnswer> {
  const moves = Array.from(x, (_, i) => centralMoves(x, i, step * sizeOf(x, i), bounds));
  const first = known === undefined ? [x] : [];
  const values = yield* valuesAt([...first, ...moves.flatMap(([a, b]) => [a.point, b.point])]);
  const value = known ?? values[0]!;
  const start = first.length;
  const gradient = Float64Array.from(moves, ([a, b], i) =>
    parabolaSlope(value, values[start + 2 * i]!, values[start + 2 * i + 1]!, a.h, b.h),
  );
  return { value, gradient };
}
