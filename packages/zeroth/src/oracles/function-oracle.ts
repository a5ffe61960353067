import { evaluateEach } from '../query/cloud.js';
import type { Sample, Values } from '../query/kinds.js';
import type { Oracle, Vector } from '../query/types.js';

/**
 * The oracle of order 0 that a plain function is.
 *
 * @param f the objective at one point; it must not change `x`, nor keep it: the points of a cloud are read into one
 * buffer. `sample` says which part of a stochastic objective is meant, where the method asks for one
 */
export function functionOracle(f: (x: Vector, sample?: Sample) => number): Oracle<Values> {
  return { values: ({ points, sample }) => evaluateEach(points, (x) => f(x, sample)) };
}
