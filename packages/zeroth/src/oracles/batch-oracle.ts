import { isCloud, type Points, readPoint } from '../query/cloud.js';
import type { Sample, Values } from '../query/kinds.js';
import type { Oracle, Vector } from '../query/types.js';
import { vector } from './shaped.js';

/**
 * The oracle of order 0 of a function that takes many points at once. A cloud is written out, so that `f` sees a list.
 *
 * @param f the objective at each of `points`, in their order, as a fresh array: it belongs to the method
 */
export function batchOracle(f: (points: readonly Vector[], sample?: Sample) => Vector): Oracle<Values> {
  return {
    values: ({ points, sample }) => vector(f(listed(points), sample), points.length, 'values: a number for each point'),
  };
}

/** Points as a list; those of a cloud are written out, from `begin` to before `end`. */
export function listed(points: Points, begin = 0, end = points.length): readonly Vector[] {
  if (!isCloud(points)) return begin === 0 && end === points.length ? points : points.slice(begin, end);
  const list: Vector[] = [];
  for (let i = begin; i < end; i++) list.push(readPoint(points, i, new Float64Array(points.center.length)));
  return list;
}
