import { scale } from '../array/vector.js';
import type { Vector } from '../query/index.js';
import { orthogonalize } from './gmres.js';
import { length } from './linear-solution.js';

/**
 * An orthonormal basis of what vectors add to the span of `against`, which is orthonormal; those that add nothing beyond
 * rounding are left out.
 */
export function orthonormal(vectors: readonly Vector[], against: readonly Vector[] = []): Vector[] {
  const basis = [...against];
  for (const vector of vectors) {
    const w = vector.slice();
    const before = length(w);
    orthogonalize(w, basis);
    const norm = length(w);
    if (!(norm > 100 * Number.EPSILON * before)) continue;
    scale(w, 1 / norm);
    orthogonalize(w, basis);
    scale(w, 1 / length(w));
    basis.push(w);
  }
  return basis.slice(against.length);
}
