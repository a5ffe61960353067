import { normInfinity } from '../array/vector.js';
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
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), section 8.1
 */
export function boundedDifferences(bounds: Bounds | undefined): Estimator<Gradients, Values> {
  return {
    begin: () => {
      let central = false;
      return {
        *gradients({ points, into }): Method<Values, readonly GradientAnswer[]> {
          const answers: GradientAnswer[] = [];
          for (let p = 0; p < points.length; p++) {
            const x = points[p]!;
            let answer = central ? yield* centralAt(x, bounds) : yield* forwardAt(x, bounds);
            const size = normInfinity(answer.gradient);
            if (!central && size <= 1e-3 * Math.max(1, Math.abs(answer.value))) {
              central = true;
              answer = yield* centralAt(x, bounds, answer.value);
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

function* centralAt(x: Vector, bounds: Bounds | undefined, known?: number): Method<Values, GradientAnswer> {
  const moves = Array.from(x, (_, i) => centralMoves(x, i, sizeOf(x, i), bounds));
  const first = known === undefined ? [x] : [];
  const values = yield* valuesAt([...first, ...moves.flatMap(([a, b]) => [a.point, b.point])]);
  const value = known ?? values[0]!;
  const start = first.length;
  const gradient = Float64Array.from(moves, ([a, b], i) =>
    parabolaSlope(value, values[start + 2 * i]!, values[start + 2 * i + 1]!, a.h, b.h),
  );
  return { value, gradient };
}
