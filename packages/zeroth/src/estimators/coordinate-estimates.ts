import type { GradientAnswer, Gradients, Values } from '../query/kinds.js';
import { valuesAt } from '../query/queries.js';
import type { Method, Vector } from '../query/types.js';
import { circumstancesOf } from './circumstances.js';
import { checkEstimate } from './guard.js';
import { bufferFor, moved, stepAt } from './points.js';

/**
 * Central differences along some coordinates, scaled by n over their number; the other components are 0. All points of
 * the question are differenced along the same coordinates, so that differences between its answers are not noise.
 */
export function* coordinateEstimates(
  query: Gradients,
  coordinates: ArrayLike<number>,
  step: number,
): Method<Values, readonly GradientAnswer[]> {
  const stencil: Vector[] = [];
  for (const x of query.points) {
    stencil.push(x);
    for (let c = 0; c < coordinates.length; c++) {
      const i = coordinates[c]!;
      const h = stepAt(x, i, step);
      stencil.push(moved(x, i, h), moved(x, i, -h));
    }
  }
  const values = yield* valuesAt(stencil, circumstancesOf(query));
  let k = 0;
  return query.points.map((x, p) => {
    const value = values[k++]!;
    const gradient = bufferFor(query.into, p, x.length);
    const weight = x.length / coordinates.length;
    for (let c = 0; c < coordinates.length; c++, k += 2) {
      const i = coordinates[c]!;
      // The distance between the two points as they were rounded, which is not quite 2h.
      const distance = stencil[k]![i]! - stencil[k + 1]![i]!;
      gradient[i] = (weight * (values[k]! - values[k + 1]!)) / distance;
    }
    checkEstimate(query, gradient);
    return { value, gradient };
  });
}
