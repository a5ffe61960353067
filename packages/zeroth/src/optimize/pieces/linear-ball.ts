import { norm2 } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';
import { type HalfSpace, nearestPoint } from './least-distance.js';

/** The linear program of {@link linearBallStep}. */
export interface LinearBall {
  readonly gradient: Vector;
  /** Inequalities that may have to be broken. */
  readonly soft: readonly HalfSpace[];
  /** Inequalities that hold at 0 and are never broken. */
  readonly hard: readonly HalfSpace[];
  readonly radius: number;
}

/** Relative accuracy of the two searches: models are not exact. */
const accuracy = 1e-9;

/**
 * The step d in a ball that breaks the soft inequalities as little as it can (by the largest violation) and, of all such
 * steps, has the least g'd.
 *
 * The least g'd in a polyhedron and a ball is where the path of the points nearest to −t g, t ≥ 0, leaves the ball: its
 * length grows with t.
 */
export function linearBallStep({ gradient, soft, hard, radius }: LinearBall): Vector {
  const eased = (ease: number): HalfSpace[] => [...soft.map(({ a, b }) => ({ a, b: b - ease })), ...hard];
  const zero = new Float64Array(gradient.length);
  const inside = (d: Vector | undefined): d is Vector => d !== undefined && norm2(d) <= radius;
  let spaces = eased(0);
  let nearest = nearestPoint(zero, spaces);
  if (!inside(nearest)) {
    let [low, high] = [0, soft.reduce((most, { b }) => Math.max(most, b), 0)];
    nearest = zero;
    while (high - low > accuracy * high) {
      const middle = 0.5 * (low + high);
      const found = nearestPoint(zero, eased(middle));
      if (inside(found)) [high, nearest] = [middle, found];
      else low = middle;
    }
    spaces = eased(high);
  }
  const size = norm2(gradient);
  if (!(size > 0)) return nearest;
  const along = (t: number): Vector | undefined =>
    nearestPoint(
      gradient.map((g) => (-t * g) / size),
      spaces,
    );
  let [low, high, best] = [0, radius, nearest];
  for (let grow = 0; grow < 60; grow++) {
    const d = along(high);
    if (!inside(d)) break;
    const same = grow > 4 && d.every((v, i) => Math.abs(v - best[i]!) <= accuracy * radius);
    [low, best] = [high, d];
    // A vertex, or a face that −g leads no further along: the step lies within the ball.
    if (same) return best;
    high *= 4;
  }
  while (high - low > accuracy * high) {
    const middle = 0.5 * (low + high);
    const d = along(middle);
    if (inside(d)) [low, best] = [middle, d];
    else high = middle;
    if (norm2(best) >= (1 - accuracy) * radius) break;
  }
  return best;
}
