import type { Vector } from '../../query/index.js';
import type { Random } from '../../random/index.js';

/** Points of the unit cube, of which each coordinate has one in each of `count` equal intervals. */
export function latinHypercube(count: number, n: number, draws: Random): Vector[] {
  const points = Array.from({ length: count }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    const order = draws.permutation(count);
    points.forEach((u, k) => {
      u[i] = (order[k]! + draws.uniform()) / count;
    });
  }
  return points;
}
