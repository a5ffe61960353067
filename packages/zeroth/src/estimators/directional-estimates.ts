import { addScaled } from '../array/vector.js';
import type { GradientAnswer, Gradients, Values } from '../query/kinds.js';
import { valuesAt } from '../query/queries.js';
import type { Method, Vector } from '../query/types.js';
import { circumstancesOf } from './circumstances.js';
import { checkEstimate } from './guard.js';
import { along, bufferFor } from './points.js';

/** Options of {@link directionalEstimates}. */
export interface DirectionalOptions {
  /** distance r from the point, in lengths of the directions */
  readonly radius: number;
  /** c, which makes c f(x + r d) d an estimate of the gradient */
  readonly factor: number;
  /** 2: differences f(x + r d) − f(x − r d), at half the factor. 1: values f(x + r d). */
  readonly points: 1 | 2;
}

/**
 * Means over the directions of c/2 (f(x + r d) − f(x − r d)) d, or of c f(x + r d) d, at each point of the question; the
 * value is the mean of those asked. All points of the question share the directions, so that differences between its
 * answers (as in SVRG) are not noise.
 */
export function* directionalEstimates(
  query: Gradients,
  directions: readonly Vector[],
  { radius, factor, points }: DirectionalOptions,
): Method<Values, readonly GradientAnswer[]> {
  const asked: Vector[] = [];
  for (const x of query.points)
    for (const d of directions) {
      asked.push(along(x, radius, d));
      if (points === 2) asked.push(along(x, -radius, d));
    }
  const values = yield* valuesAt(asked, circumstancesOf(query));
  const count = points * directions.length;
  const weight = factor / count;
  let k = 0;
  return query.points.map((x, p) => {
    const gradient = bufferFor(query.into, p, x.length);
    let total = 0;
    for (const d of directions) {
      const plus = values[k++]!;
      const minus = points === 2 ? values[k++]! : 0;
      total += plus + minus;
      addScaled(gradient, weight * (plus - minus), d);
    }
    checkEstimate(query, gradient);
    return { value: total / count, gradient };
  });
}
