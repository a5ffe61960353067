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

/** √ε and ∛ε, the relative steps that balance truncation and rounding of forward and central differences. */
const forwardStep = 2 ** -26;
const centralStep = 6.055454452393343e-6;

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

/** x with h added to component i, and how far it really moved. */
function moved(x: Vector, i: number, h: number): { readonly point: Vector; readonly h: number } {
  const point = x.slice();
  point[i] = x[i]! + h;
  return { point, h: point[i]! - x[i]! };
}

function stepOf(x: Vector, i: number, relative: number): number {
  return relative * Math.max(1, Math.abs(x[i]!));
}

function* forwardAt(x: Vector, bounds: Bounds | undefined): Method<Values, GradientAnswer> {
  const moves = Array.from(x, (xi, i) => {
    const h = stepOf(x, i, forwardStep);
    const room = bounds === undefined ? Infinity : bounds.upper[i]! - xi;
    const back = bounds === undefined ? Infinity : xi - bounds.lower[i]!;
    return moved(x, i, h <= room ? h : h <= back ? -h : room >= back ? room : -back);
  });
  const values = yield* valuesAt([x, ...moves.map(({ point }) => point)]);
  const gradient = Float64Array.from(moves, ({ h }, i) => (h === 0 ? 0 : (values[i + 1]! - values[0]!) / h));
  return { value: values[0]!, gradient };
}

function* centralAt(x: Vector, bounds: Bounds | undefined, known?: number): Method<Values, GradientAnswer> {
  const moves = Array.from(x, (xi, i) => {
    const h = stepOf(x, i, centralStep);
    const room = bounds === undefined ? Infinity : bounds.upper[i]! - xi;
    const back = bounds === undefined ? Infinity : xi - bounds.lower[i]!;
    if (h <= room && h <= back) return [moved(x, i, h), moved(x, i, -h)] as const;
    // One-sided: two steps into the wider side.
    const side = room >= back ? Math.min(h, room / 2) : -Math.min(h, back / 2);
    return [moved(x, i, side), moved(x, i, 2 * side)] as const;
  });
  const first = known === undefined ? [x] : [];
  const values = yield* valuesAt([...first, ...moves.flatMap(([a, b]) => [a.point, b.point])]);
  const value = known ?? values[0]!;
  const start = first.length;
  const gradient = Float64Array.from(moves, ([a, b], i) => {
    if (a.h === 0 || b.h === 0 || a.h === b.h) return 0;
    const fa = values[start + 2 * i]! - value;
    const fb = values[start + 2 * i + 1]! - value;
    // The slope at 0 of the parabola through the three points, wherever they lie.
    return (fa * b.h * b.h - fb * a.h * a.h) / (a.h * b.h * (b.h - a.h));
  });
  return { value, gradient };
}
